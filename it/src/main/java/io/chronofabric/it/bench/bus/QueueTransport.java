package io.chronofabric.it.bench.bus;

import org.jctools.queues.SpscArrayQueue;

/** JCTools' queue for one producer and one consumer: references. */
final class QueueTransport implements Transport {
    private final Message[] pool;
    private final SpscArrayQueue<Message> queue;

    QueueTransport(int capacity) {
        pool = Message.pool(capacity);
        queue = new SpscArrayQueue<>(capacity);
    }

    @Override
    public Sender sender() {
        return (index, nanos) -> queue.offer(pool[(int) index & pool.length - 1].set(index, nanos));
    }

    @Override
    public Receiver receiver() {
        return arrivals -> {
            Message message = queue.poll();
            if (message == null) {
                return 0;
            }
            arrivals.arrived(message.index, message.nanos);
            return 1;
        };
    }

    @Override
    public void close() {
        // nothing to let go
    }
}
