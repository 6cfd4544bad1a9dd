package io.chronofabric.time.clock;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** A shared memory of ClockBound's daemon as a test wants it; sound unless changed. */
final class SegmentFile {
    static final long SECOND = 1_000_000_000L;

    private final ByteBuffer bytes =
            ByteBuffer.allocate(ClockBoundSegment.BYTES).order(ByteOrder.nativeOrder());

    SegmentFile() {
        bytes.putInt(0, ClockBoundSegment.MAGIC_HIGH);
        bytes.putInt(4, ClockBoundSegment.MAGIC_LOW);
        bytes.putInt(ClockBoundSegment.SEGMENT_SIZE, ClockBoundSegment.BYTES);
        bytes.putShort(ClockBoundSegment.VERSION_AT, (short) ClockBoundSegment.VERSION);
        generation(2);
        time(ClockBoundSegment.AS_OF, 1_000 * SECOND);
        time(ClockBoundSegment.VOID_AFTER, 2_000 * SECOND);
        bytes.putLong(ClockBoundSegment.BOUND, 30_000);
        bytes.putInt(ClockBoundSegment.MAX_DRIFT, 50_000);
        status(1);
    }

    SegmentFile generation(int generation) {
        bytes.putShort(ClockBoundSegment.GENERATION, (short) generation);
        return this;
    }

    SegmentFile time(int at, long nanos) {
        bytes.putLong(at, nanos / SECOND);
        bytes.putLong(at + Long.BYTES, nanos % SECOND);
        return this;
    }

    SegmentFile status(int status) {
        return number(ClockBoundSegment.STATUS, status);
    }

    SegmentFile number(int at, int value) {
        bytes.putInt(at, value);
        return this;
    }

    SegmentFile large(int at, long value) {
        bytes.putLong(at, value);
        return this;
    }

    SegmentFile version(int version) {
        bytes.putShort(ClockBoundSegment.VERSION_AT, (short) version);
        return this;
    }

    byte[] bytes() {
        return bytes.array().clone();
    }

    Path write(Path file) throws IOException {
        return Files.write(file, bytes.array());
    }
}
