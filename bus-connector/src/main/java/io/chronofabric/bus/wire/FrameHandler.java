package io.chronofabric.bus.wire;

/** Gets frames one after the other. */
@FunctionalInterface
public interface FrameHandler {
    /**
     * @param frame a valid frame; the view is valid until this returns
     * @param position where the stream goes on after it; within one publisher's stream greater than
     *     that of every earlier frame
     */
    void onFrame(FrameReader frame, long position);
}
