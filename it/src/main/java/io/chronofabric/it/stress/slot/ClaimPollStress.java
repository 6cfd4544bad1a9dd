package io.chronofabric.it.stress.slot;

import io.chronofabric.bus.WhenFull;
import io.chronofabric.bus.slot.SlotBusOptions.Publishers;
import io.chronofabric.bus.slot.SlotPublisher;
import io.chronofabric.bus.slot.SlotSubscription;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** One publishes 1 and 2; another polls twice. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Polled before both.")
@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "The first came in between.")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "Polled before the second.")
@Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "Both, in order.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A frame torn, lost, or out of order.")
@State
public class ClaimPollStress {
    private final StressedSlots slots = new StressedSlots(Publishers.ONE);
    private final SlotPublisher publisher = slots.publisher();
    private final SlotSubscription subscription = slots.subscription(WhenFull.BLOCK);

    /** Publishes. */
    @Actor
    public void publisher() {
        StressedSlots.publish(publisher, 1);
        StressedSlots.publish(publisher, 2);
    }

    /** Polls while that goes on. */
    @Actor
    public void reader(II_Result result) {
        result.r1 = StressedSlots.next(subscription);
        result.r2 = StressedSlots.next(subscription);
    }
}
