package io.chronofabric.bus;

import java.util.function.LongSupplier;

/**
 * How fast a counter grows: over the time between two looks, which is at least a second; looks in
 * between repeat the answer. Safe for use by many threads.
 */
final class Rate {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final LongSupplier counter;
    private final LongSupplier monotonicNanos;

    private long lastCount;
    private long lastNanos;
    private double perSecond;

    Rate(LongSupplier counter, LongSupplier monotonicNanos) {
        this.counter = counter;
        this.monotonicNanos = monotonicNanos;
        this.lastCount = counter.getAsLong();
        this.lastNanos = monotonicNanos.getAsLong();
    }

    synchronized double perSecond() {
        long now = monotonicNanos.getAsLong();
        if (now - lastNanos >= SECOND_NANOS) {
            long count = counter.getAsLong();
            perSecond = (count - lastCount) * (double) SECOND_NANOS / (now - lastNanos);
            lastCount = count;
            lastNanos = now;
        }
        return perSecond;
    }
}
