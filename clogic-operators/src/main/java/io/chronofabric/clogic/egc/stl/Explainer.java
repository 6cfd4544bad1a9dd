package io.chronofabric.clogic.egc.stl;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds out why a formula holds, or is broken, at a sample of a finite trace: the path that its
 * robustness took, and evidence that is enough (compare the explanations of Ferrère, Maler and
 * Nickovic 2015, "Trace diagnostics using temporal implicants"). For one question.
 */
public final class Explainer {
    private record Wanted(Formula formula, Claim claim) {}

    private final StlContext context;
    private final OfflineEvaluator margins;
    private final int length;
    private final Map<Wanted, BitSet> done = new HashMap<>();
    private final Map<Formula, BitSet> read = new HashMap<>();
    private final Map<Formula, BitSet> evidence = new HashMap<>();

    private Explainer(StlContext context, double[][] columns, int length) {
        this.context = context;
        this.margins = new OfflineEvaluator(context, columns, length);
        this.length = length;
    }

    /**
     * Explains a formula at a sample.
     *
     * @param formula what is judged
     * @param context signals, parameters and period; the budget is not used
     * @param columns for each signal of the context, in order, its values; not changed
     * @param length how many samples
     * @param moment the sample, from 0 on
     * @throws IllegalArgumentException if {@link OfflineEvaluator#check} finds a problem, columns
     *     are missing or short, or there is no such sample
     */
    public static Explanation explain(
            Formula formula, StlContext context, double[][] columns, int length, int moment) {
        OfflineEvaluator.demand(formula, context, columns, length);
        if (moment < 0 || moment >= length) {
            throw new IllegalArgumentException(
                    "sample " + moment + " (expected: 0 to " + (length - 1) + ")");
        }
        Explainer explainer = new Explainer(context, columns, length);
        double robustness = explainer.at(formula, moment);
        explainer.need(formula, moment, robustness < 0 ? Claim.BELOW : Claim.AT_LEAST);
        List<Explanation.Step> path = new ArrayList<>();
        explainer.follow(formula, moment, path);
        boolean vacuous = robustness > 0 && explainer.isVacuous(formula, moment);
        return new Explanation(moment, robustness, vacuous, path, explainer.found());
    }

    private boolean isVacuous(Formula formula, int moment) {
        Formula hollow = Vacuity.withoutConsequents(formula);
        return !hollow.equals(formula) && at(hollow, moment) > 0;
    }

    private double at(Formula formula, int t) {
        return margins.margins(formula)[t];
    }

    private List<Explanation.Evidence> found() {
        List<Explanation.Evidence> found = new ArrayList<>();
        evidence.forEach(
                (leaf, samples) -> {
                    String text = leaf.toString();
                    List<String> signals = PlanBuilder.signalsOf(leaf, context);
                    for (int from = samples.nextSetBit(0);
                            from >= 0;
                            from = samples.nextSetBit(samples.nextClearBit(from))) {
                        int to = samples.nextClearBit(from) - 1;
                        found.add(new Explanation.Evidence(text, signals, from, to));
                    }
                });
        found.sort(
                Comparator.comparing(Explanation.Evidence::predicate)
                        .thenComparingInt(Explanation.Evidence::from));
        return found;
    }

    /** Collects what makes a claim true that is true. */
    private void need(Formula formula, int t, Claim claim) {
        BitSet samples = done.computeIfAbsent(new Wanted(formula, claim), key -> new BitSet());
        if (samples.get(t)) {
            return;
        }
        samples.set(t);
        if (formula instanceof Formula.Not not) {
            need(not.operand(), t, claim.opposite());
        } else if (formula instanceof Formula.Joined joined) {
            needJoined(joined, t, claim);
        } else if (formula instanceof Formula.Windowed windowed) {
            Range window = window(windowed.interval(), windowed.quantifier().future(), t);
            if (windowed.quantifier().existential() == claim.isLower()) {
                needBest(windowed.operand(), window, claim);
            } else {
                needAll(windowed.operand(), window, claim);
            }
        } else if (formula instanceof Formula.Shifted shifted) {
            needShifted(shifted, t, claim);
        } else if (formula instanceof Formula.Reaching reaching) {
            needReaching(reaching, t, claim);
        } else if (!(formula instanceof Formula.Truth)) {
            evidence.computeIfAbsent(formula, key -> new BitSet()).set(t);
        }
    }

    private void needAll(Formula formula, Range window, Claim claim) {
        for (int u = window.from; u <= window.to; u++) {
            need(formula, u, claim);
        }
    }

    /** One sample of a window will do: the one at which the claim is truest. */
    private void needBest(Formula formula, Range window, Claim claim) {
        if (window.from <= window.to) {
            need(formula, best(formula, window, claim.isLower()), claim);
        }
    }

