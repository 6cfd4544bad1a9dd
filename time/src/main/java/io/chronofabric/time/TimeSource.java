package io.chronofabric.time;

/**
 * Where time comes from. Handed to whatever needs it, so that every run can be repeated with a
 * {@link SimulatedTimeSource}. Implementations are safe for use by many threads and allocate
 * nothing per call.
 */
public interface TimeSource {
    /**
     * Nanoseconds since 1970-01-01T00:00Z, leap seconds smeared or stepped as the host does. May
     * freeze or jump in either direction.
     */
    long epochNanos();

    /** Nanoseconds from an arbitrary start, never decreasing; for durations. */
    long monotonicNanos();

    /** The system's clocks. */
    static TimeSource system() {
        return SystemTimeSource.INSTANCE;
    }
}
