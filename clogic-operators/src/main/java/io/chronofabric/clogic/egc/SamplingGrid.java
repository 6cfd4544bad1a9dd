package io.chronofabric.clogic.egc;

import io.chronofabric.state.model.Rule;

/**
 * The moments at which a rule looks at its signals: multiples of its period since the epoch, the
 * same for every entity and every run. An event counts for the first moment at or after it, with
 * the tolerance also for a moment shortly before it. Immutable.
 */
final class SamplingGrid {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final long periodNanos;
    private final long toleranceNanos;
    private final long maxAgeNanos;

    SamplingGrid(Rule.Sampling sampling) {
        this.periodNanos = sampling.periodMillis() * NANOS_PER_MILLI;
        this.toleranceNanos = sampling.toleranceNanos();
        // Without holding, only an event that counts for this very moment will do.
        this.maxAgeNanos =
                sampling.fill() == Rule.Fill.HOLD
                        ? sampling.maxGapMillis() * NANOS_PER_MILLI
                        : periodNanos - toleranceNanos - 1;
    }

    long periodNanos() {
        return periodNanos;
    }

    long toleranceNanos() {
        return toleranceNanos;
    }

    /** How old a value may be at a moment that uses it. */
    long maxAgeNanos() {
        return maxAgeNanos;
    }

    /** The first moment that an event counts for. */
    long firstFor(long eventNanos) {
        return -Math.floorDiv(toleranceNanos - eventNanos, periodNanos);
    }

    /** When a moment is, in nanoseconds since the epoch. */
    long nanosOf(long moment) {
        return moment * periodNanos;
    }

    /** When a moment is, in milliseconds since the epoch. */
    long millisOf(long moment) {
        return moment * (periodNanos / NANOS_PER_MILLI);
    }

    /** The last instant whose events still count for a moment. */
    long closesAt(long moment) {
        return nanosOf(moment) + toleranceNanos;
    }

    /** The first moment for which a value is too old. */
    long expiryOf(long eventNanos) {
        return Math.floorDiv(eventNanos + maxAgeNanos, periodNanos) + 1;
    }
}
