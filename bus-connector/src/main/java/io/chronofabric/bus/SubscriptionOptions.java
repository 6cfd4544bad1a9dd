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
 * @param mask it is offered packets whose target mask has a bit of this one; not 0
 * @param lanes whether each priority has a ring of its own, each of that capacity
 * @param minCoherence packets with a lower coherence score are filtered out, 0 to 1; those without
 *     one are not
 * @param acknowledgesItself whether only {@link Subscription#acknowledge} acknowledges a packet,
 *     and not its handler's return
 * @param dependencies what happens to packets whose dependencies have not come
 */
public record SubscriptionOptions(
        String name,
        int capacity,
        WhenFull whenFull,
        long mask,
        boolean lanes,
        double minCoherence,
        boolean acknowledgesItself,
        DependencyRule dependencies)
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
        Objects.requireNonNull(dependencies, "dependencies");
        if (name.isBlank()) {
            throw refused("subscription name: \"" + name + "\"", "a name that is not blank");
        }
        if (capacity < MIN_CAPACITY || capacity > MAX_CAPACITY) {
            throw refused(
                    "capacity of subscription " + name + ": " + capacity + " packets",
                    MIN_CAPACITY + " to " + MAX_CAPACITY + " packets");
        }
        capacity = Pow2.roundToPowerOfTwo(capacity);
        if (mask == 0) {
            throw refused("mask of subscription " + name + ": 0", "at least one bit");
        }
        if (!(minCoherence >= 0 && minCoherence <= 1)) {
            throw refused(
                    "least coherence of subscription " + name + ": " + minCoherence, "0 to 1");
        }
    }

    /** A subscription to everything on one ring, without further checks. */
    public SubscriptionOptions(String name, int capacity, WhenFull whenFull) {
        this(name, capacity, whenFull, -1L, false, 0, false, DependencyRule.NONE);
    }

    /** A subscription of the default capacity whose publishers wait for room. */
    public static SubscriptionOptions named(String name) {
        return new SubscriptionOptions(name, DEFAULT_CAPACITY, WhenFull.BLOCK);
    }

    /** The same with another capacity. */
    public SubscriptionOptions withCapacity(int packets) {
        return new SubscriptionOptions(
                name,
                packets,
                whenFull,
                mask,
                lanes,
                minCoherence,
                acknowledgesItself,
                dependencies);
    }

    /** The same with another answer to a full ring. */
    public SubscriptionOptions withWhenFull(WhenFull answer) {
        return new SubscriptionOptions(
                name,
                capacity,
                answer,
                mask,
                lanes,
                minCoherence,
                acknowledgesItself,
                dependencies);
    }

    /** The same for packets whose target mask has a bit of this one. */
    public SubscriptionOptions withMask(long bits) {
        return new SubscriptionOptions(
                name,
                capacity,
                whenFull,
                bits,
                lanes,
                minCoherence,
                acknowledgesItself,
                dependencies);
    }

    /** The same with a ring for each priority; see {@link Subscription}. */
    public SubscriptionOptions withLanes() {
        return new SubscriptionOptions(
                name,
                capacity,
                whenFull,
                mask,
                true,
                minCoherence,
                acknowledgesItself,
                dependencies);
    }

    /** The same without packets of a lower coherence score. */
    public SubscriptionOptions withMinCoherence(double score) {
        return new SubscriptionOptions(
                name, capacity, whenFull, mask, lanes, score, acknowledgesItself, dependencies);
    }

    /** The same where only {@link Subscription#acknowledge} acknowledges. */
    public SubscriptionOptions withOwnAcknowledgement() {
        return new SubscriptionOptions(
                name, capacity, whenFull, mask, lanes, minCoherence, true, dependencies);
    }

    /** The same with another rule for dependencies. */
    public SubscriptionOptions withDependencies(DependencyRule rule) {
        return new SubscriptionOptions(
                name, capacity, whenFull, mask, lanes, minCoherence, acknowledgesItself, rule);
    }

    private static BusException refused(String given, String expected) {
        return new BusException(
                ErrorCode.BUS_SUBSCRIPTION_FAILED, given, expected, "Change the subscription.");
    }
}
