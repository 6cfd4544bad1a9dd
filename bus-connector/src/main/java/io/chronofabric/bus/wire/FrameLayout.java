package io.chronofabric.bus.wire;

import java.nio.ByteOrder;

/**
 * Where each part of a packet lies. All numbers are little-endian; every part starts at a multiple
 * of 8 bytes, counted from the frame's start.
 *
 * <pre>
 *    0               1               2               3
 *    0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7
 *   +---------------+---------------+-------------------------------+
 *  0|  version (1)  |     kind      |             flags             |
 *   +---------------+---------------+-------------------------------+
 *  4|   priority    |    options    |  header length, multiple of 8 |
 *   +---------------+---------------+-------------------------------+
 *  8|                              id                               |
 *   |          ns since the epoch, never given out twice by a node  |
 *   +---------------------------------------------------------------+
 * 16|                  HLC physical, ns since the epoch             |
 *   |                                                               |
 *   +-------------------------------+-------------------------------+
 * 24|    HLC node (low 16 bits)     |    HLC logical (upper 48)     |
 *   |                                                               |
 *   +---------------------------------------------------------------+
 * 32|                  target mask, bit set = meant for             |
 *   |                                                               |
 *   +---------------------------------------------------------------+
 * 40|                  deadline, ns since the epoch                 |
 *   |                  2^63-1: none                                 |
 *   +---------------------------------------------------------------+
 * 48|                  sequence of this publisher: 0, 1, 2 ...      |
 *   |                                                               |
 *   +===============================================================+
 * 56|  flag CORRELATION: clock error in ns, int64 (-1: unknown)     |
 *   |                    phase, float32, rad in [0, 2 pi), NaN none |
 *   |                    coherence, float32 in [0, 1], NaN none     |
 *   +---------------------------------------------------------------+
 *   |  flag TRACE: W3C trace id, upper then lower 64 bits; span id  |
 *   +---------------------------------------------------------------+
 *   |  flag DEPENDENCIES: count, int64; then that many ids          |
 *   +---------------------------------------------------------------+
 *   |  flag SOURCE: length, uint8, and that many bytes of UTF-8:    |
 *   |  the source; the same for its task; zeros up to a multiple    |
 *   +===============================================================+
 *   |  payload, to the end of the frame                             |
 *   +---------------------------------------------------------------+
 * </pre>
 *
 * <p>The parts from 56 on are there if their flag says so, in this order. A reader that knows an
 * older layout of the same version finds the payload by the header length.
 */
public final class FrameLayout {
    /** The version that this describes. */
    public static final int VERSION = 1;

    /** A packet of a publisher. */
    public static final int KIND_DATA = 0;

    /**
     * A commit marker: says that a range of another recording belongs to the output. Its payload is
     * four int64: recording, from (position, exclusive), to (position, inclusive), epoch.
     */
    public static final int KIND_COMMIT = 1;

    /** Clock error, phase and coherence are there. */
    public static final int FLAG_CORRELATION = 1;

    /** The trace is there. */
    public static final int FLAG_TRACE = 1 << 1;

    /** The trace was recorded by the caller. */
    public static final int FLAG_SAMPLED = 1 << 2;

    /** Dependencies are there. */
    public static final int FLAG_DEPENDENCIES = 1 << 3;

    /** Source and task are there. */
    public static final int FLAG_SOURCE = 1 << 4;

    /** All flags that this version knows. */
    static final int KNOWN_FLAGS = 0x1F;

    /** Where each part of the fixed header starts, as the diagram says. */
    public static final int VERSION_OFFSET = 0;

    /** Offset of the kind. */
    public static final int KIND_OFFSET = 1;

    /** Offset of the flags. */
    public static final int FLAGS_OFFSET = 2;

    /** Offset of the priority: the ordinal of {@link io.chronofabric.core.Priority}. */
    public static final int PRIORITY_OFFSET = 4;

    /** Offset of the delivery options. */
    public static final int OPTIONS_OFFSET = 5;

    /** Offset of the header's length. */
    public static final int HEADER_LENGTH_OFFSET = 6;

    /** Offset of the id. */
    public static final int ID_OFFSET = 8;

    /** Offset of the physical time. */
    public static final int PHYSICAL_OFFSET = 16;

    /** Offset of the logical counter and the node. */
    public static final int LOGICAL_AND_NODE_OFFSET = 24;

    /** Offset of the target mask. */
    public static final int MASK_OFFSET = 32;

    /** Offset of the deadline. */
    public static final int DEADLINE_OFFSET = 40;

    /** Offset of the sequence. */
    public static final int SEQUENCE_OFFSET = 48;

    /** Length of what is always there, in bytes. */
    public static final int FIXED_LENGTH = 56;

    /** Bytes that the correlation takes. */
    public static final int CORRELATION_LENGTH = 16;

    /** Bytes that the trace takes. */
    public static final int TRACE_LENGTH = 24;

    /** The most dependencies that a frame may name. */
    public static final int MAX_DEPENDENCIES = 1_024;

    /** The most bytes of UTF-8 in a source's or a task's name. */
    public static final int MAX_NAME_BYTES = 255;

    /** A deadline that means none. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    /** A clock error that means unknown. */
    public static final long NO_CLOCK_ERROR = -1;

    /** A mask that means every subscriber. */
    public static final long EVERYONE = -1L;

    /** The byte order of all numbers. */
    public static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

    private FrameLayout() {}

    /** The next multiple of 8. */
    static int aligned(int length) {
        return (length + 7) & ~7;
    }
}
