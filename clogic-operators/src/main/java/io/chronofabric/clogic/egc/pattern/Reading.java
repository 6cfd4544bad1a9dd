package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.core.TraceContext;
import io.chronofabric.time.LogicalTime;
import java.util.Arrays;
import java.util.Objects;

/**
 * An event as the steps of a pattern see it.
 *
 * @param time when; the event's identity within its entity
 * @param values of the pattern's signals and then of its features, NaN where there is none; not
 *     copied, must not be changed
 * @param trace the distributed trace that it belongs to, or null
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode below look into it
public record Reading(LogicalTime time, double[] values, TraceContext trace) {
    /** Checks that time and values are there. */
    public Reading {
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(values, "values");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Reading that
                && time.equals(that.time)
                && Arrays.equals(values, that.values)
                && Objects.equals(trace, that.trace);
    }

    @Override
    public int hashCode() {
        return 31 * time.hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return time + " " + Arrays.toString(values);
    }
}
