package io.chronofabric.bus;

import java.util.List;

/**
 * How a bus stands in time.
 *
 * @param latencyBuckets packets looked at that took at most 1 µs, 10 µs, 100 µs, 1 ms, 10 ms, and
 *     any time, from the tick of their id to the poll that took them from the ring
 * @param latencySumNanos what those took together, in nanoseconds
 * @param hlcDriftNanos how far the logical clock is ahead of the wall clock
 * @param phaseCoherence the Kuramoto order parameter of the last packets with a phase: 1 where all
 *     phases agree, towards 0 where they are spread; NaN before the first
 * @param coherenceScore mean score of the last packets with one; NaN before the first
 * @param causalityViolations packets refused since their dependencies had not been handed over
 */
public record TemporalMetrics(
        List<Long> latencyBuckets,
        long latencySumNanos,
        long hlcDriftNanos,
        double phaseCoherence,
        double coherenceScore,
        long causalityViolations) {
    /** Copies the list. */
    public TemporalMetrics {
        latencyBuckets = List.copyOf(latencyBuckets);
    }

    /** Packets whose latency was looked at. */
    public long latencySamples() {
        return latencyBuckets.get(latencyBuckets.size() - 1);
    }
}
