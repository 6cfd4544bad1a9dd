package io.chronofabric.bus;

import java.util.List;

/**
 * What became of a bus's packets since it was made, subscriptions that are closed by now included
 * in the sums. A packet for two subscriptions is published once and delivered twice. Exactness as
 * of {@link SubscriptionStatistics}.
 *
 * @param published packets that publishers handed in
 * @param unheard of these, packets that met no subscription at all
 * @param delivered packets handed to subscribers
 * @param dropped packets that a subscription's policy dropped, or that it left unread when closed
 * @param refused packets that found no room and whose publisher was told so
 * @param pending packets that wait on rings now
 * @param held packets that wait for their dependencies now
 * @param aside packets that subscriptions set aside, by why
 * @param subscriptions one entry for each active subscription
 */
public record BusStatistics(
        long published,
        long unheard,
        long delivered,
        long dropped,
        long refused,
        long pending,
        long held,
        AsideCounts aside,
        List<SubscriptionStatistics> subscriptions) {
    /** Copies the list. */
    public BusStatistics {
        subscriptions = List.copyOf(subscriptions);
    }

    /** How many subscriptions there are now. */
    public int activeSubscriptions() {
        return subscriptions.size();
    }

    /** Packets times subscriptions that they were offered to: the sum of all their fates. */
    public long offered() {
        return delivered + dropped + refused + pending + held + aside.total();
    }
}
