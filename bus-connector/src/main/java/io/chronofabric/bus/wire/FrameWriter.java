package io.chronofabric.bus.wire;

import static io.chronofabric.bus.wire.FrameLayout.CORRELATION_LENGTH;
import static io.chronofabric.bus.wire.FrameLayout.DEADLINE_OFFSET;
import static io.chronofabric.bus.wire.FrameLayout.EVERYONE;
import static io.chronofabric.bus.wire.FrameLayout.FIXED_LENGTH;
import static io.chronofabric.bus.wire.FrameLayout.FLAGS_OFFSET;
import static io.chronofabric.bus.wire.FrameLayout.HEADER_LENGTH_OFFSET;
import static io.chronofabric.bus.wire.FrameLayout.ID_OFFSET;
import static io.chronofabric.bus.wire.FrameLayout.KIND_OFFSET;
import static io.chronofabric.bus.wire.FrameLayout.LOGICAL_AND_NODE_OFFSET;
import static io.chronofabric.bus.wire.FrameLayout.MASK_OFFSET;
import static io.chronofabric.bus.wire.FrameLayout.NO_DEADLINE;
import static io.chronofabric.bus.wire.FrameLayout.OPTIONS_OFFSET;
import static io.chronofabric.bus.wire.FrameLayout.ORDER;
import static io.chronofabric.bus.wire.FrameLayout.PHYSICAL_OFFSET;
import static io.chronofabric.bus.wire.FrameLayout.PRIORITY_OFFSET;
import static io.chronofabric.bus.wire.FrameLayout.SEQUENCE_OFFSET;
import static io.chronofabric.bus.wire.FrameLayout.TRACE_LENGTH;
import static io.chronofabric.bus.wire.FrameLayout.VERSION;
import static io.chronofabric.bus.wire.FrameLayout.VERSION_OFFSET;

import io.chronofabric.bus.BusException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.Priority;
import org.agrona.MutableDirectBuffer;

/**
 * Writes one frame at a time into a buffer: {@link #begin}, the optional parts in the order of
 * {@link FrameLayout}, then the payload at {@link #payloadOffset}. Allocates nothing. For one
 * thread. Does not check what it is given beyond what would break the frame for every reader.
 */
public final class FrameWriter {
    private MutableDirectBuffer buffer;
    private int start;
    private int end;
    private int flags;
    private boolean sealsLast;

    /** Makes a writer; {@link #begin} gives it its first frame. */
    public FrameWriter() {}

    /**
     * Starts a data frame to everyone, of normal priority, without deadline and options.
     *
     * @param buffer has room for the whole frame
     * @param offset where the frame starts
     */
    public FrameWriter begin(
            MutableDirectBuffer buffer,
            int offset,
            long id,
            long physicalNanos,
            long logicalAndNode,
            long sequence) {
        this.buffer = buffer;
        this.start = offset;
        this.end = offset + FIXED_LENGTH;
        this.flags = 0;
        this.sealsLast = false;
        buffer.putByte(offset + VERSION_OFFSET, (byte) VERSION);
        buffer.putByte(offset + KIND_OFFSET, (byte) FrameLayout.KIND_DATA);
        buffer.putShort(offset + FLAGS_OFFSET, (short) 0, ORDER);
        buffer.putByte(offset + PRIORITY_OFFSET, (byte) Priority.NORMAL.ordinal());
        buffer.putByte(offset + OPTIONS_OFFSET, (byte) 0);
        buffer.putShort(offset + HEADER_LENGTH_OFFSET, (short) FIXED_LENGTH, ORDER);
        buffer.putLong(offset + ID_OFFSET, id, ORDER);
        buffer.putLong(offset + PHYSICAL_OFFSET, physicalNanos, ORDER);
        buffer.putLong(offset + LOGICAL_AND_NODE_OFFSET, logicalAndNode, ORDER);
        buffer.putLong(offset + MASK_OFFSET, EVERYONE, ORDER);
        buffer.putLong(offset + DEADLINE_OFFSET, NO_DEADLINE, ORDER);
        buffer.putLong(offset + SEQUENCE_OFFSET, sequence, ORDER);
        return this;
    }

    /**
     * Starts a data frame whose fixed header is written last and at once, by {@link #seal}. Until
     * then only parts may be added. For places where somebody looks at the header's cache line all
     * the time: it then changes hands once.
     */
    public FrameWriter open(MutableDirectBuffer buffer, int offset) {
        this.buffer = buffer;
        this.start = offset;
        this.end = offset + FIXED_LENGTH;
        this.flags = 0;
        this.sealsLast = true;
        return this;
    }

