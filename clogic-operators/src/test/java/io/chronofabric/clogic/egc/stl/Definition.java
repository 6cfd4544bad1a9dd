package io.chronofabric.clogic.egc.stl;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;

/**
 * Robustness straight from its definition, with nested loops over the formula tree: shares no code
 * with what it judges. Signals are the columns x, y, z; the period is one second.
 */
final class Definition {

    static final List<String> SIGNALS = List.of("x", "y", "z");
    static final StlContext CONTEXT =
            new StlContext(1_000_000_000L, SIGNALS, Map.of("p", 1.5, "W", 2.0), 1L << 30);

    private static final double INF = Double.POSITIVE_INFINITY;

    private final double[][] trace;
    private final int n;

    private Definition(double[][] trace) {
        this.trace = trace;
        this.n = trace[0].length;
    }

    static double[] robustness(Formula formula, double[][] trace) {
        return new Definition(trace).margins(formula);
    }

    /** Samples from one on, as if the trace began there. */
    static double[][] suffix(double[][] trace, int from) {
        return Arrays.stream(trace)
                .map(column -> Arrays.copyOfRange(column, from, column.length))
                .toArray(double[][]::new);
    }

    private double[] margins(Formula formula) {
        if (formula instanceof Formula.Term term) {
            return each(t -> term(term, t));
        }
        if (formula instanceof Formula.Truth truth) {
            return each(t -> truth.value() ? INF : -INF);
        }
        if (formula instanceof Formula.Comparison c) {
            return each(
                    t -> {
                        double l = term(c.left(), t);
                        double r = term(c.right(), t);
                        return switch (c.comparator().symbol()) {
                            case "<", "<=" -> r - l;
                            case ">", ">=" -> l - r;
                            case "==" -> -Math.abs(l - r);
                            default -> Math.abs(l - r);
                        };
                    });
        }
        if (formula instanceof Formula.Not not) {
            double[] a = margins(not.operand());
            return each(t -> -a[t]);
        }
        if (formula instanceof Formula.Joined joined) {
            double[] a = margins(joined.left());
            double[] b = margins(joined.right());
            return each(
                    t ->
                            switch (joined.connective().symbol()) {
                                case "and" -> Math.min(a[t], b[t]);
                                case "or" -> Math.max(a[t], b[t]);
                                case "->" -> Math.max(-a[t], b[t]);
                                case "<->" -> -distance(a[t], b[t]);
                                default -> distance(a[t], b[t]);
                            });
        }
        if (formula instanceof Formula.Shifted shifted) {
            double[] a = margins(shifted.operand());
            return each(
                    t ->
                            switch (shifted.neighbour().symbol()) {
                                case "prev" -> t == 0 ? INF : a[t - 1];
                                case "s_prev" -> t == 0 ? -INF : a[t - 1];
                                case "next" -> t == n - 1 ? INF : a[t + 1];
                                case "s_next" -> t == n - 1 ? -INF : a[t + 1];
                                case "rise" -> t == 0 ? a[0] : Math.min(-a[t - 1], a[t]);
                                default -> t == 0 ? -a[0] : Math.min(a[t - 1], -a[t]);
                            });
        }
        if (formula instanceof Formula.Windowed windowed) {
            double[] a = margins(windowed.operand());
            return each(
                    t ->
                            switch (windowed.quantifier().symbol()) {
                                case "always" -> ahead(windowed.interval(), t).min(a);
                                case "eventually" -> ahead(windowed.interval(), t).max(a);
                                case "historically" -> back(windowed.interval(), t).min(a);
                                default -> back(windowed.interval(), t).max(a);
                            });
        }
        Formula.Reaching reaching = (Formula.Reaching) formula;
        double[] a = margins(reaching.left());
        double[] b = margins(reaching.right());
        return each(
                t ->
                        switch (reaching.reach().symbol()) {
                            case "until" -> until(a, b, t, ahead(reaching.interval(), t));
                            case "since" -> since(a, b, t, back(reaching.interval(), t));
                            default ->
                                    Math.max(
                                            new Range(t, ahead(reaching.interval(), t).to).min(a),
                                            until(a, b, t, ahead(reaching.interval(), t)));
                        });
    }

    private static double until(double[] a, double[] b, int t, Range window) {
        double best = -INF;
        for (int u = window.from; u <= window.to; u++) {
            best = Math.max(best, Math.min(b[u], new Range(t, u - 1).min(a)));
        }
        return best;
    }

    private static double since(double[] a, double[] b, int t, Range window) {
        double best = -INF;
        for (int u = window.from; u <= window.to; u++) {
            best = Math.max(best, Math.min(b[u], new Range(u + 1, t).min(a)));
        }
        return best;
    }

    private Range ahead(Interval interval, int t) {
        return interval == null
                ? new Range(t, n - 1)
                : new Range(
                        t + samples(interval.from()), Math.min(n - 1, t + samples(interval.to())));
    }

    private static Range back(Interval interval, int t) {
        return interval == null
                ? new Range(0, t)
                : new Range(Math.max(0, t - samples(interval.to())), t - samples(interval.from()));
    }

    private static int samples(Bound bound) {
        if (bound instanceof Bound.Parameter parameter) {
            return CONTEXT.params().get(parameter.name()).intValue();
        }
        return (int) (((Bound.Fixed) bound).nanos() / CONTEXT.periodNanos());
    }

    private record Range(int from, int to) {
        double min(double[] a) {
            double least = INF;
            for (int u = from; u <= to; u++) {
                least = Math.min(least, a[u]);
            }
            return least;
        }

        double max(double[] a) {
            double most = -INF;
            for (int u = from; u <= to; u++) {
                most = Math.max(most, a[u]);
            }
            return most;
        }
    }

    private double term(Formula.Term term, int t) {
        if (term instanceof Formula.Signal signal) {
            return trace[SIGNALS.indexOf(signal.name())][t];
        }
        if (term instanceof Formula.Literal literal) {
            return literal.value();
        }
        if (term instanceof Formula.Parameter parameter) {
            return CONTEXT.params().get(parameter.name());
        }
        if (term instanceof Formula.Minus minus) {
            return -term(minus.operand(), t);
        }
        if (term instanceof Formula.Arithmetic arithmetic) {
            double l = term(arithmetic.left(), t);
            double r = term(arithmetic.right(), t);
            return switch (arithmetic.operator().symbol()) {
                case "+" -> l + r;
                case "-" -> l - r;
                case "*" -> l * r;
                default -> l / r;
            };
        }
        Formula.Call call = (Formula.Call) term;
        double first = term(call.arguments().get(0), t);
        return switch (call.function().symbol()) {
            case "abs" -> Math.abs(first);
            case "sqrt" -> Math.sqrt(first);
            case "exp" -> Math.exp(first);
            default -> Math.pow(first, term(call.arguments().get(1), t));
        };
    }

    private double[] each(IntToDoubleFunction margin) {
        double[] margins = new double[n];
        for (int t = 0; t < n; t++) {
            margins[t] = margin.applyAsDouble(t);
        }
        return margins;
    }

    private static double distance(double a, double b) {
        return a == b ? 0 : Math.abs(a - b);
    }
}
