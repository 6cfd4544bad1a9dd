package io.chronofabric.time.clock;

import io.chronofabric.core.MetricPort;
import io.chronofabric.time.CalibratedTimeSource;
import io.chronofabric.time.TimeSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * This host's time for those who stamp events: a clock that does not jump, and how far it can be
 * wrong. It follows the wall clock's jumps only while some source bounds the wall clock's error.
 *
 * <p>{@link #check} does the work, for one thread at a time; a {@link ClockWatch} calls it. All
 * else is for all threads.
 */
public final class HostTime implements AutoCloseable {
    private final TimeSource wall;
    private final ClockSelector selector;
    private final CalibratedTimeSource steady;
    private final LongConsumer sleep;
    private long checkDue;
    private long calibrationDue;

    /**
     * @param wall the host's clocks
     * @param sources what bounds the wall clock's error, the best first, each with a name of its
     *     own; closed with this
     * @param settings how the sources are treated
     * @param listener is told of changes
     */
    public HostTime(
            TimeSource wall,
            List<? extends ClockSource> sources,
            ClockSettings settings,
            ClockListener listener) {
        this(wall, sources, settings, listener, LockSupport::parkNanos);
    }

    HostTime(
            TimeSource wall,
            List<? extends ClockSource> sources,
            ClockSettings settings,
            ClockListener listener,
            LongConsumer sleep) {
        this.wall = wall;
        this.selector = new ClockSelector(sources, wall, settings, listener);
        this.steady = new CalibratedTimeSource(wall, this::isWallBounded);
        this.sleep = sleep;
        this.calibrationDue = wall.monotonicNanos();
        this.checkDue = calibrationDue + CalibratedTimeSource.CHECK_NANOS;
    }

    /** The clock to stamp events by. */
    public TimeSource steady() {
        return steady;
    }

    /** How that clock does, as of its last check. */
    public CalibratedTimeSource.Status status() {
        return steady.status();
    }

    /** How the sources stand, as of the last check. */
    public ClockStanding standing() {
        return selector.standing();
    }

    /**
     * How far {@link #steady} can be from true time now, in nanoseconds: the bound of the wall
     * clock and what the two differ by. Empty where no source bounds the wall clock, or it is not
     * followed since it jumped.
     */
    public OptionalLong errorBoundNanos() {
        OptionalLong bound = standing().errorBoundNanosAt(wall.monotonicNanos());
        if (bound.isEmpty() || steady.status().holdover()) {
            return OptionalLong.empty();
        }
        long apart = Math.abs(wall.epochNanos() - steady.epochNanos());
        long sum = bound.getAsLong() + apart;
        return OptionalLong.of(sum < 0 ? Long.MAX_VALUE : sum);
    }

    /** Registers the metrics of the sources. */
    public void register(MetricPort port) {
        ClockMetrics.register(port, selector, wall);
    }

    /** Reads the sources that are due, and nothing else: soon done. */
    void look() {
        selector.check();
    }

    /**
     * Reads the sources that are due, checks the clock each second, and measures its drift every
     * five minutes, which takes a second.
     *
     * @return after how many nanoseconds the next check is due, greater than 0
     */
    public long check() {
        long next = selector.check();
        long now = wall.monotonicNanos();
        if (now >= checkDue) {
            steady.check();
            checkDue = now + CalibratedTimeSource.CHECK_NANOS;
        }
        if (now >= calibrationDue && !steady.status().holdover()) {
            steady.calibrate(sleep);
            calibrationDue = now + CalibratedTimeSource.CALIBRATION_NANOS;
        }
        return Math.max(1, Math.min(next, checkDue - wall.monotonicNanos()));
    }

    private boolean isWallBounded() {
        return standing().errorBoundNanosAt(wall.monotonicNanos()).isPresent();
    }

    /** Gives back what the sources hold. */
    @Override
    public void close() {
        selector.close();
    }
}