    /** Writes the fixed header of a frame that {@link #open} started. */
    public void seal(
            int kind,
            long id,
            long physicalNanos,
            long logicalAndNode,
            long mask,
            long deadline,
            long sequence,
            Priority priority,
            int options) {
        long first =
                VERSION
                        | (kind & 0xFFL) << 8 * KIND_OFFSET
                        | (long) flags << 8 * FLAGS_OFFSET
                        | (long) priority.ordinal() << 8 * PRIORITY_OFFSET
                        | (options & 0xFFL) << 8 * OPTIONS_OFFSET
                        | (long) (end - start) << 8 * HEADER_LENGTH_OFFSET;
        buffer.putLong(start, first, ORDER);
        buffer.putLong(start + ID_OFFSET, id, ORDER);
        buffer.putLong(start + PHYSICAL_OFFSET, physicalNanos, ORDER);
        buffer.putLong(start + LOGICAL_AND_NODE_OFFSET, logicalAndNode, ORDER);
        buffer.putLong(start + MASK_OFFSET, mask, ORDER);
        buffer.putLong(start + DEADLINE_OFFSET, deadline, ORDER);
        buffer.putLong(start + SEQUENCE_OFFSET, sequence, ORDER);
    }

    /** Another kind than data. */
    public FrameWriter kind(int kind) {
        buffer.putByte(start + KIND_OFFSET, (byte) kind);
        return this;
    }

    /** How urgent the packet is. */
    public FrameWriter priority(Priority urgency) {
        buffer.putByte(start + PRIORITY_OFFSET, (byte) urgency.ordinal());
        return this;
    }

    /** What the publisher asks of the delivery, as bits. */
    public FrameWriter options(int bits) {
        buffer.putByte(start + OPTIONS_OFFSET, (byte) bits);
        return this;
    }

    /** Whom it is meant for. */
    public FrameWriter mask(long targets) {
        buffer.putLong(start + MASK_OFFSET, targets, ORDER);
        return this;
    }

    /** Until when it is of use, in nanoseconds since the epoch. */
    public FrameWriter deadline(long epochNanos) {
        buffer.putLong(start + DEADLINE_OFFSET, epochNanos, ORDER);
        return this;
    }

    /**
     * How the packet stands in time.
     *
     * @param clockErrorNanos how far the publisher's clock may be wrong, or {@link
     *     FrameLayout#NO_CLOCK_ERROR}
     * @param phase in radians, in [0, 2 pi), or NaN
     * @param coherence in [0, 1], or NaN
     */
    public FrameWriter correlation(long clockErrorNanos, float phase, float coherence) {
        inOrder(FrameLayout.FLAG_CORRELATION);
        buffer.putLong(end, clockErrorNanos, ORDER);
        buffer.putFloat(end + 8, phase, ORDER);
        buffer.putFloat(end + 12, coherence, ORDER);
        return extend(FrameLayout.FLAG_CORRELATION, CORRELATION_LENGTH);
    }

    /** The distributed trace; neither the whole trace id nor the span id is 0. */
    public FrameWriter trace(long traceHigh, long traceLow, long span, boolean sampled) {
        inOrder(FrameLayout.FLAG_TRACE);
        buffer.putLong(end, traceHigh, ORDER);
        buffer.putLong(end + 8, traceLow, ORDER);
        buffer.putLong(end + 16, span, ORDER);
        if (sampled) {
            flags |= FrameLayout.FLAG_SAMPLED;
        }
        return extend(FrameLayout.FLAG_TRACE, TRACE_LENGTH);
    }

    /**
     * Ids of packets that must be delivered before this one.
     *
     * @throws io.chronofabric.core.ChronoFabricException with {@link
     *     ErrorCode#BUS_SERIALIZATION_FAILED} if there are more than {@link
     *     FrameLayout#MAX_DEPENDENCIES}
     */
    public FrameWriter dependencies(long[] ids, int count) {
        inOrder(FrameLayout.FLAG_DEPENDENCIES);
        if (count > FrameLayout.MAX_DEPENDENCIES) {
            throw new BusException(
                    ErrorCode.BUS_SERIALIZATION_FAILED,
                    "a packet with " + count + " dependencies",
                    "at most " + FrameLayout.MAX_DEPENDENCIES,
                    "Name the latest of each source; what they depend on is delivered before"
                            + " them.");
        }
        buffer.putLong(end, count, ORDER);
        for (int i = 0; i < count; i++) {
            buffer.putLong(end + 8 + 8 * i, ids[i], ORDER);
        }
        return extend(FrameLayout.FLAG_DEPENDENCIES, 8 + 8 * count);
    }

    /** Who published it. */
    public FrameWriter source(FrameSource source) {
        inOrder(FrameLayout.FLAG_SOURCE);
        byte[] bytes = source.encoded();
        buffer.putBytes(end, bytes);
        return extend(FrameLayout.FLAG_SOURCE, bytes.length);
    }

    /** Where the payload is to be written; the header is complete. */
    public int payloadOffset() {
        return end;
    }

    /** Bytes of the header so far. */
    public int headerLength() {
        return end - start;
    }

    private void inOrder(int flag) {
        if ((flags & ~FrameLayout.FLAG_SAMPLED) >= flag) {
            throw new IllegalStateException("parts of the header out of order");
        }
    }

    private FrameWriter extend(int flag, int length) {
        end += length;
        flags |= flag;
        if (!sealsLast) {
            buffer.putShort(start + FLAGS_OFFSET, (short) flags, ORDER);
            buffer.putShort(start + HEADER_LENGTH_OFFSET, (short) (end - start), ORDER);
        }
        return this;
    }
}
