package io.chronofabric.time;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Clocks that move only when told to, for runs that must repeat bit for bit. Wall clock and
 * monotonic clock move together on {@link #advance}; only the wall clock moves on {@link #jump}.
 * Safe for use by many threads.
 */
public final class SimulatedTimeSource implements TimeSource {
    private final AtomicLong epochNanos;
    private final AtomicLong monotonicNanos = new AtomicLong();

    /** Clocks that stand at a moment, in nanoseconds since the epoch. */
    public SimulatedTimeSource(long epochNanos) {
        this.epochNanos = new AtomicLong(epochNanos);
    }

    @Override
    public long epochNanos() {
        return epochNanos.get();
    }

    @Override
    public long monotonicNanos() {
        return monotonicNanos.get();
    }

    /**
     * Lets both clocks run for a time.
     *
     * @param nanos nanoseconds, not negative
     * @throws IllegalArgumentException if they are
     * @throws ArithmeticException beyond the year 2262; nothing moves
     */
    public void advance(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException(
                    "advance: " + nanos + " ns (expected: >= 0 ns); use jump to go back");
        }
        epochNanos.accumulateAndGet(nanos, Math::addExact);
        monotonicNanos.accumulateAndGet(nanos, Math::addExact);
    }

    /**
     * Sets the wall clock forward or back by some nanoseconds, as an operator or NTP may.
     *
     * @throws ArithmeticException beyond the year 2262; nothing moves
     */
    public void jump(long nanos) {
        epochNanos.accumulateAndGet(nanos, Math::addExact);
    }
}
