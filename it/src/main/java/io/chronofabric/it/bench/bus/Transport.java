package io.chronofabric.it.bench.bus;

/**
 * A way for small messages from one thread to another. The two ends know nothing of each other, so
 * that a transport may have its other end in another process: that one implements one end here and
 * the other there, and the harness for each end needs no more.
 */
interface Transport extends AutoCloseable {
    /** The end of the sending thread. */
    interface Sender {
        /**
         * Sends a message unless there is no room.
         *
         * @param index which message of the run it is
         * @param nanos when it is sent, on the monotonic clock
         */
        boolean trySend(long index, long nanos);
    }

    /** The end of the receiving thread. */
    interface Receiver {
        /** Hands over what has arrived; how much that was, 0 for nothing. */
        int poll(Arrivals arrivals);
    }

    /** Takes what arrives. */
    @FunctionalInterface
    interface Arrivals {
        /** As it was sent. */
        void arrived(long index, long nanos);
    }

    Sender sender();

    Receiver receiver();

    /** How often each message arrives. */
    default int copies() {
        return 1;
    }

    @Override
    void close();
}
