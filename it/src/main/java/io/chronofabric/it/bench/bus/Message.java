package io.chronofabric.it.bench.bus;

/** A message for transports that hand over references; used again once it has surely arrived. */
final class Message {
    long index;
    long nanos;

    /** Enough for all that can be under way. */
    static Message[] pool(int capacity) {
        Message[] pool = new Message[2 * capacity];
        for (int i = 0; i < pool.length; i++) {
            pool[i] = new Message();
        }
        return pool;
    }

    Message set(long newIndex, long newNanos) {
        index = newIndex;
        nanos = newNanos;
        return this;
    }
}
