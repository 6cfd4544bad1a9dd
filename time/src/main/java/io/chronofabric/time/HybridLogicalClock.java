package io.chronofabric.time;

import io.chronofabric.core.NodeId;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/**
 * A hybrid logical clock (Kulkarni et al. 2014) that keeps one word: unique nanoseconds, {@code
 * max(wall clock, last + 1)}. What it makes therefore has logical counter 0, and every later
 * timestamp of this clock is greater, whatever the wall clock does. A timestamp received from
 * elsewhere, (physical, logical), is dominated by physical + 1.
 *
 * <p>Lock-free, without allocation in {@link #tickPhysical()} and {@link #update}; safe for use by
 * many threads. The price of one word: while the wall clock stands still or has jumped back, each
 * event moves the clock one nanosecond ahead of it.
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
    private final int node;
    private final long maxOffsetNanos;

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
     */
    public HybridLogicalClock(TimeSource source, NodeId node, long maxOffsetNanos) {
        this.source = Objects.requireNonNull(source, "source");
        this.node = node.value();
        if (maxOffsetNanos <= 0) {
            throw new IllegalArgumentException(
                    "maximum offset: " + maxOffsetNanos + " ns (expected: > 0 ns)");
        }
        this.maxOffsetNanos = maxOffsetNanos;
    }

    /** The timestamp of a local or send event. Allocates its result and nothing else. */
    public LogicalTime tick() {
        return new LogicalTime(tickPhysical(), 0, node);
    }

    /**
     * The physical part of the timestamp of a local or send event, in nanoseconds since the epoch;
     * its logical part is 0. Never the same twice, always greater than before.
     */
    public long tickPhysical() {
        long wall = source.epochNanos();
        while (true) {
            long before = last;
            long next = Math.max(wall, before + 1);
            if (LAST.compareAndSet(this, before, next)) {
                return next;
            }
        }
    }

    /**
     * Takes note of a received timestamp, so that whatever this node sends afterwards comes after
     * it. The received event keeps its own timestamp.
     *
     * @param remotePhysicalNanos its physical part, in nanoseconds since the epoch
     * @param remoteLogical its logical part
     */
    public UpdateOutcome update(long remotePhysicalNanos, long remoteLogical) {
        long wall = source.epochNanos();
        // Subtraction in this order cannot overflow: both are times since 1970.
        if (remotePhysicalNanos - wall > maxOffsetNanos) {
            return UpdateOutcome.REFUSED_TOO_FAR_AHEAD;
        }
        // (p, 0) is already dominated by last = p, since the next tick is at least p + 1.
        long atLeast = remoteLogical == 0 ? remotePhysicalNanos : remotePhysicalNanos + 1;
        while (true) {
            long before = last;
            if (before >= atLeast) {
                return UpdateOutcome.ALREADY_AHEAD;
            }
            if (LAST.compareAndSet(this, before, atLeast)) {
                return UpdateOutcome.ADVANCED;
            }
        }
    }

    /** {@link #update(long, long)} for a timestamp held as an object. */
    public UpdateOutcome update(LogicalTime remote) {
        return update(remote.physicalNanos(), remote.logical());
    }

    /** The physical part of the last timestamp made or taken note of; 0 before the first. */
    public long lastPhysical() {
        return last;
    }

    /** This publisher's id. */
    public NodeId node() {
        return new NodeId(node);
    }
}
