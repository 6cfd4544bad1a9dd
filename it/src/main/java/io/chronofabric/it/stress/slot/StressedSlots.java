package io.chronofabric.it.stress.slot;

import io.chronofabric.bus.WhenFull;
import io.chronofabric.bus.slot.SlotBus;
import io.chronofabric.bus.slot.SlotBusOptions;
import io.chronofabric.bus.slot.SlotClaim;
import io.chronofabric.bus.slot.SlotPublisher;
import io.chronofabric.bus.slot.SlotSubscription;
import io.chronofabric.bus.slot.SlotSubscriptionOptions;
import io.chronofabric.bus.wire.FrameReader;
import io.chronofabric.core.NodeId;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.TimeSource;
import java.time.Duration;

/**
 * A bus of two slots. A value is written twice, in the first and in the last word of a slot, and
 * read as -1 where the two differ.
 */
final class StressedSlots {
    static final int TORN = -1;

    private static final int PAYLOAD = 64;
    private static final int LAST = 60;
    private static final HybridLogicalClock CLOCK =
            new HybridLogicalClock(TimeSource.system(), new NodeId(1));

    private final SlotBus bus;

    StressedSlots(SlotBusOptions.Publishers publishers) {
        bus =
                new SlotBus(
                        new SlotBusOptions("stress", 2, PAYLOAD, publishers, Duration.ofMinutes(1)),
                        CLOCK,
                        TimeSource.system());
    }

    SlotPublisher publisher() {
        return bus.publisher();
    }

    SlotSubscription subscription(WhenFull whenFull) {
        return bus.subscribe(SlotSubscriptionOptions.named("reader").withWhenFull(whenFull));
    }

    static void publish(SlotPublisher publisher, int value) {
        SlotClaim claim = publisher.tryClaim(PAYLOAD);
        if (claim != null) {
            claim.buffer().putInt(claim.payloadOffset(), value);
            claim.buffer().putInt(claim.payloadOffset() + LAST, value);
            claim.mask(value).commit();
        }
    }

    /** The next value; 0 for none. */
    static int next(SlotSubscription subscription) {
        int[] value = new int[1];
        subscription.poll((frame, at) -> value[0] = valueOf(frame), 1);
        return value[0];
    }

    private static int valueOf(FrameReader frame) {
        int at = frame.payloadOffset();
        int first = frame.buffer().getInt(at);
        boolean whole =
                frame.buffer().getInt(at + LAST) == first
                        && frame.mask() == first
                        && frame.payloadLength() == PAYLOAD;
        return whole ? first : TORN;
    }
}
