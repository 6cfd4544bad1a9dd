package io.chronofabric.it.bench.bus;

import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;

/** The Disruptor with one publisher and one consumer that polls: objects written in place. */
final class DisruptorTransport implements Transport {
    private final RingBuffer<Message> ring;
    private final Sequence consumed = new Sequence();

    DisruptorTransport(int capacity) {
        ring = RingBuffer.createSingleProducer(Message::new, capacity, new BusySpinWaitStrategy());
        ring.addGatingSequences(consumed);
    }

    @Override
    public Sender sender() {
        return (index, nanos) -> {
            if (!ring.hasAvailableCapacity(1)) {
                return false;
            }
            long sequence = ring.next();
            ring.get(sequence).set(index, nanos);
            ring.publish(sequence);
            return true;
        };
    }

    @Override
    public Receiver receiver() {
        return arrivals -> {
            long first = consumed.get() + 1;
            long last = ring.getCursor();
            if (last < first) {
                return 0;
            }
            for (long sequence = first; sequence <= last; sequence++) {
                Message message = ring.get(sequence);
                arrivals.arrived(message.index, message.nanos);
            }
            consumed.set(last);
            return (int) (last - first) + 1;
        };
    }

    @Override
    public void close() {
        // nothing to let go
    }
}
