package io.chronofabric.time;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.NodeId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/**
 * A hybrid logical clock (Kulkarni et al. 2014) that keeps one word: unique nanoseconds, {@code
 * max(wall clock, last + 1)}. What it makes therefore has logical counter 0, and every later
 * timestamp of this clock is greater, whatever the wall clock does. A timestamp received from
 * elsewhere, (physical, logical), is dominated by (physical + 1, 0), so that its logical part and
 * node need not be kept.
 *
 * <p>Lock-free, without allocation in {@link #tickPhysical()} and {@link #update}; safe for use by
 * many threads. The price of one word: while the wall clock stands still or has jumped back, each
 * event moves the clock one nanosecond ahead of it. After 2<sup>63</sup>-1 ns, in the year 2262, it
 * refuses to tick rather than start again at the beginning.
 */
public final class HybridLogicalClock {
    /** The default maximum offset, CockroachDB's: 500 ms. */
    public static final long DEFAULT_MAX_OFFSET_NANOS = 500_000_000L;

    private static final VarHandle LAST;

    static {
        try {
            LAST =
                    MethodHandles.lookup()
                            .findVarHandle(HybridLogicalClock.class, "last", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final TimeSource source;
    private final NodeId node;
    private final long maxOffsetNanos;
    private final PersistedBound kept;

    /** Up to which time nothing need be written first. */
    private volatile long allowed;

    @SuppressWarnings("unused") // through LAST
    private volatile long last;

    /** A clock with the default maximum offset. */
    public HybridLogicalClock(TimeSource source, NodeId node) {
        this(source, node, DEFAULT_MAX_OFFSET_NANOS);
    }

    /**
     * @param source the physical clock
     * @param node id of this publisher, its own while it runs
     * @param maxOffsetNanos how far ahead of the local wall clock a remote timestamp may be, in
     *     nanoseconds, greater than 0
     * @throws IllegalArgumentException if the maximum offset is not
     */
    public HybridLogicalClock(TimeSource source, NodeId node, long maxOffsetNanos) {
        this(source, node, maxOffsetNanos, null, Long.MAX_VALUE);
    }

    /**
     * A clock that begins above every time that it has handed out in its earlier lives, whatever
     * the wall clock says; after a crash that may be the bound's lead ahead of the wall clock.
     *
     * @param kept the file that remembers how far it came; one clock's own
     */
    public HybridLogicalClock(
            TimeSource source, NodeId node, long maxOffsetNanos, PersistedBound kept) {
        this(source, node, maxOffsetNanos, Objects.requireNonNull(kept, "kept"), kept.bound());
        last = kept.bound();
    }

    private HybridLogicalClock(
            TimeSource source,
            NodeId node,
            long maxOffsetNanos,
            PersistedBound kept,
            long allowed) {
        this.source = Objects.requireNonNull(source, "source");
        this.node = Objects.requireNonNull(node, "node");
        if (maxOffsetNanos <= 0) {
            throw new IllegalArgumentException(
                    "maximum offset: " + maxOffsetNanos + " ns (expected: > 0 ns)");
        }
        this.maxOffsetNanos = maxOffsetNanos;
        this.kept = kept;
        this.allowed = allowed;
    }

    /**
     * The timestamp of a local or send event. Allocates its result and nothing else.
     *
     * @throws ChronoFabricException as {@link #tickPhysical()}
     */
    public LogicalTime tick() {
        return new LogicalTime(tickPhysical(), 0, node.value());
    }

    /**
     * The physical part of the timestamp of a local or send event, in nanoseconds since the epoch;
     * its logical part is 0. Never the same twice, always greater than before.
     *
     * @throws ChronoFabricException with {@link ErrorCode#TIME_OUT_OF_RANGE} at the end of the
     *     range, where no later time can be told, or with {@link ErrorCode#TIME_BOUND_UNAVAILABLE}
     *     if the clock keeps a bound and could not write it; the clock stays as it is
     */
    public long tickPhysical() {
        long wall = source.epochNanos();
        while (true) {
            long before = last;
            if (before == Long.MAX_VALUE) {
                throw endOfRange();
            }
            long next = Math.max(wall, before + 1);
            if (next > allowed) {
                allowed = kept.reserve(next);
            }
            if (LAST.compareAndSet(this, before, next)) {
                return next;
            }
        }
    }

    /**
     * Takes note of a received timestamp, so that whatever this node sends afterwards comes after
     * it. The received event keeps its own timestamp.
     *
     * @param remotePhysicalNanos its physical part, in nanoseconds since the epoch, not negative;
     *     its other parts do not matter, see above
     */
    public UpdateOutcome update(long remotePhysicalNanos) {
        // This way round it cannot overflow, even if the wall clock stands before 1970.
        if (source.epochNanos() < remotePhysicalNanos - maxOffsetNanos) {
            return UpdateOutcome.REFUSED_TOO_FAR_AHEAD;
        }
        while (true) {
            long before = last;
            if (before >= remotePhysicalNanos) {
                return UpdateOutcome.ALREADY_AHEAD;
            }
            if (LAST.compareAndSet(this, before, remotePhysicalNanos)) {
                return UpdateOutcome.ADVANCED;
            }
        }
    }

    /** {@link #update(long)} for a timestamp held as an object. */
    public UpdateOutcome update(LogicalTime remote) {
        return update(remote.physicalNanos());
    }

    /**
     * Makes sure that an effect is dated after its cause.
     *
     * @throws ChronoFabricException with {@link ErrorCode#TIME_CAUSALITY_VIOLATION} if it is not
     */
    public static void validateCausality(LogicalTime cause, LogicalTime effect) {
        if (effect.compareTo(cause) <= 0) {
            throw new ChronoFabricException(
                    ErrorCode.TIME_CAUSALITY_VIOLATION,
                    "an effect at " + effect,
                    "a time after its cause at " + cause,
                    "Have its sender take note of what it receives, by update(), before it stamps"
                            + " what it sends.");
        }
    }

    /** The physical part of the last timestamp made or taken note of; 0 before the first. */
    public long lastPhysical() {
        return last;
    }

    /** This publisher's id. */
    public NodeId node() {
        return node;
    }

    private static ChronoFabricException endOfRange() {
        return new ChronoFabricException(
                ErrorCode.TIME_OUT_OF_RANGE,
                "a tick after " + Long.MAX_VALUE + " ns",
                "a clock before the year 2262",
                "Set the wall clock, and start the publisher again: its clock never goes back.");
    }
}
