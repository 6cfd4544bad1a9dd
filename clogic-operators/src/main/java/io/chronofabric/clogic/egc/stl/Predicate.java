package io.chronofabric.clogic.egc.stl;

import java.util.List;
import java.util.Map;

/**
 * A leaf of a formula: a comparison, or a term that stands for its own margin.
 *
 * @param comparator how the terms are compared; null for a lone term
 * @param left left or lone term
 * @param right right term; null for a lone term
 * @param judging what its margin is
 */
record Predicate(
        Formula.Comparator comparator,
        CompiledTerm left,
        CompiledTerm right,
        Semantics.Judging judging) {

    /** The leaf of a checked comparison or term. */
    static Predicate of(Formula leaf, List<String> signals, StlContext context) {
        Map<String, Double> params = context.params();
        Semantics.Judging judging = context.judging(PlanBuilder.signalsOf(leaf, context));
        if (leaf instanceof Formula.Comparison comparison) {
            return new Predicate(
                    comparison.comparator(),
                    CompiledTerm.of(comparison.left(), signals, params),
                    CompiledTerm.of(comparison.right(), signals, params),
                    judging);
        }
        return new Predicate(
                null, CompiledTerm.of((Formula.Term) leaf, signals, params), null, judging);
    }

    /**
     * The margin by which it holds at a sample. Where there is none (0/0, a root of a negative
     * number, a signal that is NaN) it is 0: neither held nor broken, and the same under negation.
     * Zero is never negative, so that equal answers have equal bits.
     */
    double margin(double[] values) {
        if (judging == Semantics.Judging.ZERO) {
            return 0.0;
        }
        double first = left.at(values);
        double margin = comparator == null ? first : comparator.margin(first, right.at(values));
        if (Double.isNaN(margin)) {
            return 0.0;
        }
        if (judging == Semantics.Judging.MARGIN) {
            return margin + 0.0;
        }
        boolean holds = margin > 0 || margin == 0 && (comparator == null || !comparator.strict());
        return holds ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
}
