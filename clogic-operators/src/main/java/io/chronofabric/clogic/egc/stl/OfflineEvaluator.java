package io.chronofabric.clogic.egc.stl;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/**
 * Judges a finite trace that is there as a whole, for the whole language: windows are clipped to
 * the trace, and operators that look ahead may be unbounded. Linear in the length of the trace,
 * whatever the windows.
 *
 * <p>On a finite trace looking ahead is looking back in the mirror, so there is one computation for
 * each pair of operators.
 */
public final class OfflineEvaluator {

    private final StlContext context;
    private final double[][] columns;
    private final int length;
    private final Map<Formula, double[]> known = new HashMap<>();

    private OfflineEvaluator(StlContext context, double[][] columns, int length) {
        this.context = context;
        this.columns = columns;
        this.length = length;
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
        return new OfflineEvaluator(context, columns, length).margins(formula).clone();
    }

    private double[] margins(Formula formula) {
        double[] margins = known.get(formula);
        if (margins == null) {
            margins = compute(formula);
            known.put(formula, margins);
        }
        return margins;
    }

    private double[] compute(Formula formula) {
        if (formula instanceof Formula.Truth truth) {
            return filled(truth.value() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY);
        }
        if (formula instanceof Formula.Not not) {
            return negated(margins(not.operand()));
        }
        if (formula instanceof Formula.Joined joined) {
            return joined(joined.connective(), margins(joined.left()), margins(joined.right()));
        }
        if (formula instanceof Formula.Windowed windowed) {
            return windowed(windowed, margins(windowed.operand()));
        }
        if (formula instanceof Formula.Shifted shifted) {
            return shifted(shifted.neighbour(), margins(shifted.operand()));
        }
        if (formula instanceof Formula.Reaching reaching) {
            return reaching(reaching, margins(reaching.left()), margins(reaching.right()));
        }
        return leaf(Predicate.of(formula, context.signals(), context.params()));
    }

    private double[] leaf(Predicate predicate) {
        double[] margins = new double[length];
        double[] sample = new double[columns.length];
        for (int t = 0; t < length; t++) {
            for (int signal = 0; signal < sample.length; signal++) {
                sample[signal] = columns[signal][t];
            }
            margins[t] = predicate.margin(sample);
        }
        return margins;
    }

    private double[] joined(Formula.Connective connective, double[] left, double[] right) {
        return switch (connective) {
            case AND -> pairs(left, right, OfflineEvaluator::smaller);
            case OR -> pairs(left, right, OfflineEvaluator::larger);
            case IMPLIES -> pairs(negated(left), right, OfflineEvaluator::larger);
            case IFF -> negated(pairs(left, right, Instruction.Distance::between));
            case XOR -> pairs(left, right, Instruction.Distance::between);
        };
    }

    private double[] windowed(Formula.Windowed formula, double[] operand) {
        Formula.Quantifier quantifier = formula.quantifier();
        double[] seen = quantifier.future() ? mirrored(operand) : operand;
        double[] margins = back(seen, quantifier.existential(), window(formula.interval()));
        return quantifier.future() ? mirrored(margins) : margins;
    }

    private double[] shifted(Formula.Neighbour neighbour, double[] operand) {
        return switch (neighbour) {
            case PREV -> lagged(operand, Double.POSITIVE_INFINITY);
            case S_PREV -> lagged(operand, Double.NEGATIVE_INFINITY);
            case NEXT -> mirrored(lagged(mirrored(operand), Double.POSITIVE_INFINITY));
            case S_NEXT -> mirrored(lagged(mirrored(operand), Double.NEGATIVE_INFINITY));
            case RISE ->
                    pairs(
                            negated(lagged(operand, Double.NEGATIVE_INFINITY)),
                            operand,
                            OfflineEvaluator::smaller);
            case FALL ->
                    pairs(
                            lagged(operand, Double.POSITIVE_INFINITY),
                            negated(operand),
                            OfflineEvaluator::smaller);
        };
    }

