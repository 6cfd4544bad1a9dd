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
 * @param ranges between what the values of a signal always are, by name; of signals not among them
 *     nothing is known
 */
public record StlContext(
        long periodNanos,
        List<String> signals,
        Map<String, Double> params,
        long maxStateBytes,
        Map<String, ValueRange> ranges) {

    /** Of whose signals' ranges nothing is known. */
    public StlContext(
            long periodNanos,
            List<String> signals,
            Map<String, Double> params,
            long maxStateBytes) {
        this(periodNanos, signals, params, maxStateBytes, Map.of());
    }

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
        ranges = Map.copyOf(ranges);
        for (String name : ranges.keySet()) {
            if (!signals.contains(name)) {
                throw new IllegalArgumentException(
                        "range of " + name + " (expected: one of " + signals + ")");
            }
        }
        params.forEach(
                (name, value) -> {
                    if (!Double.isFinite(value)) {
                        throw new IllegalArgumentException(
                                "param " + name + ": " + value + " (expected: a finite number)");
                    }
                });
    }

    /** Between what the values of a signal are. */
    ValueRange range(String signal) {
        return ranges.getOrDefault(signal, ValueRange.ALL);
    }
}
