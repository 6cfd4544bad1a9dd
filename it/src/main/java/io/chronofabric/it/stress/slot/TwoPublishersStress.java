package io.chronofabric.it.stress.slot;

import io.chronofabric.bus.WhenFull;
import io.chronofabric.bus.slot.SlotBusOptions.Publishers;
import io.chronofabric.bus.slot.SlotPublisher;
import io.chronofabric.bus.slot.SlotSubscription;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two publish; afterwards both packets are there, whole and once. */
@JCStressTest
@Outcome(id = "1, 2, 0", expect = Expect.ACCEPTABLE, desc = "The first was first.")
@Outcome(id = "2, 1, 0", expect = Expect.ACCEPTABLE, desc = "The second was first.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A frame torn, lost or doubled.")
@State
public class TwoPublishersStress {
    private final StressedSlots slots = new StressedSlots(Publishers.MANY);
    private final SlotSubscription subscription = slots.subscription(WhenFull.BLOCK);
    private final SlotPublisher first = slots.publisher();
    private final SlotPublisher second = slots.publisher();

    /** Publishes. */
    @Actor
    public void first() {
        StressedSlots.publish(first, 1);
    }

    /** Publishes too. */
    @Actor
    public void second() {
        StressedSlots.publish(second, 2);
    }

    /** Polls more than there are. */
    @Arbiter
    public void afterwards(III_Result result) {
        result.r1 = StressedSlots.next(subscription);
        result.r2 = StressedSlots.next(subscription);
        result.r3 = StressedSlots.next(subscription);
    }
}
