package io.chronofabric.clogic.egc.stl;

import java.util.List;
import java.util.Map;

/**
 * A leaf of a formula: a comparison, or a term that stands for its own margin.
 *
 * @param comparator how the terms are compared; null for a lone term
 * @param left left or lone term
 * @param right right term; null for a lone term
 */
record Predicate(Formula.Comparator comparator, CompiledTerm left, CompiledTerm right) {

    /** The leaf of a checked comparison or term. */
    static Predicate of(Formula leaf, List<String> signals, Map<String, Double> params) {
        if (leaf instanceof Formula.Comparison comparison) {
            return new Predicate(
                    comparison.comparator(),
                    CompiledTerm.of(comparison.left(), signals, params),
                    CompiledTerm.of(comparison.right(), signals, params));
        }
        return new Predicate(null, CompiledTerm.of((Formula.Term) leaf, signals, params), null);
    }

    /**
     * The margin by which it holds at a sample. Where there is none (0/0, a root of a negative
     * number, a signal that is NaN) it is 0: neither held nor broken, and the same under negation.
     * Zero is never negative, so that equal answers have equal bits.
     */
    double margin(double[] values) {
        double first = left.at(values);
        double margin = comparator == null ? first : comparator.margin(first, right.at(values));
        return Double.isNaN(margin) ? 0.0 : margin + 0.0;
    }
}
