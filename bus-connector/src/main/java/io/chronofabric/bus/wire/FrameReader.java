package io.chronofabric.bus.wire;

import static io.chronofabric.bus.wire.FrameLayout.CORRELATION_LENGTH;
import static io.chronofabric.bus.wire.FrameLayout.DEADLINE_OFFSET;
import static io.chronofabric.bus.wire.FrameLayout.FIXED_LENGTH;
import static io.chronofabric.bus.wire.FrameLayout.FLAGS_OFFSET;
import static io.chronofabric.bus.wire.FrameLayout.HEADER_LENGTH_OFFSET;
import static io.chronofabric.bus.wire.FrameLayout.ID_OFFSET;
import static io.chronofabric.bus.wire.FrameLayout.KIND_OFFSET;
import static io.chronofabric.bus.wire.FrameLayout.LOGICAL_AND_NODE_OFFSET;
import static io.chronofabric.bus.wire.FrameLayout.MASK_OFFSET;
import static io.chronofabric.bus.wire.FrameLayout.OPTIONS_OFFSET;
import static io.chronofabric.bus.wire.FrameLayout.ORDER;
import static io.chronofabric.bus.wire.FrameLayout.PHYSICAL_OFFSET;
import static io.chronofabric.bus.wire.FrameLayout.PRIORITY_OFFSET;
import static io.chronofabric.bus.wire.FrameLayout.SEQUENCE_OFFSET;
import static io.chronofabric.bus.wire.FrameLayout.TRACE_LENGTH;
import static io.chronofabric.bus.wire.FrameLayout.VERSION_OFFSET;

import io.chronofabric.core.Priority;
import io.chronofabric.core.TraceContext;
import io.chronofabric.time.LogicalTime;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import org.agrona.DirectBuffer;

/**
 * A view of one frame in somebody else's buffer, valid as long as that buffer's owner says: in most
 * places until the callback returns. Allocates nothing but what the methods returning objects
 * return. For one thread.
 *
 * <p>{@link #wrap} checks every length first, so that no accessor can reach beyond the frame,
 * whatever a foreign publisher wrote.
 */
public final class FrameReader {
    private static final Priority[] PRIORITIES = Priority.values();
    private static final float TWO_PI = (float) (2 * Math.PI);

    private DirectBuffer buffer;
    private int start;
    private int length;
    private int headerLength;
    private int flags;

    /** Offsets of the optional parts, 0 where a part is missing. */
    private int correlation;

    private int trace;
    private int dependencies;
    private int source;

    private FrameSource lastSource;

    /** Makes a reader; {@link #wrap} gives it its first frame. */
    public FrameReader() {}

    /**
     * Looks at a frame.
     *
     * @param length bytes of the frame, payload included
     * @return null if it is one; else why not, and then only {@link #rawLength} and {@link
     *     #copyRaw} may be called
     */
    public FrameFault wrap(DirectBuffer buffer, int offset, int length) {
        this.buffer = buffer;
        this.start = offset;
        this.length = length;
        FrameFault fault = length < FIXED_LENGTH ? FrameFault.TOO_SHORT : check(offset);
        if (fault != null) {
            // Nothing of this frame, or of the one before, is to be found by an accessor.
            flags = 0;
            headerLength = length;
        }
        return fault;
    }

    private FrameFault check(int offset) {
        if (buffer.getByte(offset + VERSION_OFFSET) != FrameLayout.VERSION) {
            return FrameFault.VERSION;
        }
        int kind = buffer.getByte(offset + KIND_OFFSET);
        if (kind != FrameLayout.KIND_DATA && kind != FrameLayout.KIND_COMMIT) {
            return FrameFault.KIND;
        }
        flags = buffer.getShort(offset + FLAGS_OFFSET, ORDER) & 0xFFFF;
        if ((flags & ~FrameLayout.KNOWN_FLAGS) != 0) {
            return FrameFault.FLAGS;
        }
        if ((buffer.getByte(offset + PRIORITY_OFFSET) & 0xFF) >= PRIORITIES.length) {
            return FrameFault.PRIORITY;
        }
        headerLength = buffer.getShort(offset + HEADER_LENGTH_OFFSET, ORDER) & 0xFFFF;
        if (headerLength < FIXED_LENGTH || (headerLength & 7) != 0 || headerLength > length) {
            return FrameFault.HEADER_LENGTH;
        }
        if (buffer.getLong(offset + PHYSICAL_OFFSET, ORDER) < 0) {
            return FrameFault.TIME;
        }
        if (flags != 0) {
            FrameFault fault = wrapExtensions();
            if (fault != null) {
                return fault;
            }
        }
        return kind == FrameLayout.KIND_COMMIT ? CommitMarker.faultOf(this) : null;
    }

