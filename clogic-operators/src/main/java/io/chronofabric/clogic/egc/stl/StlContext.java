package io.chronofabric.clogic.egc.stl;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a formula may name, how its time is counted and what it may cost.
 *
 * @param periodNanos distance of samples in nanoseconds, at least 1
 * @param signals names of the declared signals
 * @param params values of the declared parameters, by name without {@code $}; finite
 * @param maxStateBytes how much state an entity may have, in bytes
 * @param ranges between what the values of a signal always are, by name; of signals not among them
 *     nothing is known
 * @param semantics what the margin of a predicate is
 * @param inputs which signals are inputs; the others are outputs
 * @param withVacuity whether answers say if they are vacuous
 */
public record StlContext(
        long periodNanos,
        List<String> signals,
        Map<String, Double> params,
        long maxStateBytes,
        Map<String, ValueRange> ranges,
        Semantics semantics,
        Set<String> inputs,
        boolean withVacuity) {

    /** Of quantitative semantics, with nothing known of the signals. */
    public StlContext(
            long periodNanos,
            List<String> signals,
            Map<String, Double> params,
            long maxStateBytes) {
        this(
                periodNanos,
                signals,
                params,
                maxStateBytes,
                Map.of(),
                Semantics.QUANTITATIVE,
                Set.of(),
                false);
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
        inputs = Set.copyOf(inputs);
        Objects.requireNonNull(semantics, "semantics");
        demandSignals("range of ", ranges.keySet(), signals);
        demandSignals("input ", inputs, signals);
        params.forEach(
                (name, value) -> {
                    if (!Double.isFinite(value)) {
                        throw new IllegalArgumentException(
                                "param " + name + ": " + value + " (expected: a finite number)");
                    }
                });
    }

    private static void demandSignals(String what, Set<String> names, List<String> signals) {
        for (String name : names) {
            if (!signals.contains(name)) {
                throw new IllegalArgumentException(
                        what + name + " (expected: one of " + signals + ")");
            }
        }
    }

    /** The same, with signals' ranges known. */
    public StlContext withRanges(Map<String, ValueRange> known) {
        return new StlContext(
                periodNanos, signals, params, maxStateBytes, known, semantics, inputs, withVacuity);
    }

    /** The same with other semantics, for which some signals are inputs. */
    public StlContext withSemantics(Semantics other, Set<String> known) {
        return new StlContext(
                periodNanos, signals, params, maxStateBytes, ranges, other, known, withVacuity);
    }

    /**
     * The same, with answers that say if they are vacuous. Costs at most as much again, in time and
     * state.
     */
    public StlContext vacuityKnown() {
        return new StlContext(
                periodNanos, signals, params, maxStateBytes, ranges, semantics, inputs, true);
    }

    /** How a predicate that reads some signals is judged. */
    Semantics.Judging judging(List<String> read) {
        boolean readsInput = read.stream().anyMatch(inputs::contains);
        boolean readsOutput = !inputs.containsAll(read);
        return semantics.of(readsInput, readsOutput);
    }

    /** Between what the values of a signal are. */
    ValueRange range(String signal) {
        return ranges.getOrDefault(signal, ValueRange.ALL);
    }
}
