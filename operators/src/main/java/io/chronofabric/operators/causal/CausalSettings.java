package io.chronofabric.operators.causal;

import io.chronofabric.time.causal.DeliveryBounds;
import java.io.Serializable;
import java.time.Duration;

/**
 * Within which bounds the events of one causal domain wait.
 *
 * @param maxWait event time from an event's own time until it is let go, at least 1 ms
 * @param maxWaiting events of a domain that may wait, at least 1
 * @param maxWaitingBytes bytes of a domain's events that may wait, at least 1
 * @param idle event time after the newest event of a domain in which nothing waits until all that
 *     is known of it is forgotten, at least 1 ms
 * @param stallGuard how long, by the machine's clock, the watermark may stand still while events
 *     wait; an event is let go after one to two times as long. Zero for ever, so that a replay
 *     gives the same answer
 * @param holdsWatermark whether the watermark is sent on later by {@code maxWait}, so that what is
 *     released is not late downstream
 */
public record CausalSettings(
        Duration maxWait,
        int maxWaiting,
        long maxWaitingBytes,
        Duration idle,
        Duration stallGuard,
        boolean holdsWatermark)
        implements Serializable {
    /** The longest that any of the times may be. */
    public static final Duration LONGEST = Duration.ofDays(366);

    private static final long serialVersionUID = 1L;

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public CausalSettings {
        check("maxWait", maxWait, Duration.ofMillis(1));
        check("idle", idle, Duration.ofMillis(1));
        check("stallGuard", stallGuard, Duration.ZERO);
        if (!stallGuard.isZero()) {
            check("stallGuard", stallGuard, Duration.ofMillis(1));
        }
        new DeliveryBounds(1, maxWaiting, maxWaitingBytes);
    }

    /** The bounds as the queues count them. */
    public DeliveryBounds bounds() {
        return new DeliveryBounds(maxWait.toNanos(), maxWaiting, maxWaitingBytes);
    }

    private static void check(String name, Duration given, Duration least) {
        if (given.compareTo(least) < 0 || given.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    name + ": " + given + " (expected: " + least + " to " + LONGEST + ")");
        }
    }
}
