package io.chronofabric.time;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Where messages wait that a clock refused as too far ahead ({@link
 * UpdateOutcome#REFUSED_TOO_FAR_AHEAD}), until the wall clock has come near enough to take them.
 * The clock's state stays untouched meanwhile, so that one fast node cannot drag the others along.
 * The other policy is to refuse them for good. Bounded; safe for use by many threads.
 *
 * @param <T> the messages
 */
public final class OffsetQuarantine<T> {
    private final TimeSource source;
    private final long maxOffsetNanos;
    private final int capacity;
    private final PriorityQueue<Held<T>> held =
            new PriorityQueue<>(
                    Comparator.<Held<T>>comparingLong(Held::physicalNanos)
                            .thenComparingLong(Held::number));
    private long number;

    private record Held<T>(long physicalNanos, long number, T message) {}

    /**
     * @param source the wall clock that refused them
     * @param maxOffsetNanos the clock's maximum offset, in nanoseconds
     * @param capacity how many may wait, at least 1
     */
    public OffsetQuarantine(TimeSource source, long maxOffsetNanos, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: >= 1)");
        }
        this.source = source;
        this.maxOffsetNanos = maxOffsetNanos;
        this.capacity = capacity;
    }

    /**
     * Has a message wait.
     *
     * @param physicalNanos the physical part of its time
     * @return false if there is no room: it is the caller's to refuse
     */
    public synchronized boolean hold(long physicalNanos, T message) {
        if (held.size() == capacity) {
            return false;
        }
        held.add(new Held<>(physicalNanos, number++, message));
        return true;
    }

    /** Hands out those that the clock would take now, in the order of their times. */
    public synchronized int release(Consumer<? super T> taker) {
        long now = source.epochNanos();
        int released = 0;
        while (!held.isEmpty() && held.peek().physicalNanos() - maxOffsetNanos <= now) {
            taker.accept(held.remove().message());
            released++;
        }
        return released;
    }

    /** How many wait. */
    public synchronized int size() {
        return held.size();
    }
}
