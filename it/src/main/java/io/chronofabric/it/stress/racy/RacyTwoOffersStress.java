package io.chronofabric.it.stress.racy;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Two threads offer, as in the test of the real queue, to one that can lose an element. */
@JCStressTest
@Outcome(id = "10, 20, null", expect = Expect.ACCEPTABLE, desc = "Both.")
@Outcome(id = "20, 10, null", expect = Expect.ACCEPTABLE, desc = "Both; it keeps no order.")
@Outcome(expect = Expect.FORBIDDEN, desc = "An element lost.")
@State
public class RacyTwoOffersStress {
    private final RacyRing queue = new RacyRing();

    /** Offers. */
    @Actor
    public void first() {
        queue.offer(10);
    }

    /** Offers too. */
    @Actor
    public void second() {
        queue.offer(20);
    }

    /** Polls more than there are. */
    @Arbiter
    public void afterwards(LLL_Result result) {
        result.r1 = queue.take();
        result.r2 = queue.take();
        result.r3 = queue.take();
    }
}
