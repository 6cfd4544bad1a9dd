package io.chronofabric.clogic.egc;

import io.chronofabric.state.model.Rule;

/**
 * The moments at which a rule looks at its signals: multiples of its period since the epoch, the
 * same for every entity and every run. An event counts for the first moment at or after it, with
 * the tolerance also for a moment shortly before it. Immutable.
 */
public final class SamplingGrid {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final long periodNanos;
    private final long toleranceNanos;
    private final long maxAgeNanos;
    private final boolean joinsValues;
    private final long lastMoment;

    /** The grid of a rule's sampling. */
    public SamplingGrid(Rule.Sampling sampling) {
        this.periodNanos = sampling.periodMillis() * NANOS_PER_MILLI;
        this.toleranceNanos = sampling.toleranceNanos();
        // Without holding, only an event that counts for this very moment will do.
        this.maxAgeNanos =
                sampling.fill() == Rule.Fill.NONE
                        ? periodNanos - toleranceNanos - 1
                        : sampling.maxGapMillis() * NANOS_PER_MILLI;
        this.joinsValues = sampling.fill() == Rule.Fill.LINEAR;
        this.lastMoment = Long.MAX_VALUE / periodNanos;
    }

    /** The instant so much later, but no later than the end of time, 2^63-1. */
    public static long later(long nanos, long by) {
        return nanos > Long.MAX_VALUE - by ? Long.MAX_VALUE : nanos + by;
    }

    /** The distance of moments. */
    public long periodNanos() {
        return periodNanos;
    }

    /** How long after a moment an event still counts for it. */
    public long toleranceNanos() {
        return toleranceNanos;
    }

    /** How old a value may be at a moment that uses it. */
    public long maxAgeNanos() {
        return maxAgeNanos;
    }

    /** Whether a moment between two values lies on the line that joins them. */
    boolean joinsValues() {
        return joinsValues;
    }

    /** How long before an event the moments can lie that it has a say in. */
    long reachBackNanos() {
        return joinsValues ? maxAgeNanos : 0;
    }

    /** The first moment that an event can have a say in. */
    long firstTouchedBy(long eventNanos) {
        return firstFor(Math.max(0, eventNanos - reachBackNanos()));
    }

    /** The first moment that an event counts for. */
    public long firstFor(long eventNanos) {
        return -Math.floorDiv(toleranceNanos - eventNanos, periodNanos);
    }

    /** The first moment at or after a time in milliseconds since the epoch. */
    long firstAtOrAfter(long millis) {
        return -Math.floorDiv(-millis, periodNanos / NANOS_PER_MILLI);
    }

    /** When a moment is, in nanoseconds since the epoch; at most the end of time, 2^63-1. */
    public long nanosOf(long moment) {
        return moment > lastMoment ? Long.MAX_VALUE : moment * periodNanos;
    }

    /** When a moment is, in milliseconds since the epoch. */
    public long millisOf(long moment) {
        return moment * (periodNanos / NANOS_PER_MILLI);
    }

    /** The last instant whose events still count for a moment, always before 2^63-1. */
    public long closesAt(long moment) {
        return Math.min(nanosOf(moment), Long.MAX_VALUE - 1 - toleranceNanos) + toleranceNanos;
    }

    /** Whether a value is too old for a moment; after the end of time every value is. */
    public boolean isTooOld(long eventNanos, long moment) {
        return moment > lastMoment || moment * periodNanos - maxAgeNanos > eventNanos;
    }

    /** The first moment for which a value is too old. */
    public long expiryOf(long eventNanos) {
        return later(eventNanos, maxAgeNanos) / periodNanos + 1;
    }
}
