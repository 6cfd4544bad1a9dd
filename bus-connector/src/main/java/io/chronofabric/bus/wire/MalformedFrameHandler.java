package io.chronofabric.bus.wire;

/** Gets what is on a stream and is no frame, to set it aside. */
@FunctionalInterface
public interface MalformedFrameHandler {
    /** Leaves them to the counter. */
    MalformedFrameHandler COUNTED_ONLY = (fault, raw, position) -> {};

    /** The most bytes of a frame that are worth keeping. */
    int KEPT_BYTES = 64 * 1024;

    /**
     * @param fault what is wrong
     * @param raw a view of the bytes, for {@link FrameReader#rawLength} and {@link
     *     FrameReader#copyRaw} only, valid until this returns
     * @param position where the stream goes on after them
     */
    void onMalformed(FrameFault fault, FrameReader raw, long position);
}
