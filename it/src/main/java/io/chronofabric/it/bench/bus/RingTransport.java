package io.chronofabric.it.bench.bus;

import java.nio.ByteBuffer;
import org.agrona.BufferUtil;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** Agrona's rings: bytes, claimed and committed in place. */
final class RingTransport implements Transport {
    private static final int TYPE = 1;
    private static final int RECORD_BYTES = 40;
    private static final int ALIGNMENT = 128;
    private static final int LIMIT = 64;

    private final RingBuffer ring;

    private RingTransport(RingBuffer ring) {
        this.ring = ring;
    }

    static RingTransport oneToOne(int capacity) {
        return new RingTransport(new OneToOneRingBuffer(memory(capacity)));
    }

    static RingTransport manyToOne(int capacity) {
        return new RingTransport(new ManyToOneRingBuffer(memory(capacity)));
    }

    private static UnsafeBuffer memory(int capacity) {
        int bytes = Integer.highestOneBit(capacity * RECORD_BYTES) * 2;
        ByteBuffer memory =
                BufferUtil.allocateDirectAligned(
                        bytes + RingBufferDescriptor.TRAILER_LENGTH, ALIGNMENT);
        return new UnsafeBuffer(memory);
    }

    @Override
    public Sender sender() {
        return (index, nanos) -> {
            int at = ring.tryClaim(TYPE, PeerSizes.PAYLOAD);
            if (at < 0) {
                return false;
            }
            ring.buffer().putLong(at, index);
            ring.buffer().putLong(at + Long.BYTES, nanos);
            ring.commit(at);
            return true;
        };
    }

    @Override
    public Receiver receiver() {
        return new Receiver() {
            private Arrivals to;

            private final MessageHandler handler =
                    (type, buffer, at, length) ->
                            to.arrived(buffer.getLong(at), buffer.getLong(at + Long.BYTES));

            @Override
            public int poll(Arrivals arrivals) {
                to = arrivals;
                return ring.read(handler, LIMIT);
            }
        };
    }

    @Override
    public void close() {
        // nothing to let go
    }
}
