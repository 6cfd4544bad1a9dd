package io.chronofabric.state.codec;

import java.util.Map;
import java.util.Objects;

/**
 * A formula and a finite trace to evaluate it on.
 *
 * @param id the case's name
 * @param formula the formula
 * @param length samples of the trace
 * @param columns the values of each signal, {@code length} each, in order of name
 */
public record FormulaCase(String id, String formula, int length, Map<String, double[]> columns) {
    /** Checks that nothing is missing. */
    public FormulaCase {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(formula, "formula");
        Objects.requireNonNull(columns, "columns");
    }
}
