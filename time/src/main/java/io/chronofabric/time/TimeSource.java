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

    /** Both clocks as they stand now, to be compared later. Allocates its result. */
    default TimeCheckpoint createCheckpoint() {
        return TimeCheckpoint.of(this);
    }

    /**
     * How far the two clocks went apart since a checkpoint of this source.
     *
     * @param toleranceNanos by how much they may differ, in nanoseconds, greater than 0
     * @throws IllegalArgumentException if the tolerance is not
     */
    default Coherence validateCoherence(TimeCheckpoint since, long toleranceNanos) {
        TimeCheckpoint now = createCheckpoint();
        return new Coherence(
                now.epochNanos() - since.epochNanos(),
                now.monotonicNanos() - since.monotonicNanos(),
                toleranceNanos);
    }

    /**
     * Whether the monotonic clock is known to be read from a counter of the processor, without a
     * call into the kernel. False where that is not known.
     */
    default boolean hasHardwareTiming() {
        return false;
    }

    /**
     * By how many nanoseconds a wave shifts work that would start now; see {@link QuantumOffset}.
     */
    default long quantumOffset(QuantumOffset wave) {
        return wave.at(monotonicNanos());
    }

    /** The system's clocks. */
    static TimeSource system() {
        return SystemTimeSource.INSTANCE;
    }
}
