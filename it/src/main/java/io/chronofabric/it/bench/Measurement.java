package io.chronofabric.it.bench;

import java.util.Objects;

/**
 * One row of a benchmark's table.
 *
 * @param name unique within the run, such as {@code HybridLogicalClock.tick}
 * @param score the figure
 * @param error half of its 99.9 % confidence interval; NaN where there is none
 * @param unit the unit of score and error, such as {@code ns/op}
 * @param bytesPerOp bytes allocated an operation; NaN where not measured
 * @param peer name of the row that this one is compared with; empty for none
 */
public record Measurement(
        String name, double score, double error, String unit, double bytesPerOp, String peer) {
    /** Checks that nothing is missing. */
    public Measurement {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(peer, "peer");
    }

    /** A figure alone. */
    public static Measurement of(String name, double score, String unit) {
        return new Measurement(name, score, Double.NaN, unit, Double.NaN, "");
    }

    /** The same figure, compared with another row. */
    public Measurement against(String peerName) {
        return new Measurement(name, score, error, unit, bytesPerOp, peerName);
    }
}
