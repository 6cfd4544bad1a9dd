package io.chronofabric.jobs.bus;

import io.chronofabric.bus.wire.StoredFrame;
import java.io.IOException;
import java.util.Optional;

/** Packets that were kept, one after the other. For one thread. */
public interface FrameFeed extends AutoCloseable {
    /**
     * The next packet.
     *
     * @return nothing if none is there at this moment, or at the end
     */
    Optional<StoredFrame> next() throws IOException;

    /** Whether nothing more comes. */
    boolean isDone();

    /** Bytes that were read. */
    long position();

    /** Bytes that there are. */
    long size();

    /** What was there and is no packet. */
    long malformed();

    @Override
    void close() throws IOException;
}
