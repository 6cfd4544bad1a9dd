package io.chronofabric.it.bench.bus;

import io.chronofabric.bus.PhaseCoherenceBus;
import io.chronofabric.bus.PhasePacket;
import io.chronofabric.bus.Subscription;
import io.chronofabric.bus.SubscriptionOptions;
import io.chronofabric.bus.WhenFull;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Our packets: a stamp from the clock and an immutable packet around a reference. All subscriptions
 * are read by the receiving thread in turn.
 */
final class PacketTransport implements Transport {
    private static final int LIMIT = 64;

    private final Message[] pool = Message.pool(PeerSizes.CAPACITY);
    private final PhaseCoherenceBus<Message> bus;
    private final List<Subscription<Message>> subscriptions = new ArrayList<>();

    PacketTransport(HybridLogicalClock clock, TimeSource time, int subscribers) {
        bus = new PhaseCoherenceBus<>("bench", Message.class, clock, time);
        for (int i = 0; i < subscribers; i++) {
            subscriptions.add(
                    bus.subscribe(
                            new SubscriptionOptions(
                                    "reader " + i, PeerSizes.CAPACITY, WhenFull.BLOCK)));
        }
    }

    @Override
    public int copies() {
        return subscriptions.size();
    }

    /** Waits for room, since a refusal by one subscription leaves the packet with the others. */
    @Override
    public Sender sender() {
        return (index, nanos) -> {
            Message message = pool[(int) index & pool.length - 1].set(index, nanos);
            if (subscriptions.size() == 1) {
                return bus.tryPublish(message);
            }
            bus.publish(message);
            return true;
        };
    }

    @Override
    public Receiver receiver() {
        List<Subscription<Message>> readers = List.copyOf(subscriptions);
        return new Receiver() {
            private Arrivals to;

            private final Consumer<PhasePacket<Message>> handler =
                    packet -> to.arrived(packet.payload().index, packet.payload().nanos);

            @Override
            public int poll(Arrivals arrivals) {
                to = arrivals;
                int taken = 0;
                for (int i = 0; i < readers.size(); i++) {
                    taken += readers.get(i).drain(handler, LIMIT);
                }
                return taken;
            }
        };
    }

    @Override
    public void close() {
        bus.close();
    }
}
