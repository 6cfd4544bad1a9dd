package io.chronofabric.state.codec;

import java.util.List;
import java.util.Objects;

/**
 * A formula to be checked, and what it may name.
 *
 * @param formula the formula
 * @param declared names of signals
 * @param periodNanos distance of samples in nanoseconds, at least 1
 * @param online whether it is to judge a stream, and so must answer after bounded time
 */
public record FormulaCheck(
        String formula, List<String> declared, long periodNanos, boolean online) {
    /** Checks that nothing is missing. */
    public FormulaCheck {
        Objects.requireNonNull(formula, "formula");
        declared = List.copyOf(declared);
    }
}
