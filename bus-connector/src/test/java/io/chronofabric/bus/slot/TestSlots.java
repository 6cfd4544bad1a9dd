package io.chronofabric.bus.slot;

import io.chronofabric.bus.WhenFull;
import io.chronofabric.bus.wire.FrameReader;
import io.chronofabric.core.NodeId;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.TimeSource;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What several tests of the slots need. */
final class TestSlots {
    static final HybridLogicalClock CLOCK =
            new HybridLogicalClock(TimeSource.system(), new NodeId(7));

    private TestSlots() {}

    static SlotBus bus(int slots, SlotBusOptions.Publishers publishers, Duration timeout) {
        SlotBusOptions options = new SlotBusOptions("slots", slots, 64, publishers, timeout);
        return new SlotBus(options, CLOCK, TimeSource.system());
    }

    /** Four slots for one publisher that gives up soon. */
    static SlotBus four() {
        return bus(4, SlotBusOptions.Publishers.ONE, Duration.ofMillis(20));
    }

    static SlotSubscriptionOptions named(String name, WhenFull whenFull) {
        return SlotSubscriptionOptions.named(name).withWhenFull(whenFull);
    }

    /** Whether there was a slot for it. */
    static boolean tryPublish(SlotPublisher publisher, long value) {
        SlotClaim claim = publisher.tryClaim(Long.BYTES);
        if (claim != null) {
            write(claim, value);
        }
        return claim != null;
    }

    static void publish(SlotPublisher publisher, long... values) {
        for (long value : values) {
            write(publisher.claim(Long.BYTES), value);
        }
    }

    static long value(FrameReader frame) {
        return frame.buffer().getLong(frame.payloadOffset(), ByteOrder.LITTLE_ENDIAN);
    }

    /** Everything that can be read now. */
    static List<Long> drain(SlotSubscription subscription) {
        List<Long> values = new ArrayList<>();
        while (subscription.poll((frame, at) -> values.add(value(frame)), Integer.MAX_VALUE) > 0) {
            // until there is nothing
        }
        return values;
    }

    /** The seed of a randomized test: {@code -Dseed=…}, or one made from the clock. */
    static long seed() {
        String given = System.getProperty("seed", "");
        return given.isEmpty() ? TimeSource.system().monotonicNanos() : Long.parseLong(given);
    }

    private static void write(SlotClaim claim, long value) {
        claim.buffer().putLong(claim.payloadOffset(), value, ByteOrder.LITTLE_ENDIAN);
        claim.commit();
    }
}
