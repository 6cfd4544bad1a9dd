package io.chronofabric.clogic.egc.stl;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;

/**
 * The operators on the margins of a finite trace, an array of one for each sample. Windows are
 * clipped to the trace. Each takes time linear in the length, whatever the windows, and changes no
 * array it is given. Looking ahead is looking back in the mirror, so there is one computation for
 * each pair of operators. All that is here is monotone in each of its operands.
 */
final class FiniteTrace {
    private final StlContext context;
    private final int length;

    FiniteTrace(StlContext context, int length) {
        this.context = context;
        this.length = length;
    }

    /** How many samples there are. */
    int length() {
        return length;
    }

    /** Whether all margins are infinite, so that the distance of two would not say much. */
    boolean isBoolean() {
        return context.semantics() == Semantics.BOOLEAN;
    }

    /** The margins of a predicate at the first samples; after those, 0. */
    double[] leaf(Formula formula, double[][] columns, int samples) {
        Predicate predicate = Predicate.of(formula, context.signals(), context);
        double[] margins = new double[length];
        double[] sample = new double[columns.length];
        for (int t = 0; t < samples; t++) {
            for (int signal = 0; signal < sample.length; signal++) {
                sample[signal] = columns[signal][t];
            }
            margins[t] = predicate.margin(sample);
        }
        return margins;
    }

    /** The margins of true or false. */
    double[] constant(boolean value) {
        return filled(value ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY);
    }

    double[] negated(double[] operand) {
        double[] margins = new double[length];
        for (int t = 0; t < length; t++) {
            margins[t] = 0.0 - operand[t];
        }
        return margins;
    }

    double[] smaller(double[] left, double[] right) {
        return pairs(left, right, (one, other) -> one <= other ? one : other);
    }

    double[] larger(double[] left, double[] right) {
        return pairs(left, right, (one, other) -> one >= other ? one : other);
    }

    double[] pairs(double[] left, double[] right, DoubleBinaryOperator join) {
        double[] margins = new double[length];
        for (int t = 0; t < length; t++) {
            margins[t] = join.applyAsDouble(left[t], right[t]);
        }
        return margins;
    }

    double[] windowed(Formula.Windowed formula, double[] operand) {
        Formula.Quantifier quantifier = formula.quantifier();
        double[] seen = quantifier.future() ? mirrored(operand) : operand;
        double[] margins = back(seen, quantifier.existential(), window(formula.interval()));
        return quantifier.future() ? mirrored(margins) : margins;
    }

    /**
     * The neighbour's margins.
     *
     * @param negated the operand's negation, which a rise or fall also looks at
     */
    double[] shifted(Formula.Neighbour neighbour, double[] operand, double[] negated) {
        return switch (neighbour) {
            case PREV -> lagged(operand, Double.POSITIVE_INFINITY);
            case S_PREV -> lagged(operand, Double.NEGATIVE_INFINITY);
            case NEXT -> mirrored(lagged(mirrored(operand), Double.POSITIVE_INFINITY));
            case S_NEXT -> mirrored(lagged(mirrored(operand), Double.NEGATIVE_INFINITY));
            case RISE -> smaller(lagged(negated, Double.POSITIVE_INFINITY), operand);
            case FALL -> smaller(lagged(operand, Double.POSITIVE_INFINITY), negated);
        };
    }

    double[] reaching(Formula.Reaching formula, double[] left, double[] right) {
        SampleWindow window = window(formula.interval());
        return switch (formula.reach()) {
            case SINCE -> since(left, right, window);
            case UNTIL -> until(left, right, window);
            case UNLESS ->
                    larger(
                            mirrored(back(mirrored(left), false, new SampleWindow(0, window.to()))),
                            until(left, right, window));
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
        long[] longs = new long[(int) SlidingExtremum.longs(width, false)];
        SlidingExtremum extremum = new SlidingExtremum(maximum, false, width, 0, 0);
        for (int t = (int) window.from(), newest = 0; t < length; t++, newest++) {
            margins[t] = extremum.push(doubles, longs, newest, operand[newest], Provenance.NONE);
        }
        return margins;
    }

    /**
     * The sum of {@link SlidingReach} over [t-b, t-a], cut down by the left operand over (t-a, t].
     */
    private double[] since(double[] left, double[] right, SampleWindow window) {
        double[] margins = filled(Double.NEGATIVE_INFINITY);
        int width = (int) window.width();
        double[] doubles = new double[(int) SlidingReach.doubles(width)];
        long[] longs = new long[(int) SlidingReach.longs(width, false)];
        SlidingReach reach = new SlidingReach(true, false, width, 0, 0);
        for (int t = (int) window.from(), newest = 0; t < length; t++, newest++) {
            margins[t] =
                    reach.push(
                            doubles,
                            longs,
                            newest,
                            left[newest],
                            Provenance.NONE,
                            right[newest],
                            Provenance.NONE);
        }
        if (window.from() == 0) {
            return margins;
        }
        double[] onTheWay = back(left, false, new SampleWindow(0, window.from() - 1));
        return smaller(onTheWay, margins);
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

    private double[] mirrored(double[] operand) {
        double[] margins = new double[length];
        for (int t = 0; t < length; t++) {
            margins[t] = operand[length - 1 - t];
        }
        return margins;
    }
}
