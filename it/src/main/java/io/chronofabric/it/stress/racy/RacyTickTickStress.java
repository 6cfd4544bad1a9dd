package io.chronofabric.it.stress.racy;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Two threads tick, as in the test of the real clock, one that can give a time twice. */
@JCStressTest
@Outcome(id = "10, 11", expect = Expect.ACCEPTABLE, desc = "The first thread was first.")
@Outcome(id = "11, 10", expect = Expect.ACCEPTABLE, desc = "The second thread was first.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A time given twice.")
@State
public class RacyTickTickStress {
    private final RacyClock clock = new RacyClock();

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
