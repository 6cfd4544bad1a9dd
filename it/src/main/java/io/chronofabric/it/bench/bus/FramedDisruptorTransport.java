package io.chronofabric.it.bench.bus;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.chronofabric.time.HybridLogicalClock;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/** What our slots do, on the Disruptor: its sequences over slots off the heap. */
final class FramedDisruptorTransport implements Transport {
    private static final int SLOT_BYTES = 128;
    private static final int LIMIT = 64;

    private final Framed framed;
    private final UnsafeBuffer slots =
            new UnsafeBuffer(
                    BufferUtil.allocateDirectAligned(PeerSizes.CAPACITY * SLOT_BYTES, SLOT_BYTES));
    private final RingBuffer<Object> ring =
            RingBuffer.createSingleProducer(
                    Object::new, PeerSizes.CAPACITY, new BusySpinWaitStrategy());
    private final Sequence[] consumed;

    FramedDisruptorTransport(HybridLogicalClock clock, int readers) {
        framed = new Framed(clock);
        consumed = new Sequence[readers];
        for (int i = 0; i < readers; i++) {
            consumed[i] = new Sequence();
        }
        ring.addGatingSequences(consumed);
    }

    @Override
    public int copies() {
        return consumed.length;
    }

    @Override
    public Sender sender() {
        return (index, nanos) -> {
            if (!ring.hasAvailableCapacity(1)) {
                return false;
            }
            long sequence = ring.next();
            framed.write(slots, offset(sequence), index, nanos);
            ring.publish(sequence);
            return true;
        };
    }

    @Override
    public Receiver receiver() {
        Framed.Reading[] readings = new Framed.Reading[consumed.length];
        for (int i = 0; i < readings.length; i++) {
            readings[i] = new Framed.Reading(1L << i);
        }
        return arrivals -> {
            int taken = 0;
            for (int i = 0; i < readings.length; i++) {
                taken += read(consumed[i], readings[i].into(arrivals));
            }
            return taken;
        };
    }

    @Override
    public void close() {
        // nothing to let go
    }

    private int read(Sequence reader, Framed.Reading reading) {
        long first = reader.get() + 1;
        long last = Math.min(ring.getCursor(), first + LIMIT - 1);
        if (last < first) {
            return 0;
        }
        for (long sequence = first; sequence <= last; sequence++) {
            reading.read(slots, offset(sequence), Framed.BYTES);
        }
        reader.set(last);
        return (int) (last - first) + 1;
    }

    private static int offset(long sequence) {
        return ((int) sequence & PeerSizes.CAPACITY - 1) * SLOT_BYTES;
    }
}
