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
 * @param pending packets that wait on its rings now
 * @param held packets that wait for their dependencies now
 * @param aside packets that it set aside, by why
 */
public record SubscriptionStatistics(
        String name,
        int capacity,
        long delivered,
        long dropped,
        long refused,
        long pending,
        long held,
        AsideCounts aside) {
    /** One that sets nothing aside. */
    SubscriptionStatistics(
            String name, int capacity, long delivered, long dropped, long refused, long pending) {
        this(name, capacity, delivered, dropped, refused, pending, 0, AsideCounts.NONE);
    }

    /** Packets that it was offered: each of them is in exactly one of the figures. */
    public long offered() {
        return delivered + dropped + refused + pending + held + aside.total();
    }

    /** Sums under this one's name. */
    SubscriptionStatistics plus(SubscriptionStatistics other) {
        return new SubscriptionStatistics(
                name,
                capacity,
                delivered + other.delivered,
                dropped + other.dropped,
                refused + other.refused,
                pending + other.pending,
                held + other.held,
                aside.plus(other.aside));
    }

    /** What came since an earlier look. */
    SubscriptionStatistics minus(SubscriptionStatistics earlier) {
        return new SubscriptionStatistics(
                name,
                capacity,
                delivered - earlier.delivered,
                dropped - earlier.dropped,
                refused - earlier.refused,
                pending - earlier.pending,
                held - earlier.held,
                aside.minus(earlier.aside));
    }
}
