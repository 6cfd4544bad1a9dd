package io.chronofabric.it.stress.time;

import io.chronofabric.core.NodeId;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.SimulatedTimeSource;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** One thread receives time 50 and then sends; another sends. The wall clock stands at 10. */
@JCStressTest
@Outcome(id = "51, 10", expect = Expect.ACCEPTABLE, desc = "The sender came before the message.")
@Outcome(id = "51, 52", expect = Expect.ACCEPTABLE, desc = "The sender came after the answer.")
@Outcome(id = "52, 51", expect = Expect.ACCEPTABLE, desc = "The sender came between the two.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The message was forgotten, or a time given twice.")
@State
public class TickUpdateStress {
    private final HybridLogicalClock clock =
            new HybridLogicalClock(new SimulatedTimeSource(10), new NodeId(1));

    /** Receives, then sends. */
    @Actor
    public void receiver(JJ_Result result) {
        clock.update(50);
        result.r1 = clock.tickPhysical();
    }

    /** Sends. */
    @Actor
    public void sender(JJ_Result result) {
        result.r2 = clock.tickPhysical();
    }
}