    private FrameFault wrapExtensions() {
        int headerEnd = start + headerLength;
        int at = start + FIXED_LENGTH;
        if (has(FrameLayout.FLAG_CORRELATION)) {
            correlation = at;
            at += CORRELATION_LENGTH;
            if (at > headerEnd) {
                return FrameFault.EXTENSION;
            }
            if (isBadCorrelation()) {
                return FrameFault.CORRELATION;
            }
        }
        if (has(FrameLayout.FLAG_TRACE)) {
            trace = at;
            at += TRACE_LENGTH;
            if (at > headerEnd) {
                return FrameFault.EXTENSION;
            }
            if ((longAt(trace) | longAt(trace + 8)) == 0 || longAt(trace + 16) == 0) {
                return FrameFault.TRACE;
            }
        }
        if (has(FrameLayout.FLAG_DEPENDENCIES)) {
            dependencies = at;
            if (at + 8 > headerEnd) {
                return FrameFault.EXTENSION;
            }
            long count = longAt(at);
            if (count < 0 || count > FrameLayout.MAX_DEPENDENCIES) {
                return FrameFault.DEPENDENCIES;
            }
            at += 8 + 8 * (int) count;
            if (at > headerEnd) {
                return FrameFault.EXTENSION;
            }
        }
        return has(FrameLayout.FLAG_SOURCE) ? wrapSource(at, headerEnd) : null;
    }

    private FrameFault wrapSource(int at, int headerEnd) {
        source = at;
        if (at + 2 > headerEnd) {
            return FrameFault.EXTENSION;
        }
        int task = at + 1 + (buffer.getByte(at) & 0xFF);
        if (task >= headerEnd || task + 1 + (buffer.getByte(task) & 0xFF) > headerEnd) {
            return FrameFault.EXTENSION;
        }
        return null;
    }

    private boolean isBadCorrelation() {
        float phase = buffer.getFloat(correlation + 8, ORDER);
        float coherence = buffer.getFloat(correlation + 12, ORDER);
        return longAt(correlation) < FrameLayout.NO_CLOCK_ERROR
                || phase < 0
                || phase >= TWO_PI
                || coherence < 0
                || coherence > 1;
    }

    /** Whether it is a packet of a publisher, and not a commit marker. */
    public boolean isData() {
        return buffer.getByte(start + KIND_OFFSET) == FrameLayout.KIND_DATA;
    }

    /** See {@link FrameLayout}. */
    public long id() {
        return longAt(start + ID_OFFSET);
    }

    /** Physical part of the time, in nanoseconds since the epoch. */
    public long physicalNanos() {
        return longAt(start + PHYSICAL_OFFSET);
    }

    /** Logical counter and node of the time as one word. */
    public long logicalAndNode() {
        return longAt(start + LOGICAL_AND_NODE_OFFSET);
    }

    /** When the event happened; a new object. */
    public LogicalTime time() {
        return LogicalTime.ofWords(physicalNanos(), logicalAndNode());
    }

    /** The physical part in milliseconds since the epoch: Flink's event time. */
    public long epochMillis() {
        return physicalNanos() / 1_000_000L;
    }

    /** Whom it is meant for. */
    public long mask() {
        return longAt(start + MASK_OFFSET);
    }

    /** Until when it is of use, in nanoseconds since the epoch. */
    public long deadline() {
        return longAt(start + DEADLINE_OFFSET);
    }

    /** Which packet of its publisher it is: 0, 1, 2 ... */
    public long sequence() {
        return longAt(start + SEQUENCE_OFFSET);
    }

