package io.chronofabric.it.bench.bus;

import io.chronofabric.bus.WhenFull;
import io.chronofabric.bus.slot.SlotBus;
import io.chronofabric.bus.slot.SlotBusOptions;
import io.chronofabric.bus.slot.SlotClaim;
import io.chronofabric.bus.slot.SlotPublisher;
import io.chronofabric.bus.slot.SlotSubscription;
import io.chronofabric.bus.slot.SlotSubscriptionOptions;
import io.chronofabric.bus.wire.FrameHandler;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.TimeSource;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Our slots: a stamp from the clock, the whole header, a mask and a filter. All subscriptions are
 * read by the receiving thread in turn.
 */
final class SlotTransport implements Transport {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int LIMIT = 64;

    private final SlotBus bus;
    private final SlotPublisher publisher;
    private final List<SlotSubscription> subscriptions = new ArrayList<>();

    SlotTransport(
            HybridLogicalClock clock,
            TimeSource time,
            SlotBusOptions.Publishers publishers,
            WhenFull whenFull,
            int subscribers) {
        bus =
                new SlotBus(
                        new SlotBusOptions(
                                "bench", PeerSizes.CAPACITY, PeerSizes.PAYLOAD, publishers, LONG),
                        clock,
                        time);
        publisher = bus.publisher();
        for (int i = 0; i < subscribers; i++) {
            subscriptions.add(
                    bus.subscribe(
                            SlotSubscriptionOptions.named("reader " + i)
                                    .withWhenFull(whenFull)
                                    .withTargets(1L << i)
                                    .withFilter(frame -> frame.payloadLength() > 0)));
        }
    }

    @Override
    public int copies() {
        return subscriptions.size();
    }

    @Override
    public Sender sender() {
        return (index, nanos) -> {
            SlotClaim claim = publisher.tryClaim(PeerSizes.PAYLOAD);
            if (claim == null) {
                return false;
            }
            int at = claim.payloadOffset();
            claim.buffer().putLong(at, index, ByteOrder.LITTLE_ENDIAN);
            claim.buffer().putLong(at + Long.BYTES, nanos, ByteOrder.LITTLE_ENDIAN);
            claim.mask(3).commit();
            return true;
        };
    }

    @Override
    public Receiver receiver() {
        SlotSubscription[] readers = subscriptions.toArray(new SlotSubscription[0]);
        return new Receiver() {
            private Arrivals to;

            private final FrameHandler handler =
                    (frame, end) -> {
                        int at = frame.payloadOffset();
                        to.arrived(
                                frame.buffer().getLong(at, ByteOrder.LITTLE_ENDIAN),
                                frame.buffer().getLong(at + Long.BYTES, ByteOrder.LITTLE_ENDIAN));
                    };

            @Override
            public int poll(Arrivals arrivals) {
                to = arrivals;
                int looked = 0;
                for (SlotSubscription reader : readers) {
                    looked += reader.poll(handler, LIMIT);
                }
                return looked;
            }
        };
    }

    @Override
    public void close() {
        bus.close();
    }
}
