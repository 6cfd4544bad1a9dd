package io.chronofabric.time.clock;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The hypervisor's count of what disrupted this virtual machine's clock, such as a live migration
 * (Linux, include/uapi/linux/vmclock-abi.h). In little-endian order: magic at 0, a sequence count
 * at 12 that is odd during an update, the marker at 16.
 */
final class VmClockMarker {
    static final int MAGIC = 0x4B4C4356;
    static final int SEQUENCE = 12;
    static final int MARKER = 16;
    static final int BYTES = 24;

    private static final int TRIES = 1_000;

    private VmClockMarker() {}

    /**
     * The marker of now.
     *
     * @throws ClockBoundSegment.Unusable if the file is no VMClock's, or never at rest
     * @throws IOException if it cannot be read
     */
    static long read(SegmentBytes file) throws IOException, ClockBoundSegment.Unusable {
        for (int i = 0; i < TRIES; i++) {
            ByteBuffer first = bytes(file);
            ByteBuffer second = bytes(file);
            // Two equal copies with an even count: nothing was written from one to the other.
            if (first.getInt(SEQUENCE) % 2 == 0 && first.equals(second)) {
                return first.getLong(MARKER);
            }
            Thread.onSpinWait();
        }
        throw new ClockBoundSegment.Unusable("the VM clock is never at rest");
    }

    private static ByteBuffer bytes(SegmentBytes file)
            throws IOException, ClockBoundSegment.Unusable {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        int read = file.read(bytes, 0);
        bytes.clear();
        if (read < BYTES || bytes.getInt(0) != MAGIC) {
            throw new ClockBoundSegment.Unusable("no VM clock's file");
        }
        return bytes;
    }
}
