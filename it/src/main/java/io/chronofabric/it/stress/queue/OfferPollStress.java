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

/** One thread offers 20, then 10; another polls twice; the rest is polled afterwards. */
@JCStressTest
@Outcome(id = "null, null, 10, 20", expect = Expect.ACCEPTABLE, desc = "Polled before both.")
@Outcome(id = "null, 20, 10, null", expect = Expect.ACCEPTABLE, desc = "One came in between.")
@Outcome(id = "20, null, 10, null", expect = Expect.ACCEPTABLE, desc = "Polled before the other.")
@Outcome(id = "null, 10, 20, null", expect = Expect.ACCEPTABLE, desc = "Both came in between.")
@Outcome(id = "20, 10, null, null", expect = Expect.ACCEPTABLE, desc = "Seen one by one.")
@Outcome(id = "10, 20, null, null", expect = Expect.ACCEPTABLE, desc = "Seen together, in order.")
@Outcome(expect = Expect.FORBIDDEN, desc = "One lost, one twice, or one seen without the other.")
@State
public class OfferPollStress {
    private final TemporalQueue<Integer> queue = new TemporalQueue<>(4, HeadStarts.NONE);

    /** Offers the later one first. */
    @Actor
    public void producer() {
        queue.offer(20, 20, 0, Priority.NORMAL);
        queue.offer(10, 10, 0, Priority.NORMAL);
    }

    /** Polls while that goes on. */
    @Actor
    public void consumer(LLLL_Result result) {
        result.r1 = queue.poll();
        result.r2 = queue.poll();
    }

    /** Polls what is left. */
    @Arbiter
    public void afterwards(LLLL_Result result) {
        result.r3 = queue.poll();
        result.r4 = queue.poll();
    }
}
