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

/** A full queue of one place: a poll frees it while another thread offers. */
@JCStressTest
@Outcome(id = "10, true, 20, null", expect = Expect.ACCEPTABLE, desc = "The poll was first.")
@Outcome(id = "10, false, null, null", expect = Expect.ACCEPTABLE, desc = "The offer was first.")
@Outcome(expect = Expect.FORBIDDEN, desc = "One lost or twice, or more than there is room for.")
@State
public class FreedPlaceStress {
    private final TemporalQueue<Integer> queue = new TemporalQueue<>(1, HeadStarts.NONE);

    /** Fills it. */
    public FreedPlaceStress() {
        queue.offer(10, 10, 0, Priority.NORMAL);
    }

    /** Polls. */
    @Actor
    public void consumer(LLLL_Result result) {
        result.r1 = queue.poll();
    }

    /** Offers. */
    @Actor
    public void producer(LLLL_Result result) {
        result.r2 = queue.offer(20, 20, 0, Priority.NORMAL);
    }

    /** Polls what is left. */
    @Arbiter
    public void afterwards(LLLL_Result result) {
        result.r3 = queue.poll();
        result.r4 = queue.poll();
    }
}
