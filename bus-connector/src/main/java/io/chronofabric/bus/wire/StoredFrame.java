package io.chronofabric.bus.wire;

import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;

/** A frame with bytes of its own, which stays when the buffer that it came in is used again. */
public final class StoredFrame {
    private final FrameReader frame = new FrameReader();

    private StoredFrame() {}

    /** A copy of a valid frame. */
    public static StoredFrame of(FrameReader frame) {
        StoredFrame copy = new StoredFrame();
        copy.wrap(frame.copyRaw(frame.rawLength()));
        return copy;
    }

    /**
     * The frame that some bytes are.
     *
     * @param bytes are kept and not copied
     * @return nothing if they are none
     */
    public static Optional<StoredFrame> of(byte[] bytes) {
        StoredFrame stored = new StoredFrame();
        return stored.wrap(bytes) == null ? Optional.of(stored) : Optional.empty();
    }

    /** The view of it. */
    public FrameReader frame() {
        return frame;
    }

    private FrameFault wrap(byte[] bytes) {
        return frame.wrap(new UnsafeBuffer(bytes), 0, bytes.length);
    }
}
