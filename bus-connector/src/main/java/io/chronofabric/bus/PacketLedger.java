package io.chronofabric.bus;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What became of one bus's packets: those published, and the sums of subscriptions that are gone.
 * {@link #countPublished} is for the bus, on any publishing thread and without a lock; everything
 * else is for the {@link SubscriptionRegistry}, under its lock.
 */
final class PacketLedger {
    // Objects of their own: publishers write them for every packet.
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong unheard = new AtomicLong();

    private long retiredDelivered;
    private long retiredDropped;
    private long retiredRefused;

    /**
     * Counts packets that were offered.
     *
     * @param subscribers how many subscriptions they were offered to; with none they are unheard
     */
    void countPublished(long packets, int subscribers) {
        published.getAndAdd(packets);
        if (subscribers == 0) {
            unheard.getAndAdd(packets);
        }
    }

    /** Adds what is new of a closed subscription to the sums. */
    void retire(SubscriptionStatistics more) {
        retiredDelivered += more.delivered();
        retiredDropped += more.dropped();
        retiredRefused += more.refused();
    }

    /** The sums of closed subscriptions and of these. */
    BusStatistics statistics(Subscription<?>[] subscriptions) {
        List<SubscriptionStatistics> active = new ArrayList<>();
        long delivered = retiredDelivered;
        long dropped = retiredDropped;
        long refused = retiredRefused;
        long pending = 0;
        for (Subscription<?> subscription : subscriptions) {
            SubscriptionStatistics one = subscription.statistics();
            active.add(one);
            delivered += one.delivered();
            dropped += one.dropped();
            refused += one.refused();
            pending += one.pending();
        }
        return new BusStatistics(
                published.get(), unheard.get(), delivered, dropped, refused, pending, active);
    }
}
