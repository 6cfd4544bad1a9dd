package io.chronofabric.bus.slot;

import io.chronofabric.bus.wire.FrameReader;

/** Takes frames, on the thread that polls. */
@FunctionalInterface
public interface FrameHandler {
    /**
     * Called for each frame, in order.
     *
     * @param frame valid until this returns, and not to be kept. What is thrown here goes to the
     *     caller of {@link SlotSubscription#poll}; the frame counts as delivered
     */
    void onFrame(FrameReader frame);
}
