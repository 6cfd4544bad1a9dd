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
 * @param moment the sample of which robust intervals are asked
 * @param least the smallest margin that a predicate can have at a sample not yet seen
 * @param most the largest
 */
public record FormulaCase(
        String id,
        String formula,
        int length,
        Map<String, double[]> columns,
        int moment,
        double least,
        double most) {
    /** Checks that nothing is missing. */
    public FormulaCase {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(formula, "formula");
        Objects.requireNonNull(columns, "columns");
    }
}
