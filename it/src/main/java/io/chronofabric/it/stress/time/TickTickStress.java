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

/** Two threads tick one clock whose wall clock stands at 10. */
@JCStressTest
@Outcome(id = "10, 11", expect = Expect.ACCEPTABLE, desc = "The first thread was first.")
@Outcome(id = "11, 10", expect = Expect.ACCEPTABLE, desc = "The second thread was first.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A time given twice, or one left out.")
@State
public class TickTickStress {
    private final HybridLogicalClock clock =
            new HybridLogicalClock(new SimulatedTimeSource(10), new NodeId(1));

    /** Ticks. */
    @Actor
    public void first(JJ_Result result) {
        result.r1 = clock.tickPhysical();
    }

    /** Ticks too. */
    @Actor
    public void second(JJ_Result result) {
        result.r2 = clock.tickPhysical();
    }
}
