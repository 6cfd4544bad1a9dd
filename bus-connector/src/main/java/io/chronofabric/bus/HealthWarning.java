package io.chronofabric.bus;

/**
 * One threshold that is passed.
 *
 * @param kind what is measured
 * @param critical whether it needs somebody now
 * @param given what was measured
 * @param expected the threshold
 * @param action what to do
 */
public record HealthWarning(
        Kind kind, boolean critical, String given, String expected, String action) {
    /** What is measured. */
    public enum Kind {
        /** Average latency of the packets looked at. */
        LATENCY,
        /** Packets handed over a second. */
        THROUGHPUT,
        /** Packets dropped, of those offered. */
        DROP_RATE,
        /** Mean coherence score. */
        COHERENCE,
        /** Packets that wait. */
        PENDING,
        /** Heap that outlives collections. */
        MEMORY
    }

    /** As the errors of the house read. */
    @Override
    public String toString() {
        return given + " (expected: " + expected + "). " + action;
    }
}
