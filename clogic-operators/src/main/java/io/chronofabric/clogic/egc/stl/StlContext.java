package io.chronofabric.clogic.egc.stl;

import java.util.List;
import java.util.Map;

/**
 * What a formula may name, how its time is counted and what it may cost.
 *
 * @param periodNanos distance of samples in nanoseconds, at least 1
 * @param signals names of the declared signals
 * @param params values of the declared parameters, by name without {@code $}; finite
 * @param maxStateBytes how much state an entity may have, in bytes
 */
public record StlContext(
        long periodNanos, List<String> signals, Map<String, Double> params, long maxStateBytes) {

    /** Checks the period, the parameters and that no signal is declared twice. */
    public StlContext {
        if (periodNanos < 1) {
            throw new IllegalArgumentException("periodNanos: " + periodNanos + " (expected: >= 1)");
        }
        signals = List.copyOf(signals);
        if (signals.stream().distinct().count() != signals.size()) {
            throw new IllegalArgumentException(
                    "signals: " + signals + " (expected: no repetition)");
        }
        params = Map.copyOf(params);
        params.forEach(
                (name, value) -> {
                    if (!Double.isFinite(value)) {
                        throw new IllegalArgumentException(
                                "param " + name + ": " + value + " (expected: a finite number)");
                    }
                });
    }
}
