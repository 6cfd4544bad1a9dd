package io.chronofabric.it.bench.bus;

import io.chronofabric.bus.wire.FrameLayout;
import io.chronofabric.bus.wire.FrameReader;
import io.chronofabric.bus.wire.FrameWriter;
import io.chronofabric.core.Priority;
import io.chronofabric.time.HybridLogicalClock;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** What our slots do for a packet, for rings of others: stamp, header, mask, filter. */
final class Framed {
    /** Bytes of each frame. */
    static final int BYTES = FrameLayout.FIXED_LENGTH + PeerSizes.PAYLOAD;

    private static final long MASK = 3;

    private final HybridLogicalClock clock;
    private final FrameWriter writer = new FrameWriter();
    private long sequence;

    Framed(HybridLogicalClock clock) {
        this.clock = clock;
    }

    /** Writes a frame. */
    void write(MutableDirectBuffer buffer, int offset, long index, long nanos) {
        long id = clock.tickPhysical();
        writer.open(buffer, offset);
        int at = writer.payloadOffset();
        buffer.putLong(at, index, FrameLayout.ORDER);
        buffer.putLong(at + Long.BYTES, nanos, FrameLayout.ORDER);
        writer.seal(
                FrameLayout.KIND_DATA,
                id,
                id,
                clock.node().value(),
                MASK,
                FrameLayout.NO_DEADLINE,
                sequence++,
                Priority.NORMAL,
                0);
    }

    /** Reads frames for one subscriber. */
    static final class Reading {
        private final long targets;
        private final FrameReader reader = new FrameReader();
        private Transport.Arrivals to;

        Reading(long targets) {
            this.targets = targets;
        }

        Reading into(Transport.Arrivals arrivals) {
            to = arrivals;
            return this;
        }

        void read(DirectBuffer buffer, int offset, int length) {
            long mask = buffer.getLong(offset + FrameLayout.MASK_OFFSET, FrameLayout.ORDER);
            if ((mask & targets) != 0
                    && reader.wrap(buffer, offset, length) == null
                    && reader.payloadLength() > 0) {
                int at = reader.payloadOffset();
                to.arrived(
                        buffer.getLong(at, FrameLayout.ORDER),
                        buffer.getLong(at + Long.BYTES, FrameLayout.ORDER));
            }
        }
    }
}
