package io.chronofabric.time;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * A wall clock that does not jump: the monotonic clock of another source, set by that source's wall
 * clock and corrected for the measured difference of their rates. Where the wall clock is set,
 * stands still or is stepped, this one goes on by the monotonic clock and says so, until it is sure
 * that the wall clock is the better one.
 *
 * <ul>
 *   <li>{@link #calibrate} measures how much faster the wall clock runs: the median of 10 intervals
 *       of 100 ms, so that a jump or a pause in one or two of them does not count. To be called at
 *       the start and every 5 minutes.
 *   <li>{@link #check} compares the two clocks, to be called every second. What they differ by is
 *       worked off at no more than 500 ppm. A difference above the threshold is a jump: the clock
 *       holds over. It follows a jump once it was seen three times on end and the wall clock is
 *       trusted, which the kernel says of a clock that someone keeps right; or once it has lasted
 *       for 5 minutes.
 * </ul>
 *
 * <p>Reading takes one monotonic read and a multiplication, and allocates nothing. Never goes back
 * but when it follows a jump back; a {@link HybridLogicalClock} on top never does. Reading is safe
 * for use by many threads; {@link #calibrate} and {@link #check} are for one.
 */
public final class CalibratedTimeSource implements TimeSource {
    /** The difference that is a jump: 1 s. */
    public static final long JUMP_NANOS = 1_000_000_000L;

    /** How often the clocks should be compared: every second. */
    public static final long CHECK_NANOS = 1_000_000_000L;

    /** How often the rates should be measured: every 5 minutes. */
    public static final long CALIBRATION_NANOS = 300_000_000_000L;

    private static final int INTERVALS = 10;
    private static final long INTERVAL_NANOS = 100_000_000L;

    /** In how many checks on end a jump must be seen before a trusted clock is followed. */
    private static final int CHECKS_TO_FOLLOW = 3;

    /** How long a jump must last before a clock is followed that nobody vouches for. */
    private static final long PATIENCE_NANOS = 300_000_000_000L;

    private static final double MAX_SLEW = 500e-6;

    /** A wall clock that runs slower than this, of 1, stands still, whoever holds it. */
    private static final double SLOWEST = 0.1;

    private final TimeSource wall;
    private final BooleanSupplier trusted;

    private volatile Anchor anchor;
    private volatile Status status;
    private TimeCheckpoint lastCheck;
    private double drift;
    private int seen;
    private long heldSince;

    /** What the time follows from: at one reading of the monotonic clock it was that late. */
    private record Anchor(long monotonicNanos, long epochNanos, double rate) {
        long at(long monotonic) {
            long passed = monotonic - monotonicNanos;
            return epochNanos + passed + (long) (passed * rate);
        }
    }

    /**
     * How the clock does.
     *
     * @param driftPpm how much faster the wall clock runs than the monotonic one, in parts per
     *     million; 0 before the first calibration
     * @param offsetNanos how far the wall clock is ahead of this clock
     * @param holdover whether the wall clock is not followed since it jumped or stands still
     * @param jumps how often it was found to have jumped
     * @param freezes how often it was found to stand still
     * @param followed how many jumps this clock has followed
     */
    public record Status(
            double driftPpm,
            long offsetNanos,
            boolean holdover,
            long jumps,
            long freezes,
            long followed) {}

    /**
     * A clock set by a source's wall clock as it stands now.
     *
     * @param trusted whether the wall clock is known to be right just now; called by {@link #check}
     */
    public CalibratedTimeSource(TimeSource wall, BooleanSupplier trusted) {
        this.wall = Objects.requireNonNull(wall, "wall");
        this.trusted = Objects.requireNonNull(trusted, "trusted");
        this.lastCheck = wall.createCheckpoint();
        this.anchor = new Anchor(lastCheck.monotonicNanos(), lastCheck.epochNanos(), 0);
        this.status = new Status(0, 0, false, 0, 0, 0);
    }

    @Override
    public long epochNanos() {
        return anchor.at(wall.monotonicNanos());
    }

    @Override
    public long monotonicNanos() {
        return wall.monotonicNanos();
    }

    @Override
    public boolean hasHardwareTiming() {
        return wall.hasHardwareTiming();
    }

    /** How the clock does, as of the last check or calibration. Any thread. */
    public Status status() {
        return status;
    }

    /**
     * Measures how much faster the wall clock runs, for a second.
     *
     * @param sleep waits for so many nanoseconds, more or less
     */
    public void calibrate(LongConsumer sleep) {
        double[] rates = new double[INTERVALS];
        TimeCheckpoint before = wall.createCheckpoint();
        for (int i = 0; i < INTERVALS; i++) {
            sleep.accept(INTERVAL_NANOS);
            TimeCheckpoint after = wall.createCheckpoint();
            long passed = after.monotonicNanos() - before.monotonicNanos();
            long shown = after.epochNanos() - before.epochNanos();
            rates[i] = passed == 0 ? 0 : (double) (shown - passed) / passed;
            before = after;
        }
        Arrays.sort(rates);
        double median = (rates[INTERVALS / 2 - 1] + rates[INTERVALS / 2]) / 2;
        if (Math.abs(median) <= MAX_SLEW) {
            drift = median;
            go(drift);
        }
        // Else the wall clock stands still or is being corrected: no measure of its rate.
        Status now = status;
        status =
                new Status(
                        drift * 1e6,
                        now.offsetNanos,
                        now.holdover,
                        now.jumps,
                        now.freezes,
                        now.followed);
    }

    /** Compares the two clocks, and corrects this one. */
    public void check() {
        TimeCheckpoint now = wall.createCheckpoint();
        long passed = now.monotonicNanos() - lastCheck.monotonicNanos();
        long shown = now.epochNanos() - lastCheck.epochNanos();
        lastCheck = now;
        long offset = now.epochNanos() - anchor.at(now.monotonicNanos());
        boolean stands = passed >= CHECK_NANOS / 2 && shown >= 0 && shown < passed * SLOWEST;
        boolean jumped = Math.abs(offset) > JUMP_NANOS;
        if (stands || jumped) {
            hold(now, offset, stands);
        } else {
            seen = 0;
            go(drift + slew(offset, passed));
            tell(offset, false, 0, 0, 0);
        }
    }

    private void hold(TimeCheckpoint now, long offset, boolean stands) {
        boolean first = !status.holdover;
        if (first) {
            heldSince = now.monotonicNanos();
        }
        // A clock that stands is not one to follow, however long it does.
        seen = stands ? 0 : seen + 1;
        boolean follow =
                !stands
                        && (seen >= CHECKS_TO_FOLLOW && trusted.getAsBoolean()
                                || now.monotonicNanos() - heldSince >= PATIENCE_NANOS);
        if (follow) {
            seen = 0;
            anchor = new Anchor(now.monotonicNanos(), now.epochNanos(), drift);
            tell(0, false, first ? 1 : 0, 0, 1);
        } else {
            go(drift);
            tell(offset, true, first && !stands ? 1 : 0, first && stands ? 1 : 0, 0);
        }
    }

    /** The rate that works an offset off by the next check, or as much of it as may be. */
    private static double slew(long offset, long interval) {
        double rate = (double) offset / Math.max(interval, CHECK_NANOS);
        return Math.max(-MAX_SLEW, Math.min(rate, MAX_SLEW));
    }

    /** Goes on from the present time at another rate. */
    private void go(double rate) {
        long monotonic = wall.monotonicNanos();
        anchor = new Anchor(monotonic, anchor.at(monotonic), rate);
    }

    private void tell(long offset, boolean holdover, int jumps, int freezes, int followed) {
        Status before = status;
        status =
                new Status(
                        drift * 1e6,
                        offset,
                        holdover,
                        before.jumps + jumps,
                        before.freezes + freezes,
                        before.followed + followed);
    }
}
