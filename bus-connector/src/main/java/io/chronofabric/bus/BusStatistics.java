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
 * @param pending packets that wait now
 * @param subscriptions one entry for each active subscription
 */
public record BusStatistics(
        long published,
        long unheard,
        long delivered,
        long dropped,
        long refused,
        long pending,
        List<SubscriptionStatistics> subscriptions) {
    /** Copies the list. */
    public BusStatistics {
        subscriptions = List.copyOf(subscriptions);
    }

    /** How many subscriptions there are now. */
    public int activeSubscriptions() {
        return subscriptions.size();
    }
}
