package io.chronofabric.bus.wire;

import io.chronofabric.core.Priority;
import io.chronofabric.core.TraceContext;
import io.chronofabric.time.LogicalTime;
import java.util.Objects;
import org.agrona.MutableDirectBuffer;

/**
 * What a publisher says about its next frames besides what it stamps. Mutable, to be set once or
 * changed between two publishes, so that publishing allocates nothing. For one thread.
 */
public final class FrameHeader {
    private static final long[] NONE = new long[0];

    private Priority priority = Priority.NORMAL;
    private long mask = FrameLayout.EVERYONE;
    private long deadline = FrameLayout.NO_DEADLINE;
    private int options;
    private long clockErrorNanos = FrameLayout.NO_CLOCK_ERROR;
    private float phase = Float.NaN;
    private float coherence = Float.NaN;
    private TraceContext trace;
    private long[] dependencies = NONE;
    private int dependencyCount;
    private int kind = FrameLayout.KIND_DATA;
    private boolean identified;
    private long id;
    private boolean timed;
    private long physicalNanos;
    private long logicalAndNode;

    /** A header of normal priority for everyone, without the optional parts. */
    public FrameHeader() {}

    /** Another kind than data. */
    public FrameHeader kind(int which) {
        this.kind = which;
        return this;
    }

    /**
     * The packet's id, where it has one already that every attempt to publish it must give again.
     * Unless set, each packet gets the tick of its publishing.
     */
    public FrameHeader id(long given) {
        this.identified = true;
        this.id = given;
        return this;
    }

    /** How urgent the packets are. */
    public FrameHeader priority(Priority urgency) {
        this.priority = Objects.requireNonNull(urgency, "priority");
        return this;
    }

    /** Whom they are meant for. */
    public FrameHeader mask(long targets) {
        this.mask = targets;
        return this;
    }

    /** Until when they are of use, in nanoseconds since the epoch. */
    public FrameHeader deadline(long epochNanos) {
        this.deadline = epochNanos;
        return this;
    }

    /** What is asked of the delivery, as bits; the low 8 count. */
    public FrameHeader options(int bits) {
        this.options = bits;
        return this;
    }

    /** As {@link FrameWriter#correlation}; all three unknown leave the part out. */
    public FrameHeader correlation(long errorNanos, float phaseRadians, float coherenceScore) {
        this.clockErrorNanos = errorNanos;
        this.phase = phaseRadians;
        this.coherence = coherenceScore;
        return this;
    }

    /** The distributed trace, or null. */
    public FrameHeader trace(TraceContext context) {
        this.trace = context;
        return this;
    }

    /**
     * Ids of packets that must be delivered first.
     *
     * @param ids is kept and not copied
     * @param count how many of them count
     */
    public FrameHeader dependencies(long[] ids, int count) {
        Objects.checkFromIndexSize(0, count, ids.length);
        this.dependencies = ids;
        this.dependencyCount = count;
        return this;
    }

    /** When the event happened, where that is known already. */
    public FrameHeader time(LogicalTime happened) {
        return time(happened.physicalNanos(), happened.logicalAndNode());
    }

    /** The same as two words. */
    public FrameHeader time(long physical, long rest) {
        this.timed = true;
        this.physicalNanos = physical;
        this.logicalAndNode = rest;
        return this;
    }

    /** The event happens when it is published: the default. */
    public FrameHeader timeOfPublish() {
        this.timed = false;
        return this;
    }

    /** Whether a time was given. */
    public boolean isTimed() {
        return timed;
    }

    /** The physical part of the time given. */
    public long physicalNanos() {
        return physicalNanos;
    }

    /**
     * Bytes of the header on the wire.
     *
     * @param source who publishes, or null to leave that out
     */
    public int length(FrameSource source) {
        int length = FrameLayout.FIXED_LENGTH;
        if (hasCorrelation()) {
            length += FrameLayout.CORRELATION_LENGTH;
        }
        if (trace != null) {
            length += FrameLayout.TRACE_LENGTH;
        }
        if (dependencyCount > 0) {
            length += 8 + 8 * dependencyCount;
        }
        return source == null ? length : length + source.encodedLength();
    }

    /**
     * Writes the header of a frame.
     *
     * @param tick of the publisher's clock: the frame's id and, unless one was given, its time
     * @param node of the publisher
     * @param source who publishes, or null
     */
    public void write(
            FrameWriter writer,
            MutableDirectBuffer buffer,
            int offset,
            long tick,
            long node,
            long sequence,
            FrameSource source) {
        long physical = timed ? physicalNanos : tick;
        long rest = timed ? logicalAndNode : node;
        writer.open(buffer, offset);
        if (hasCorrelation()) {
            writer.correlation(clockErrorNanos, phase, coherence);
        }
        if (trace != null) {
            writer.trace(trace.traceIdHigh(), trace.traceIdLow(), trace.spanId(), trace.sampled());
        }
        if (dependencyCount > 0) {
            writer.dependencies(dependencies, dependencyCount);
        }
        if (source != null) {
            writer.source(source);
        }
        writer.seal(
                kind,
                identified ? id : tick,
                physical,
                rest,
                mask,
                deadline,
                sequence,
                priority,
                options);
    }

    private boolean hasCorrelation() {
        return clockErrorNanos != FrameLayout.NO_CLOCK_ERROR
                || !Float.isNaN(phase)
                || !Float.isNaN(coherence);
    }
}