    private int best(Formula formula, Range window, boolean largest) {
        double[] of = margins.margins(formula);
        int best = window.from;
        for (int u = window.from + 1; u <= window.to; u++) {
            if (largest ? of[u] > of[best] : of[u] < of[best]) {
                best = u;
            }
        }
        return best;
    }

    private void needJoined(Formula.Joined joined, int t, Claim claim) {
        Formula left = joined.left();
        Formula right = joined.right();
        Claim ofLeft = joined.connective() == Formula.Connective.IMPLIES ? claim.opposite() : claim;
        switch (joined.connective()) {
            case AND -> needPair(left, ofLeft, right, claim, t, !claim.isLower());
            case OR, IMPLIES -> needPair(left, ofLeft, right, claim, t, claim.isLower());
            case IFF, XOR -> {
                needEverything(left, t);
                needEverything(right, t);
            }
        }
    }

    private void needPair(
            Formula left, Claim ofLeft, Formula right, Claim ofRight, int t, boolean oneWillDo) {
        boolean leftIsTrue = ofLeft.holds(at(left, t));
        boolean rightIsTrue = ofRight.holds(at(right, t));
        boolean leftIsTruer =
                leftIsTrue && (!rightIsTrue || Math.abs(at(left, t)) >= Math.abs(at(right, t)));
        if (!oneWillDo || leftIsTruer) {
            need(left, t, ofLeft);
        }
        if (!oneWillDo || !leftIsTruer) {
            need(right, t, ofRight);
        }
    }

    private void needShifted(Formula.Shifted shifted, int t, Claim claim) {
        Formula operand = shifted.operand();
        switch (shifted.neighbour()) {
            case PREV, S_PREV -> needIfThere(operand, t - 1, claim);
            case NEXT, S_NEXT -> needIfThere(operand, t + 1, claim);
            case RISE -> needEdge(operand, t, claim.opposite(), claim, claim.isLower());
            case FALL -> needEdge(operand, t, claim, claim.opposite(), claim.isLower());
        }
    }

    private void needIfThere(Formula formula, int t, Claim claim) {
        if (t >= 0 && t < length) {
            need(formula, t, claim);
        }
    }

    /** A rise or a fall, which is as true as the less true of what was before and what is now. */
    private void needEdge(Formula formula, int t, Claim before, Claim now, boolean both) {
        boolean nowIsEnough = t == 0 || (!both && now.holds(at(formula, t)));
        if (both || nowIsEnough) {
            need(formula, t, now);
        }
        if (!nowIsEnough) {
            need(formula, t - 1, before);
        }
    }

    private void needReaching(Formula.Reaching reaching, int t, Claim claim) {
        boolean ahead = reaching.reach().future();
        Range window = window(reaching.interval(), ahead, t);
        if (reaching.reach() == Formula.Reach.UNLESS) {
            Range all = new Range(t, window.to);
            boolean always = claim.holds(at(reaching.left(), best(reaching.left(), all, false)));
            if (!claim.isLower()) {
                needBest(reaching.left(), all, claim);
            } else if (always) {
                needAll(reaching.left(), all, claim);
                return;
            }
        }
        if (claim.isLower()) {
            needReached(reaching, t, ahead, window, claim);
        } else {
            needNotReached(reaching, t, ahead, window, claim);
        }
    }

    /** The right operand at one sample, and the left one on the way there. */
    private void needReached(
            Formula.Reaching reaching, int t, boolean ahead, Range window, Claim claim) {
        double[] left = margins.margins(reaching.left());
        double[] right = margins.margins(reaching.right());
        double onTheWay = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        int reached = -1;
        for (int u = t; ahead ? u <= window.to : u >= window.from; u += ahead ? 1 : -1) {
            double worth = Math.min(right[u], onTheWay);
            if (window.holds(u) && (reached < 0 || worth > most)) {
                most = worth;
                reached = u;
            }
            onTheWay = Math.min(onTheWay, left[u]);
        }
        if (reached >= 0) {
            need(reaching.right(), reached, claim);
            needAll(
                    reaching.left(),
                    ahead ? new Range(t, reached - 1) : new Range(reached + 1, t),
                    claim);
        }
    }

    /** The right operand at no sample before the left one ends, and that it ends. */
    private void needNotReached(
            Formula.Reaching reaching, int t, boolean ahead, Range window, Claim claim) {
        double[] left = margins.margins(reaching.left());
        for (int u = t; ahead ? u <= window.to : u >= window.from; u += ahead ? 1 : -1) {
            if (window.holds(u)) {
                need(reaching.right(), u, claim);
            }
            boolean last = u == (ahead ? window.to : window.from);
            if (!last && claim.holds(left[u])) {
                need(reaching.left(), u, claim);
                return;
            }
        }
    }

