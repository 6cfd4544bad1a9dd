package io.chronofabric.bus.wire;

/** Chooses frames, on the thread that polls; must not throw. */
@FunctionalInterface
public interface FrameFilter {
    /** Takes every frame. */
    FrameFilter ALL = frame -> true;

    /**
     * Whether the subscriber wants a frame.
     *
     * @param frame valid until this returns
     */
    boolean accepts(FrameReader frame);
}
