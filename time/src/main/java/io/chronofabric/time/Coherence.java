package io.chronofabric.time;

/**
 * How far the wall clock and the monotonic clock of one source went apart since a checkpoint. The
 * monotonic clock never jumps: what they differ by, the wall clock was set, stood still, or was
 * corrected by.
 *
 * @param wallNanos how far the wall clock came, in nanoseconds; negative if it was set back
 * @param monotonicNanos how far the monotonic clock came
 * @param toleranceNanos by how much they may differ, greater than 0
 */
public record Coherence(long wallNanos, long monotonicNanos, long toleranceNanos) {

    /** Checks the tolerance. */
    public Coherence {
        if (toleranceNanos <= 0) {
            throw new IllegalArgumentException(
                    "tolerance: " + toleranceNanos + " ns (expected: > 0 ns)");
        }
    }

    /** How much further the wall clock came, in nanoseconds. */
    public long divergenceNanos() {
        return wallNanos - monotonicNanos;
    }

    /** Whether they differ by no more than the tolerance. */
    public boolean isCoherent() {
        return Math.abs(divergenceNanos()) <= toleranceNanos;
    }

    /**
     * The same as a number: 1 where they agree, 0.5 where they differ by just the tolerance, and
     * towards 0 beyond: 1 / (1 + |divergence| / tolerance).
     */
    public double score() {
        return 1 / (1 + Math.abs((double) divergenceNanos()) / toleranceNanos);
    }
}