    private double[] reaching(Formula.Reaching formula, double[] left, double[] right) {
        SampleWindow window = window(formula.interval());
        return switch (formula.reach()) {
            case SINCE -> since(left, right, window);
            case UNTIL -> until(left, right, window);
            case UNLESS ->
                    pairs(
                            mirrored(back(mirrored(left), false, new SampleWindow(0, window.to()))),
                            until(left, right, window),
                            OfflineEvaluator::larger);
        };
    }

    private double[] until(double[] left, double[] right, SampleWindow window) {
        return mirrored(since(mirrored(left), mirrored(right), window));
    }

    /** The window of an interval; what lies beyond the trace is cut off. */
    private SampleWindow window(Interval interval) {
        if (interval == null) {
            return new SampleWindow(0, length);
        }
        SampleWindow window = SampleWindow.of(interval, context);
        return new SampleWindow(Math.min(window.from(), length), Math.min(window.to(), length));
    }

    /** Extremum over [t-b, t-a], clipped. */
    private double[] back(double[] operand, boolean maximum, SampleWindow window) {
        double[] margins = filled(maximum ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        int width = (int) window.width();
        double[] doubles = new double[(int) SlidingExtremum.doubles(width)];
        long[] longs = new long[(int) SlidingExtremum.longs(width)];
        SlidingExtremum extremum = new SlidingExtremum(maximum, width, 0, 0);
        for (int t = (int) window.from(), newest = 0; t < length; t++, newest++) {
            extremum.push(doubles, longs, newest, operand[newest], Provenance.NONE);
            margins[t] = extremum.value(doubles, longs);
        }
        return margins;
    }

    /**
     * The sum of {@link SlidingReach} over [t-b, t-a], cut down by the left operand over (t-a, t].
     */
    private double[] since(double[] left, double[] right, SampleWindow window) {
        double[] margins = filled(Double.NEGATIVE_INFINITY);
        int width = (int) window.width();
        double[] doubles = new double[(int) SlidingReach.doubles(width) + 1];
        long[] longs = new long[(int) SlidingReach.longs(width) + 1];
        SlidingReach reach = new SlidingReach(true, width, 1, 1);
        for (int t = (int) window.from(), newest = 0; t < length; t++, newest++) {
            reach.push(
                    doubles, longs, left[newest], Provenance.NONE, right[newest], Provenance.NONE);
            reach.result(doubles, longs, 0, 0);
            margins[t] = doubles[0];
        }
        if (window.from() == 0) {
            return margins;
        }
        double[] onTheWay = back(left, false, new SampleWindow(0, window.from() - 1));
        return pairs(onTheWay, margins, OfflineEvaluator::smaller);
    }

    private double[] lagged(double[] operand, double atEdge) {
        double[] margins = filled(atEdge);
        System.arraycopy(operand, 0, margins, Math.min(1, length), Math.max(0, length - 1));
        return margins;
    }

    private double[] filled(double margin) {
        double[] margins = new double[length];
        Arrays.fill(margins, margin);
        return margins;
    }

    private static double[] mirrored(double[] operand) {
        double[] margins = new double[operand.length];
        for (int t = 0; t < margins.length; t++) {
            margins[t] = operand[operand.length - 1 - t];
        }
        return margins;
    }

    private static double[] negated(double[] operand) {
        double[] margins = new double[operand.length];
        for (int t = 0; t < margins.length; t++) {
            margins[t] = 0.0 - operand[t];
        }
        return margins;
    }

    private static double[] pairs(double[] left, double[] right, DoubleBinaryOperator join) {
        double[] margins = new double[left.length];
        for (int t = 0; t < margins.length; t++) {
            margins[t] = join.applyAsDouble(left[t], right[t]);
        }
        return margins;
    }

    private static double smaller(double left, double right) {
        return left <= right ? left : right;
    }

    private static double larger(double left, double right) {
        return left >= right ? left : right;
    }
}
