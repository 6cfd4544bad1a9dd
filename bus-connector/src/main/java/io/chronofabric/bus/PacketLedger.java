package io.chronofabric.bus;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * What became of one bus's packets: those published, and the sums of subscriptions that are gone.
 * {@link #countPublished} is for the bus, on any publishing thread and without a lock; everything
 * else is for the {@link SubscriptionRegistry}, under its lock.
 */
final class PacketLedger {
    // Objects of their own: publishers write them for every packet.
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong unheard = new AtomicLong();

    private SubscriptionStatistics retired = new SubscriptionStatistics("", 0, 0, 0, 0, 0);

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
        retired = retired.plus(more);
    }

    /** The sums of closed subscriptions and of these. */
    BusStatistics statistics(Subscription<?>[] subscriptions) {
        List<SubscriptionStatistics> active =
                Stream.of(subscriptions).map(Subscription::statistics).toList();
        SubscriptionStatistics sum = retired;
        for (SubscriptionStatistics one : active) {
            sum = sum.plus(one);
        }
        return new BusStatistics(
                published.get(),
                unheard.get(),
                sum.delivered(),
                sum.dropped(),
                sum.refused(),
                sum.pending(),
                sum.held(),
                sum.aside(),
                active);
    }
}
