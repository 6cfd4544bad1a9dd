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

/**
 * One publishes four packets over two slots while another subscribes, which holds the publisher up
 * from then on. What the subscriber finds afterwards has no gap: at most two packets that follow
 * each other.
 */
@JCStressTest
@Outcome(id = "0, 0, 0", expect = Expect.ACCEPTABLE, desc = "Subscribed after all four.")
@Outcome(id = "1, 2, 0", expect = Expect.ACCEPTABLE, desc = "Subscribed before all.")
@Outcome(id = "2, 3, 0", expect = Expect.ACCEPTABLE, desc = "Subscribed before the second.")
@Outcome(id = "3, 4, 0", expect = Expect.ACCEPTABLE, desc = "Subscribed before the third.")
@Outcome(id = "4, 0, 0", expect = Expect.ACCEPTABLE, desc = "Subscribed before the fourth.")
@Outcome(
        id = "2, 0, 0|3, 0, 0|1, 0, 0|1, 4, 0|2, 4, 0|1, 3, 0",
        expect = Expect.ACCEPTABLE_INTERESTING,
        desc = "The publisher was refused in between, and left out what was refused.")
@Outcome(
        expect = Expect.FORBIDDEN,
        desc = "A frame torn, overwritten, out of order or out of reach.")
@State
public class LateSubscriberStress {
    private final StressedSlots slots = new StressedSlots(Publishers.ONE);
    private final SlotPublisher publisher = slots.publisher();
    private SlotSubscription subscription;

    /** Publishes. */
    @Actor
    public void publisher() {
        for (int value = 1; value <= 4; value++) {
            StressedSlots.publish(publisher, value);
        }
    }

    /** Subscribes while that goes on. */
    @Actor
    public void subscriber() {
        subscription = slots.subscription(WhenFull.BLOCK);
    }

    /** Polls as much as there can be; then nothing may wait. */
    @Arbiter
    public void afterwards(III_Result result) {
        result.r1 = StressedSlots.next(subscription);
        result.r2 = StressedSlots.next(subscription);
        result.r3 = (int) subscription.statistics().pending();
    }
}
