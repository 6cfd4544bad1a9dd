package io.chronofabric.bus;

import io.chronofabric.core.ErrorCode;
import java.io.Serializable;
import java.util.Objects;
import org.jctools.util.Pow2;

/**
 * What a subscriber asks for.
 *
 * @param name unique among the bus's subscriptions, not blank; statistics and errors use it
 * @param capacity packets that may wait, {@value #MIN_CAPACITY} to {@value #MAX_CAPACITY}; rounded
 *     up to a power of two
 * @param whenFull what a publish does when that many wait
 */
public record SubscriptionOptions(String name, int capacity, WhenFull whenFull)
        implements Serializable {
    /** The least capacity a ring can have. */
    public static final int MIN_CAPACITY = 2;

    /** The most packets a subscription may hold back: 2<sup>24</sup>. */
    public static final int MAX_CAPACITY = 1 << 24;

    /** Room for 8 ms of a million packets a second. */
    public static final int DEFAULT_CAPACITY = 8_192;

    private static final long serialVersionUID = 1L;

    /** Checks the ranges and rounds the capacity. */
    public SubscriptionOptions {
        Objects.requireNonNull(whenFull, "whenFull");
        if (name.isBlank()) {
            throw refused("subscription name: \"" + name + "\"", "a name that is not blank");
        }
        if (capacity < MIN_CAPACITY || capacity > MAX_CAPACITY) {
            throw refused(
                    "capacity of subscription " + name + ": " + capacity + " packets",
                    MIN_CAPACITY + " to " + MAX_CAPACITY + " packets");
        }
        capacity = Pow2.roundToPowerOfTwo(capacity);
    }

    /** A subscription of the default capacity whose publishers wait for room. */
    public static SubscriptionOptions named(String name) {
        return new SubscriptionOptions(name, DEFAULT_CAPACITY, WhenFull.BLOCK);
    }

    /** The same with another capacity. */
    public SubscriptionOptions withCapacity(int packets) {
        return new SubscriptionOptions(name, packets, whenFull);
    }

    /** The same with another answer to a full ring. */
    public SubscriptionOptions withWhenFull(WhenFull answer) {
        return new SubscriptionOptions(name, capacity, answer);
    }

    private static BusException refused(String given, String expected) {
        return new BusException(
                ErrorCode.BUS_SUBSCRIPTION_FAILED, given, expected, "Change the subscription.");
    }
}
