package io.chronofabric.time.causal;

/**
 * What may wait for its dependencies, and how long.
 *
 * @param maxWaitNanos a message leaves when it has waited this long, nanoseconds, at least 1
 * @param maxMessages how many messages wait at most, at least 1
 * @param maxBytes how many bytes, as the caller counts them, wait at most, at least 1
 */
public record DeliveryBounds(long maxWaitNanos, int maxMessages, long maxBytes) {
    /**
     * Checks that each is at least 1.
     *
     * @throws IllegalArgumentException if one is not
     */
    public DeliveryBounds {
        check("longest wait (ns)", maxWaitNanos);
        check("most messages", maxMessages);
        check("most bytes", maxBytes);
    }

    static void check(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
    }
}
