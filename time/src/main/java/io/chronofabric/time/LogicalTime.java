package io.chronofabric.time;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.NodeId;
import java.util.HexFormat;

/**
 * When an event happened, as its hybrid logical clock said: the event's identity, never changed
 * after. Two events compare by physical time, then by logical counter, then by node.
 *
 * <pre>
 *   0               8               14     16   bytes, big-endian
 *   +---------------+---------------+------+
 *   | physical (ns) | logical       | node |
 *   +---------------+---------------+------+
 * </pre>
 *
 * <p>Byte order equals compare order. The last two parts also travel as one word, {@link
 * #logicalAndNode()}, which compares <em>unsigned</em>.
 *
 * @param physicalNanos nanoseconds since the epoch, 0 to 2<sup>63</sup>-1 (the year 2262)
 * @param logical 0 to 2<sup>48</sup>-1
 * @param node the 16-bit id of the node that made it
 */
public record LogicalTime(long physicalNanos, long logical, int node)
        implements Comparable<LogicalTime> {
    /** Bytes of the encoded form. */
    public static final int BYTES = 16;

    /** The largest logical counter that fits. */
    public static final long MAX_LOGICAL = (1L << 48) - 1;

    private static final long NANOS_PER_MILLI = 1_000_000L;

    /** Checks the ranges. */
    public LogicalTime {
        if (physicalNanos < 0) {
            throw outOfRange("physical: " + physicalNanos + " ns", "0 to 2^63-1 ns since 1970");
        }
        if (logical < 0 || logical > MAX_LOGICAL) {
            throw outOfRange("logical: " + logical, "0 to 2^48-1");
        }
        if (node < 0 || node > NodeId.MAX) {
            throw outOfRange("node: " + node, "0 to " + NodeId.MAX);
        }
    }

    /** The time whose last two parts are given as one word. */
    public static LogicalTime ofWords(long physicalNanos, long logicalAndNode) {
        return new LogicalTime(
                physicalNanos, logicalAndNode >>> 16, (int) (logicalAndNode & NodeId.MAX));
    }

    /** The first moment of a millisecond since the epoch, at node 0. */
    public static LogicalTime ofEpochMillis(long millis) {
        if (millis < 0 || millis > Long.MAX_VALUE / NANOS_PER_MILLI) {
            throw outOfRange("time: " + millis + " ms", "0 to 9223372036854 ms since 1970");
        }
        return new LogicalTime(millis * NANOS_PER_MILLI, 0, 0);
    }

    /** Reads 16 big-endian bytes. */
    public static LogicalTime decode(byte[] bytes, int offset) {
        return ofWords(readLong(bytes, offset), readLong(bytes, offset + 8));
    }

    /** Writes 16 big-endian bytes whose unsigned order is this type's order. */
    public void encode(byte[] bytes, int offset) {
        writeLong(bytes, offset, physicalNanos);
        writeLong(bytes, offset + 8, logicalAndNode());
    }

    /**
     * Reads the 32 hexadecimal digits that {@link #toHex()} writes; upper case will do.
     *
     * @throws ChronoFabricException with {@link ErrorCode#TIME_OUT_OF_RANGE} if the text is
     *     anything else, or its physical part is beyond 2262
     */
    public static LogicalTime parseHex(String text) {
        if (text.length() != 2 * BYTES) {
            throw badHex(text.length() + " characters");
        }
        return ofWords(readHex(text, 0), readHex(text, BYTES));
    }

    /**
     * The encoded form as 32 lower-case hexadecimal digits, for places that take text only. Their
     * order as text is this type's order.
     */
    public String toHex() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(physicalNanos) + hex.toHexDigits(logicalAndNode());
    }

    /** Logical counter and node as one word; compare it unsigned. */
    public long logicalAndNode() {
        return logical << 16 | node;
    }

    /** The physical part in milliseconds since the epoch: Flink's event time. */
    public long epochMillis() {
        return physicalNanos / NANOS_PER_MILLI;
    }

    @Override
    public int compareTo(LogicalTime other) {
        return compareWords(
                physicalNanos, logicalAndNode(), other.physicalNanos, other.logicalAndNode());
    }

    /** {@link #compareTo} on the two-word form, for columns that hold no objects. */
    public static int compareWords(long physicalA, long restA, long physicalB, long restB) {
        int byPhysical = Long.compare(physicalA, physicalB);
        return byPhysical != 0 ? byPhysical : Long.compareUnsigned(restA, restB);
    }

    /** {@code physical.logical@node}, for people and logs. */
    @Override
    public String toString() {
        return physicalNanos + "." + logical + "@" + node;
    }

    private static long readLong(byte[] bytes, int offset) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | (bytes[offset + i] & 0xFF);
        }
        return value;
    }

    /** Sixteen digits, each looked at: {@code HexFormat} would show foreign text in its message. */
    private static long readHex(String text, int from) {
        long value = 0;
        for (int i = from; i < from + BYTES; i++) {
            char c = text.charAt(i);
            if (!HexFormat.isHexDigit(c)) {
                throw badHex(String.format("U+%04X as digit %d", (int) c, i + 1));
            }
            value = value << 4 | HexFormat.fromHexDigit(c);
        }
        return value;
    }

    private static ChronoFabricException badHex(String given) {
        return new ChronoFabricException(
                ErrorCode.TIME_OUT_OF_RANGE,
                "logical time: " + given,
                "32 hexadecimal digits: 16 physical (ns), 12 logical, 4 node",
                "Write it as LogicalTime.toHex() does.");
    }

    private static void writeLong(byte[] bytes, int offset, long value) {
        for (int i = 0; i < 8; i++) {
            bytes[offset + i] = (byte) (value >>> (56 - 8 * i));
        }
    }

    private static ChronoFabricException outOfRange(String given, String expected) {
        return new ChronoFabricException(
                ErrorCode.TIME_OUT_OF_RANGE,
                given,
                expected,
                "Check the unit of the time: ChronoFabric counts from 1970-01-01T00:00Z.");
    }
}
