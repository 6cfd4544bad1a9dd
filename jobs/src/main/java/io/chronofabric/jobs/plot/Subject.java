package io.chronofabric.jobs.plot;

import io.chronofabric.clogic.egc.stl.Explanation;
import io.chronofabric.clogic.egc.stl.Formula;
import io.chronofabric.clogic.egc.stl.StlContext;
import java.util.Objects;

/**
 * What a picture shows.
 *
 * @param entity whose samples these are; any text
 * @param formula a formula without problems
 * @param context its signals, parameters and period
 * @param columns for each signal of the context, in order, its values; not changed
 * @param length how many samples, at least 1
 * @param firstNanos when the first sample is, in nanoseconds since the epoch
 * @param explanation why the formula holds, or is broken, at one of the samples
 */
public record Subject(
        String entity,
        Formula formula,
        StlContext context,
        double[][] columns,
        int length,
        long firstNanos,
        Explanation explanation) {

    /** Checks that there is something to draw. */
    public Subject {
        Objects.requireNonNull(entity, "entity");
        Objects.requireNonNull(formula, "formula");
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(columns, "columns");
        Objects.requireNonNull(explanation, "explanation");
        if (length < 1) {
            throw new IllegalArgumentException("length: " + length + " (expected: >= 1)");
        }
    }

    /** The time of a sample, in nanoseconds since the epoch. */
    long nanosOf(long sample) {
        return firstNanos + sample * context.periodNanos();
    }

    /** The sample at which the robustness was decided. */
    int decidedAt() {
        return explanation.path().get(explanation.path().size() - 1).sample();
    }
}
