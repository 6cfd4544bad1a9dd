package io.chronofabric.bus;

/**
 * Is told about packets that a subscription took from its ring and did not hand over. Called on the
 * thread that polls; what it throws reaches whoever polls, and the packet is counted all the same.
 * Each method does nothing unless overridden.
 *
 * @param <T> the payload
 */
public interface SetAsideHandler<T> {
    /** Its deadline had passed when its turn came. */
    default void expired(PhasePacket<T> packet) {}

    /** The subscription's filter failed on it. */
    default void filterFailed(PhasePacket<T> packet, RuntimeException failure) {}

    /**
     * The subscription had not been handed what it depends on.
     *
     * @param why with {@link io.chronofabric.core.ErrorCode#BUS_TEMPORAL_VIOLATION}
     */
    default void refused(PhasePacket<T> packet, BusException why) {}
}
