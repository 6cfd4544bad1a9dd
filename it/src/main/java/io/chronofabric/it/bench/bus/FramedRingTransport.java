package io.chronofabric.it.bench.bus;

import io.chronofabric.time.HybridLogicalClock;
import java.util.ArrayList;
import java.util.List;
import org.agrona.BufferUtil;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** What our slots do, on Agrona's rings: one for each reader, all written by the publisher. */
final class FramedRingTransport implements Transport {
    private static final int TYPE = 1;
    private static final int SLOT_BYTES = 128;
    private static final int LIMIT = 64;

    private final Framed framed;
    private final List<OneToOneRingBuffer> rings = new ArrayList<>();

    FramedRingTransport(HybridLogicalClock clock, int readers) {
        framed = new Framed(clock);
        for (int i = 0; i < readers; i++) {
            int bytes = PeerSizes.CAPACITY * SLOT_BYTES + RingBufferDescriptor.TRAILER_LENGTH;
            rings.add(
                    new OneToOneRingBuffer(
                            new UnsafeBuffer(BufferUtil.allocateDirectAligned(bytes, SLOT_BYTES))));
        }
    }

    @Override
    public int copies() {
        return rings.size();
    }

    /** A message that one ring has no room for waits, so that the others do not get it twice. */
    @Override
    public Sender sender() {
        OneToOneRingBuffer[] targets = rings.toArray(new OneToOneRingBuffer[0]);
        return (index, nanos) -> {
            for (OneToOneRingBuffer ring : targets) {
                int at = ring.tryClaim(TYPE, Framed.BYTES);
                while (at < 0) {
                    Thread.onSpinWait();
                    at = ring.tryClaim(TYPE, Framed.BYTES);
                }
                framed.write(ring.buffer(), at, index, nanos);
                ring.commit(at);
            }
            return true;
        };
    }

    @Override
    public Receiver receiver() {
        Framed.Reading[] readings = new Framed.Reading[rings.size()];
        MessageHandler[] handlers = new MessageHandler[rings.size()];
        for (int i = 0; i < readings.length; i++) {
            Framed.Reading reading = new Framed.Reading(1L << i);
            readings[i] = reading;
            handlers[i] = (type, buffer, at, length) -> reading.read(buffer, at, length);
        }
        return arrivals -> {
            int taken = 0;
            for (int i = 0; i < handlers.length; i++) {
                readings[i].into(arrivals);
                taken += rings.get(i).read(handlers[i], LIMIT);
            }
            return taken;
        };
    }

    @Override
    public void close() {
        // nothing to let go
    }
}
