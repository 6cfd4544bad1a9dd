package io.chronofabric.clogic.egc.stl;

import java.util.HashMap;
import java.util.Map;

/**
 * What can be said of a formula's robustness before all samples are there: the robust interval
 * (RoSI) of Deshmukh et al. 2017, "Robust online monitoring of signal temporal logic". A predicate
 * at a sample not yet seen can have any margin of a range. As samples come in, an interval only
 * narrows. Takes time linear in the length for each call; what a stream is judged by, and what this
 * is the measure of, does less for each sample.
 */
public final class IntervalEvaluator {

    /**
     * Robustness between two bounds, at each sample.
     *
     * @param lower the smallest it can be
     * @param upper the largest it can be
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Bounds(double[] lower, double[] upper) {}

    private final FiniteTrace trace;
    private final double[][] columns;
    private final int seen;
    private final double least;
    private final double most;
    private final Map<Formula, Bounds> known = new HashMap<>();

    private IntervalEvaluator(
            FiniteTrace trace, double[][] columns, int seen, double least, double most) {
        this.trace = trace;
        this.columns = columns;
        this.seen = seen;
        this.least = least;
        this.most = most;
    }

    /**
     * The bounds at each sample of a trace of which the first samples are known.
     *
     * @param formula what is judged
     * @param context signals, parameters and period; the budget is not used
     * @param columns for each signal of the context, in order, the values seen so far; not changed
     * @param seen how many samples are known
     * @param length how many there are in all, at least {@code seen}; for the bounds at a moment,
     *     enough for the formula's look-ahead from there, since windows are clipped to the trace
     * @param least the smallest margin that a predicate can have at an unseen sample
     * @param most the largest, at least {@code least}
     * @throws IllegalArgumentException if {@link OfflineEvaluator#check} finds a problem, columns
     *     are missing or short, or the numbers do not fit each other
     */
    public static Bounds evaluate(
            Formula formula,
            StlContext context,
            double[][] columns,
            int seen,
            int length,
            double least,
            double most) {
        OfflineEvaluator.demand(formula, context, columns, seen);
        if (seen < 0 || seen > length) {
            throw new IllegalArgumentException(
                    "seen: " + seen + " (expected: 0 to the length, " + length + ")");
        }
        if (!(least <= most)) {
            throw new IllegalArgumentException(
                    "margins of unseen samples: [" + least + ", " + most + "] (expected: a range)");
        }
        return new IntervalEvaluator(new FiniteTrace(context, length), columns, seen, least, most)
                .bounds(formula);
    }

    private Bounds bounds(Formula formula) {
        Bounds bounds = known.get(formula);
        if (bounds == null) {
            bounds = compute(formula);
            known.put(formula, bounds);
        }
        return bounds;
    }

    private Bounds compute(Formula formula) {
        if (formula instanceof Formula.Truth truth) {
            double[] margins = trace.constant(truth.value());
            return new Bounds(margins, margins);
        }
        if (formula instanceof Formula.Not not) {
            return negated(bounds(not.operand()));
        }
        if (formula instanceof Formula.Joined joined) {
            return joined(joined.connective(), bounds(joined.left()), bounds(joined.right()));
        }
        if (formula instanceof Formula.Windowed windowed) {
            Bounds operand = bounds(windowed.operand());
            return new Bounds(
                    trace.windowed(windowed, operand.lower),
                    trace.windowed(windowed, operand.upper));
        }
        if (formula instanceof Formula.Shifted shifted) {
            Bounds operand = bounds(shifted.operand());
            Bounds negated = negated(operand);
            return new Bounds(
                    trace.shifted(shifted.neighbour(), operand.lower, negated.lower),
                    trace.shifted(shifted.neighbour(), operand.upper, negated.upper));
        }
        if (formula instanceof Formula.Reaching reaching) {
            Bounds left = bounds(reaching.left());
            Bounds right = bounds(reaching.right());
            return new Bounds(
                    trace.reaching(reaching, left.lower, right.lower),
                    trace.reaching(reaching, left.upper, right.upper));
        }
        return leaf(formula);
    }

    private Bounds leaf(Formula formula) {
        double[] lower = trace.leaf(formula, columns, seen);
        double[] upper = lower.clone();
        for (int t = seen; t < trace.length(); t++) {
            lower[t] = least;
            upper[t] = most;
        }
        return new Bounds(lower, upper);
    }

    private Bounds negated(Bounds operand) {
        return new Bounds(trace.negated(operand.upper), trace.negated(operand.lower));
    }

    private Bounds joined(Formula.Connective connective, Bounds left, Bounds right) {
        return switch (connective) {
            case AND ->
                    new Bounds(
                            trace.smaller(left.lower, right.lower),
                            trace.smaller(left.upper, right.upper));
            case OR ->
                    new Bounds(
                            trace.larger(left.lower, right.lower),
                            trace.larger(left.upper, right.upper));
            case IMPLIES -> joined(Formula.Connective.OR, negated(left), right);
            case XOR ->
                    trace.isBoolean()
                            ? joined(
                                    Formula.Connective.OR,
                                    joined(Formula.Connective.AND, left, negated(right)),
                                    joined(Formula.Connective.AND, negated(left), right))
                            : distance(left, right);
            case IFF -> negated(joined(Formula.Connective.XOR, left, right));
        };
    }

    /** Distances between two numbers of which each lies within bounds. */
    private Bounds distance(Bounds left, Bounds right) {
        double[] lower = new double[trace.length()];
        double[] upper = new double[trace.length()];
        for (int t = 0; t < trace.length(); t++) {
            lower[t] =
                    Operator.Distance.least(
                            left.lower[t], left.upper[t], right.lower[t], right.upper[t]);
            upper[t] =
                    Operator.Distance.most(
                            left.lower[t], left.upper[t], right.lower[t], right.upper[t]);
        }
        return new Bounds(lower, upper);
    }
}
