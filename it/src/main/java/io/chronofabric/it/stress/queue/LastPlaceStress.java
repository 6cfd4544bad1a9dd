package io.chronofabric.it.stress.queue;

import io.chronofabric.core.Priority;
import io.chronofabric.time.queue.HeadStarts;
import io.chronofabric.time.queue.TemporalQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/** Two threads offer, and there is one place left. */
@JCStressTest
@Outcome(id = "true, false, 10, 30", expect = Expect.ACCEPTABLE, desc = "The first one got it.")
@Outcome(id = "false, true, 20, 30", expect = Expect.ACCEPTABLE, desc = "The second one got it.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Both or neither, or another element than was told.")
@State
public class LastPlaceStress {
    private final TemporalQueue<Integer> queue = new TemporalQueue<>(2, HeadStarts.NONE);

    /** Leaves one place, and what is there lies in order already. */
    public LastPlaceStress() {
        queue.offer(30, 30, 0, Priority.NORMAL);
        queue.firstNanos();
    }

    /** Offers. */
    @Actor
    public void first(LLLL_Result result) {
        result.r1 = queue.offer(10, 10, 0, Priority.NORMAL);
    }

    /** Offers too. */
    @Actor
    public void second(LLLL_Result result) {
        result.r2 = queue.offer(20, 20, 0, Priority.NORMAL);
    }

    /** Polls what is there. */
    @Arbiter
    public void afterwards(LLLL_Result result) {
        result.r3 = queue.poll();
        result.r4 = queue.poll();
    }
}
