package io.chronofabric.time;

/**
 * Clocks that move only when told to, for runs that must repeat bit for bit. Time passes by {@link
 * #advance}: the monotonic clock goes as far as told, the wall clock as its drift and a freeze make
 * of it. {@link #jump} sets the wall clock alone. Safe for use by many threads.
 */
public final class SimulatedTimeSource implements TimeSource {
    private static final long PARTS_PER_BILLION = 1_000_000_000L;

    /** The largest drift: beyond, the wall clock would run backwards. */
    private static final long MAX_DRIFT_PPB = PARTS_PER_BILLION;

    private volatile long epochNanos;
    private volatile long monotonicNanos;
    private long driftPpb;

    /** What the drift has not yet made a whole nanosecond of, in 10<sup>-9</sup> ns. */
    private long driftLeft;

    private boolean frozen;

    /** Clocks that stand at a moment, in nanoseconds since the epoch. */
    public SimulatedTimeSource(long epochNanos) {
        this.epochNanos = epochNanos;
    }

    @Override
    public long epochNanos() {
        return epochNanos;
    }

    @Override
    public long monotonicNanos() {
        return monotonicNanos;
    }

    /**
     * Lets time pass.
     *
     * @param nanos nanoseconds, not negative
     * @throws IllegalArgumentException if they are
     * @throws ArithmeticException beyond the year 2262; nothing moves
     */
    public synchronized void advance(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException(
                    "advance: " + nanos + " ns (expected: >= 0 ns); use jump to go back");
        }
        long monotonic = Math.addExact(monotonicNanos, nanos);
        if (!frozen) {
            // In two parts, since their product would not fit for a day.
            long whole = nanos / PARTS_PER_BILLION * driftPpb;
            long parts = Math.addExact(nanos % PARTS_PER_BILLION * driftPpb, driftLeft);
            long wall =
                    Math.addExact(
                            Math.addExact(epochNanos, nanos),
                            whole + Math.floorDiv(parts, PARTS_PER_BILLION));
            driftLeft = Math.floorMod(parts, PARTS_PER_BILLION);
            epochNanos = wall;
        }
        monotonicNanos = monotonic;
    }

    /**
     * Sets the wall clock forward or back by some nanoseconds, as an operator or NTP may.
     *
     * @throws ArithmeticException beyond the year 2262; nothing moves
     */
    public synchronized void jump(long nanos) {
        epochNanos = Math.addExact(epochNanos, nanos);
    }

    /** Has the wall clock stand still while time passes; {@link #jump} still sets it. */
    public synchronized void freeze() {
        frozen = true;
    }

    /** Has the wall clock go on from where it stands: what it missed, it does not make up for. */
    public synchronized void thaw() {
        frozen = false;
    }

    /**
     * Has the wall clock run fast or slow from now on.
     *
     * @param partsPerBillion nanoseconds it gains a second; negative if it loses
     * @throws IllegalArgumentException if it would stand still or run backwards, or twice as fast
     */
    public synchronized void drift(long partsPerBillion) {
        if (Math.abs(partsPerBillion) >= MAX_DRIFT_PPB) {
            throw new IllegalArgumentException(
                    "drift: " + partsPerBillion + " ppb (expected: between -10^9 and 10^9)");
        }
        driftPpb = partsPerBillion;
    }
}
