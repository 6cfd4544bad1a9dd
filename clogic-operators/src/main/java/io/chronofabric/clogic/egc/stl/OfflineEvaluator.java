package io.chronofabric.clogic.egc.stl;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges a finite trace that is there as a whole, for the whole language: windows are clipped to
 * the trace, and operators that look ahead may be unbounded. Linear in the length of the trace,
 * whatever the windows.
 */
public final class OfflineEvaluator {

    private final FiniteTrace trace;
    private final double[][] columns;
    private final Map<Formula, double[]> known = new HashMap<>();

    OfflineEvaluator(StlContext context, double[][] columns, int length) {
        this.trace = new FiniteTrace(context, length);
        this.columns = columns;
    }

    /** Everything wrong with a formula that is to be judged offline: names, parameters, bounds. */
    public static List<StlProblem> check(Formula formula, StlContext context) {
        return FormulaChecks.problems(formula, context, false);
    }

    /**
     * The robustness at each sample.
     *
     * @param formula what is judged
     * @param context signals, parameters and period; the budget is not used
     * @param columns for each signal of the context, in order, its values; not changed
     * @param length how many samples
     * @return as many margins; infinite for empty windows, never NaN
     * @throws IllegalArgumentException if {@link #check} finds a problem or columns are missing or
     *     short
     */
    public static double[] evaluate(
            Formula formula, StlContext context, double[][] columns, int length) {
        demand(formula, context, columns, length);
        return new OfflineEvaluator(context, columns, length).margins(formula).clone();
    }

    /** Refuses what cannot be evaluated. */
    static void demand(Formula formula, StlContext context, double[][] columns, int length) {
        List<StlProblem> problems = check(formula, context);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    problems.get(0).code() + ": " + problems.get(0).reason());
        }
        if (columns.length != context.signals().size()) {
            throw new IllegalArgumentException(
                    columns.length
                            + " columns (expected: one for each of "
                            + context.signals()
                            + ")");
        }
        for (double[] column : columns) {
            if (column.length < length) {
                throw new IllegalArgumentException(
                        "column of " + column.length + " samples (expected: >= " + length + ")");
            }
        }
    }

    /** The robustness of a part at each sample; not to be changed. */
    double[] margins(Formula formula) {
        double[] margins = known.get(formula);
        if (margins == null) {
            margins = compute(formula);
            known.put(formula, margins);
        }
        return margins;
    }

    private double[] compute(Formula formula) {
        if (formula instanceof Formula.Truth truth) {
            return trace.constant(truth.value());
        }
        if (formula instanceof Formula.Not not) {
            return trace.negated(margins(not.operand()));
        }
        if (formula instanceof Formula.Joined joined) {
            return joined(joined.connective(), margins(joined.left()), margins(joined.right()));
        }
        if (formula instanceof Formula.Windowed windowed) {
            return trace.windowed(windowed, margins(windowed.operand()));
        }
        if (formula instanceof Formula.Shifted shifted) {
            double[] operand = margins(shifted.operand());
            return trace.shifted(shifted.neighbour(), operand, trace.negated(operand));
        }
        if (formula instanceof Formula.Reaching reaching) {
            return trace.reaching(reaching, margins(reaching.left()), margins(reaching.right()));
        }
        return trace.leaf(formula, columns, trace.length());
    }

    private double[] joined(Formula.Connective connective, double[] left, double[] right) {
        return switch (connective) {
            case AND -> trace.smaller(left, right);
            case OR -> trace.larger(left, right);
            case IMPLIES -> trace.larger(trace.negated(left), right);
            case IFF -> trace.negated(joined(Formula.Connective.XOR, left, right));
            case XOR ->
                    trace.isBoolean()
                            ? trace.larger(
                                    trace.smaller(left, trace.negated(right)),
                                    trace.smaller(trace.negated(left), right))
                            : trace.pairs(left, right, Operator.Distance::between);
        };
    }
}
