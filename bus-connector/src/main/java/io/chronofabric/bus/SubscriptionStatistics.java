package io.chronofabric.bus;

/**
 * What became of the packets of one subscription since it was made. Exact while nobody publishes or
 * reads; in between, packets on their way may be missing from it or counted at both ends.
 *
 * @param name the subscription
 * @param capacity packets that may wait
 * @param delivered packets handed to the subscriber
 * @param dropped packets that its policy dropped without telling the publisher
 * @param refused packets that found no room and whose publisher was told so
 * @param pending packets that wait now
 */
public record SubscriptionStatistics(
        String name, int capacity, long delivered, long dropped, long refused, long pending) {}