    /** All that a part's robustness at a sample can depend on, where no side of zero says it. */
    private void needEverything(Formula formula, int t) {
        if (t < 0 || t >= length) {
            return;
        }
        BitSet samples = read.computeIfAbsent(formula, key -> new BitSet());
        if (samples.get(t)) {
            return;
        }
        samples.set(t);
        if (formula instanceof Formula.Windowed windowed) {
            everything(
                    windowed.operand(),
                    window(windowed.interval(), windowed.quantifier().future(), t));
        } else if (formula instanceof Formula.Reaching reaching) {
            boolean ahead = reaching.reach().future();
            Range window = window(reaching.interval(), ahead, t);
            everything(reaching.right(), window);
            everything(
                    reaching.left(), ahead ? new Range(t, window.to) : new Range(window.from, t));
        } else if (formula instanceof Formula.Shifted shifted) {
            boolean ahead =
                    shifted.neighbour() == Formula.Neighbour.NEXT
                            || shifted.neighbour() == Formula.Neighbour.S_NEXT;
            needEverything(shifted.operand(), t);
            needEverything(shifted.operand(), ahead ? t + 1 : t - 1);
        } else if (isLeaf(formula)) {
            evidence.computeIfAbsent(formula, key -> new BitSet()).set(t);
        } else {
            formula.operands().forEach(operand -> needEverything(operand, t));
        }
    }

    private void everything(Formula formula, Range window) {
        for (int u = window.from; u <= window.to; u++) {
            needEverything(formula, u);
        }
    }

    private static boolean isLeaf(Formula formula) {
        return formula instanceof Formula.Term || formula instanceof Formula.Comparison;
    }

    /** Follows a robustness to where it comes from. */
    private void follow(Formula formula, int t, List<Explanation.Step> path) {
        double robustness = at(formula, t);
        path.add(new Explanation.Step(formula.toString(), t, robustness));
        if (isLeaf(formula)) {
            return;
        }
        Source source = source(formula, t, Math.abs(robustness));
        if (source != null) {
            follow(source.part, source.sample, path);
        }
    }

    /** The operand and sample, the nearest, that have a robustness of a size; null if none has. */
    private Source source(Formula formula, int t, double size) {
        if (formula instanceof Formula.Windowed windowed) {
            boolean ahead = windowed.quantifier().future();
            return among(windowed.operand(), window(windowed.interval(), ahead, t), ahead, size);
        }
        if (formula instanceof Formula.Reaching reaching) {
            boolean ahead = reaching.reach().future();
            Range window = window(reaching.interval(), ahead, t);
            Source right = among(reaching.right(), window, ahead, size);
            Range onTheWay = ahead ? new Range(t, window.to) : new Range(window.from, t);
            return right != null ? right : among(reaching.left(), onTheWay, ahead, size);
        }
        if (formula instanceof Formula.Shifted shifted) {
            return among(
                    shifted.operand(),
                    new Range(Math.max(0, t - 1), Math.min(length - 1, t + 1)),
                    true,
                    size);
        }
        for (Formula operand : formula.operands()) {
            if (Math.abs(at(operand, t)) == size) {
                return new Source(operand, t);
            }
        }
        // A distance is no operand's own: go where the nearer one leads.
        return formula.operands().stream()
                .min(Comparator.comparingDouble(operand -> Math.abs(at(operand, t))))
                .map(operand -> new Source(operand, t))
                .orElse(null);
    }

    private Source among(Formula formula, Range window, boolean ahead, double size) {
        double[] of = margins.margins(formula);
        for (int i = 0; i <= window.to - window.from; i++) {
            int u = ahead ? window.from + i : window.to - i;
            if (Math.abs(of[u]) == size) {
                return new Source(formula, u);
            }
        }
        return null;
    }

    private Range window(Interval interval, boolean ahead, int t) {
        long from = 0;
        long to = length;
        if (interval != null) {
            SampleWindow window = SampleWindow.of(interval, context);
            from = Math.min(window.from(), length);
            to = Math.min(window.to(), length);
        }
        return ahead
                ? new Range((int) (t + from), (int) Math.min(length - 1, t + to))
                : new Range((int) Math.max(0, t - to), (int) (t - from));
    }

    /** Samples of a trace, both ends included; none where the first is after the last. */
    private record Range(int from, int to) {
        boolean holds(int sample) {
            return from <= sample && sample <= to;
        }
    }

    /** A part of the formula at a sample. */
    private record Source(Formula part, int sample) {}
}