    /** How urgent it is. */
    public Priority priority() {
        return PRIORITIES[buffer.getByte(start + PRIORITY_OFFSET)];
    }

    /** What the publisher asks of the delivery, as bits. */
    public int options() {
        return buffer.getByte(start + OPTIONS_OFFSET) & 0xFF;
    }

    /** How far the publisher's clock may be wrong, in nanoseconds; -1 where unknown. */
    public long clockErrorNanos() {
        return has(FrameLayout.FLAG_CORRELATION) ? longAt(correlation) : FrameLayout.NO_CLOCK_ERROR;
    }

    /** In radians; NaN where there is none. */
    public float phase() {
        return has(FrameLayout.FLAG_CORRELATION)
                ? buffer.getFloat(correlation + 8, ORDER)
                : Float.NaN;
    }

    /** From 0 to 1; NaN where there is none. */
    public float coherence() {
        return has(FrameLayout.FLAG_CORRELATION)
                ? buffer.getFloat(correlation + 12, ORDER)
                : Float.NaN;
    }

    /** The distributed trace; a new object. */
    public Optional<TraceContext> trace() {
        return has(FrameLayout.FLAG_TRACE)
                ? Optional.of(
                        new TraceContext(
                                longAt(trace),
                                longAt(trace + 8),
                                longAt(trace + 16),
                                has(FrameLayout.FLAG_SAMPLED)))
                : Optional.empty();
    }

    /** How many packets must be delivered before this one. */
    public int dependencyCount() {
        return has(FrameLayout.FLAG_DEPENDENCIES) ? (int) longAt(dependencies) : 0;
    }

    /**
     * The id of one of them.
     *
     * @param index 0 to {@link #dependencyCount} - 1
     */
    public long dependency(int index) {
        return longAt(dependencies + 8 + 8 * Objects.checkIndex(index, dependencyCount()));
    }

    /** Who published it; the same object as long as the names do not change. Null where unsaid. */
    public FrameSource source() {
        if (!has(FrameLayout.FLAG_SOURCE)) {
            return null;
        }
        if (lastSource == null || !isSame(lastSource.encoded(), lastSource.nameBytes())) {
            lastSource = decodeSource();
        }
        return lastSource;
    }

    private FrameSource decodeSource() {
        int task = source + 1 + (buffer.getByte(source) & 0xFF);
        int nameBytes = task + 1 + (buffer.getByte(task) & 0xFF) - source;
        byte[] encoded = new byte[FrameLayout.aligned(nameBytes)];
        buffer.getBytes(source, encoded, 0, nameBytes);
        return new FrameSource(name(source), name(task), encoded, nameBytes);
    }

    /** The buffer that holds the payload. */
    public DirectBuffer buffer() {
        return buffer;
    }

    /** Where the payload starts in {@link #buffer}. */
    public int payloadOffset() {
        return start + headerLength;
    }

    /** Bytes of the payload. */
    public int payloadLength() {
        return length - headerLength;
    }

    /** A copy of the payload. */
    public byte[] copyPayload() {
        byte[] copy = new byte[payloadLength()];
        buffer.getBytes(payloadOffset(), copy);
        return copy;
    }

    /** Bytes of the whole frame. */
    public int rawLength() {
        return length;
    }

    /**
     * A copy of the frame's first bytes, for a dead letter.
     *
     * @param limit the most bytes to copy
     */
    public byte[] copyRaw(int limit) {
        byte[] copy = new byte[Math.min(limit, length)];
        buffer.getBytes(start, copy);
        return copy;
    }

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }

    private long longAt(int at) {
        return buffer.getLong(at, ORDER);
    }

    private boolean isSame(byte[] known, int nameBytes) {
        if (source + nameBytes > start + headerLength) {
            return false;
        }
        for (int i = 0; i < nameBytes; i++) {
            if (buffer.getByte(source + i) != known[i]) {
                return false;
            }
        }
        return true;
    }

    private String name(int at) {
        byte[] bytes = new byte[buffer.getByte(at) & 0xFF];
        buffer.getBytes(at + 1, bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
