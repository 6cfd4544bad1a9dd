package io.chronofabric.time.clock;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A consistent copy of ClockBound's shared memory, version 2 of its protocol
 * (github.com/aws/clock-bound, docs/PROTOCOL.md). In the machine's byte order:
 *
 * <pre>
 *   0  u32 u32  magic              48  i64  bound, ns
 *   8  u32      segment size       56  u64  disruption marker
 *  12  u16      version            64  u32  max drift, ns/s
 *  14  u16      generation         68  i32  clock status
 *  16  i64 i64  as-of, s and ns    72  u8   whether disruptions are watched
 *  32  i64 i64  void-after         73       7 bytes of padding
 * </pre>
 *
 * The writer makes the generation odd, writes, and makes it even. Both times are of
 * CLOCK_MONOTONIC_COARSE.
 *
 * @param asOfNanos when the bound was worked out
 * @param voidAfterNanos until when it may be trusted
 * @param boundNanos the bound at {@code asOfNanos}
 * @param disruptionMarker the last disruption of the virtual machine that the daemon knows of
 * @param maxDriftPpb how fast the bound grows, in nanoseconds a second
 * @param status what the daemon says of the clock
 * @param watchesDisruptions whether the daemon compares its marker with the hypervisor's
 */
record ClockBoundSegment(
        long asOfNanos,
        long voidAfterNanos,
        long boundNanos,
        long disruptionMarker,
        long maxDriftPpb,
        Status status,
        boolean watchesDisruptions) {
    static final int MAGIC_HIGH = 0x414D5A4E;
    static final int MAGIC_LOW = 0x43420200;
    static final int VERSION = 2;

    static final int SEGMENT_SIZE = 8;
    static final int VERSION_AT = 12;
    static final int GENERATION = 14;
    static final int AS_OF = 16;
    static final int VOID_AFTER = 32;
    static final int BOUND = 48;
    static final int DISRUPTION_MARKER = 56;
    static final int MAX_DRIFT = 64;
    static final int STATUS = 68;
    static final int DISRUPTION_SUPPORT = 72;
    static final int BYTES = 80;

    /** Tries before a writer counts as dead in the middle of an update, or as too fast. */
    static final int TRIES = 1_000;

    private static final int HEADER_BYTES = 16;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** A clock that may be wrong by more than a century is a broken file. */
    private static final long LARGEST_SECONDS = 100L * 366 * 86_400;

    /** What the daemon says of the clock, in the order of its numbers. */
    enum Status {
        UNKNOWN,
        SYNCHRONIZED,
        FREE_RUNNING,
        DISRUPTED
    }

    /** Why a segment cannot be used; its message is for people. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    /**
     * Copies the segment.
     *
     * @throws Unusable if it is none, of another version, or never at rest
     * @throws IOException if it cannot be read
     */
    static ClockBoundSegment read(SegmentBytes file) throws IOException, Unusable {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.nativeOrder());
        ByteBuffer segment = ByteBuffer.allocate(BYTES).order(ByteOrder.nativeOrder());
        String busy = "";
        for (int i = 0; i < TRIES; i++) {
            int before = generation(fill(file, header, HEADER_BYTES));
            if (before % 2 != 0) {
                busy = "generation " + before + " is odd: an update is under way, or was cut off";
                Thread.onSpinWait();
                continue;
            }
            checkSize(header);
            VarHandle.fullFence();
            fill(file, segment, BYTES);
            VarHandle.fullFence();
            int after = generation(fill(file, header, HEADER_BYTES));
            if (before == after) {
                return parse(segment);
            }
            busy = "generation went from " + before + " to " + after + " while it was read";
        }
        throw new Unusable("torn: " + busy + ", " + TRIES + " times over");
    }

    private static ByteBuffer fill(SegmentBytes file, ByteBuffer into, int bytes)
            throws IOException, Unusable {
        into.clear();
        int read = file.read(into, 0);
        if (read < bytes) {
            throw new Unusable("the file has " + read + " bytes (expected: " + bytes + ")");
        }
        return into;
    }

    /** The generation, of a header that is one. */
    private static int generation(ByteBuffer header) throws Unusable {
        if (header.getInt(0) != MAGIC_HIGH || header.getInt(Integer.BYTES) != MAGIC_LOW) {
            throw new Unusable(
                    "magic number %08X %08X (expected: %08X %08X)"
                            .formatted(
                                    header.getInt(0),
                                    header.getInt(Integer.BYTES),
                                    MAGIC_HIGH,
                                    MAGIC_LOW));
        }
        int version = Short.toUnsignedInt(header.getShort(VERSION_AT));
        int generation = Short.toUnsignedInt(header.getShort(GENERATION));
        if (version == 0 || generation == 0) {
            throw new Unusable("the daemon has not written anything yet");
        }
        if (version != VERSION) {
            throw new Unusable("layout version " + version + " (expected: " + VERSION + ")");
        }
        return generation;
    }

    private static void checkSize(ByteBuffer header) throws Unusable {
        long size = Integer.toUnsignedLong(header.getInt(SEGMENT_SIZE));
        if (size < BYTES) {
            throw new Unusable("segment size " + size + " (expected: " + BYTES + " or more)");
        }
    }

    private static ClockBoundSegment parse(ByteBuffer segment) throws Unusable {
        long bound = segment.getLong(BOUND);
        long drift = Integer.toUnsignedLong(segment.getInt(MAX_DRIFT));
        int status = segment.getInt(STATUS);
        if (bound < 0 || bound > LARGEST_SECONDS * NANOS_PER_SECOND) {
            throw new Unusable("bound " + bound + " ns (expected: 0 or more)");
        }
        if (drift >= NANOS_PER_SECOND) {
            throw new Unusable("max drift " + drift + " ns/s (expected: less than 1 s/s)");
        }
        if (status < 0 || status >= Status.values().length) {
            throw new Unusable("clock status " + status + " (expected: 0 to 3)");
        }
        return new ClockBoundSegment(
                nanos(segment, AS_OF),
                nanos(segment, VOID_AFTER),
                bound,
                segment.getLong(DISRUPTION_MARKER),
                drift,
                Status.values()[status],
                segment.get(DISRUPTION_SUPPORT) != 0);
    }

    private static long nanos(ByteBuffer segment, int at) throws Unusable {
        long seconds = segment.getLong(at);
        long nanos = segment.getLong(at + Long.BYTES);
        if (seconds < 0 || seconds > LARGEST_SECONDS || nanos < 0 || nanos >= NANOS_PER_SECOND) {
            throw new Unusable("time " + seconds + " s " + nanos + " ns (expected: a moment)");
        }
        return seconds * NANOS_PER_SECOND + nanos;
    }
}
