package io.chronofabric.bus.aeron;

import io.chronofabric.bus.wire.FrameHandler;
import io.chronofabric.bus.wire.MalformedFrameHandler;

/** Packets of one recording, in order. For one thread. */
public interface FrameStream extends AutoCloseable {
    /**
     * Hands over packets that are there. Also does what keeps the reading going, so it is to be
     * called again and again.
     *
     * @param limit the most pieces of packets to look at
     * @return whether it did anything: with false, the next call may wait a little
     * @throws io.chronofabric.bus.BusException with {@link
     *     io.chronofabric.core.ErrorCode#BUS_INITIALIZATION_FAILED} if the driver has gone; {@link
     *     io.chronofabric.core.ErrorCode#BUS_SUBSCRIPTION_FAILED} if it can't be read on
     */
    boolean poll(FrameHandler receiver, int limit);

    /** Whether all of it was handed over. */
    boolean isDone();

    /** Where to go on from: after the last packet that was handed over. */
    long position();

    /** Messages that are no frame. */
    long malformed();

    /** Has bytes that are no frame handed to somebody. */
    FrameStream onMalformed(MalformedFrameHandler setAside);

    @Override
    void close();
}
