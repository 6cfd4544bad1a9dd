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
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Two threads offer; afterwards both elements are there, the earlier one first. */
@JCStressTest
@Outcome(id = "10, 20, null", expect = Expect.ACCEPTABLE, desc = "Both, in order.")
@Outcome(expect = Expect.FORBIDDEN, desc = "One lost, one twice, or not in order.")
@State
public class TwoOffersStress {
    private final TemporalQueue<Integer> queue = new TemporalQueue<>(4, HeadStarts.NONE);

    /** Offers the later one. */
    @Actor
    public void later() {
        queue.offer(20, 20, 0, Priority.NORMAL);
    }

    /** Offers the earlier one. */
    @Actor
    public void earlier() {
        queue.offer(10, 10, 0, Priority.NORMAL);
    }

    /** Polls more than there are. */
    @Arbiter
    public void afterwards(LLL_Result result) {
        result.r1 = queue.poll();
        result.r2 = queue.poll();
        result.r3 = queue.poll();
    }
}
