package io.chronofabric.connector.bus;

import io.chronofabric.bus.wire.FrameHandler;

/** Reads one split. For the task's thread. */
interface SplitCursor extends AutoCloseable {
    /**
     * Hands over packets that are there.
     *
     * @param limit the most pieces of packets to look at
     * @return whether it did anything
     */
    boolean poll(FrameHandler receiver, int limit);

    /** Whether the split is read to its end. */
    boolean isDone();

    /** The split as it is now. */
    BusSplit split();

    /** Whether all that was handed over is in the log, so that the split's position will last. */
    boolean isRecorded();

    /** How much of the log is yet to be read, in bytes; asks the log. */
    long pendingBytes();

    @Override
    void close();
}
