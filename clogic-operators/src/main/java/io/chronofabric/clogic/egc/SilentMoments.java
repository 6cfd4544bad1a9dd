package io.chronofabric.clogic.egc;

import io.chronofabric.clogic.egc.stl.ConstantTerm;
import io.chronofabric.clogic.egc.stl.Formula;
import io.chronofabric.clogic.egc.stl.StlPlan;
import io.chronofabric.state.model.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * When the answers for an entity that says nothing can change: when the age of a value passes what
 * it is compared with, and when windows have taken that in. The entity is looked at then, not with
 * every period; a change at any other time is found when the values expire.
 *
 * @param signal the place of the signal, an age, among those that the plan reads
 * @param offsetsNanos how long after its last event, in ascending order
 */
record SilentMoments(int signal, long[] offsetsNanos) {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final int MAX_OFFSETS = 64;

    /** Those of a rule that compiles; none if it reads no age. */
    static List<SilentMoments> of(
            Formula formula, Rule rule, Map<String, Double> params, StlPlan plan) {
        List<SilentMoments> all = new ArrayList<>();
        for (Rule.SignalSpec signal : rule.signals()) {
            int place = plan.signals().indexOf(signal.name());
            if (signal.measure() == Rule.Measure.AGE && place >= 0) {
                List<Double> limits = new ArrayList<>();
                gatherLimits(formula, signal.name(), params, limits);
                all.add(new SilentMoments(place, offsets(limits, rule, plan)));
            }
        }
        return all;
    }

    private static long[] offsets(List<Double> limits, Rule rule, StlPlan plan) {
        long period = rule.sampling().periodMillis() * NANOS_PER_MILLI;
        long end = rule.sampling().maxGapMillis() * NANOS_PER_MILLI;
        long[] shifts = {0, plan.future(), plan.past(), plan.future() + plan.past()};
        return limits.stream()
                .mapToLong(limit -> Math.round(limit * NANOS_PER_SECOND))
                .filter(limit -> limit > 0 && limit < end)
                .flatMap(
                        limit ->
                                Arrays.stream(shifts)
                                        .filter(shift -> shift >= 0 && shift <= end / period)
                                        .map(shift -> limit + shift * period))
                .filter(offset -> offset < end)
                .sorted()
                .distinct()
                .limit(MAX_OFFSETS)
                .toArray();
    }

    /** The constants that a signal is compared with. */
    private static void gatherLimits(
            Formula formula, String signal, Map<String, Double> params, List<Double> limits) {
        if (formula instanceof Formula.Comparison comparison) {
            limit(comparison.left(), comparison.right(), signal, params).ifPresent(limits::add);
            limit(comparison.right(), comparison.left(), signal, params).ifPresent(limits::add);
        }
        for (Formula operand : formula.operands()) {
            gatherLimits(operand, signal, params, limits);
        }
    }

    private static OptionalDouble limit(
            Formula.Term side, Formula.Term other, String name, Map<String, Double> params) {
        return side instanceof Formula.Signal signal && signal.name().equals(name)
                ? ConstantTerm.valueOf(other, params)
                : OptionalDouble.empty();
    }

    /**
     * The first age that a formula reads otherwise than by comparing it with a constant, so that
     * nobody knows when that changes; null if there is none.
     */
    static String unforeseen(Formula formula, Rule rule, Map<String, Double> params) {
        for (Rule.SignalSpec signal : rule.signals()) {
            if (signal.measure() == Rule.Measure.AGE) {
                List<Double> limits = new ArrayList<>();
                gatherLimits(formula, signal.name(), params, limits);
                if (occurrences(formula, signal.name()) > limits.size()) {
                    return signal.name();
                }
            }
        }
        return null;
    }

    private static int occurrences(Formula formula, String name) {
        if (formula instanceof Formula.Signal signal) {
            return signal.name().equals(name) ? 1 : 0;
        }
        return formula.operands().stream().mapToInt(part -> occurrences(part, name)).sum();
    }

    /**
     * The first of the moments after an offset that is still to be sampled.
     *
     * @param heldAt when the last event came
     * @param next the first moment not sampled yet
     * @return {@code Long.MAX_VALUE} if there is none
     */
    long nextFrom(long heldAt, long next, SamplingGrid grid) {
        for (long offset : offsetsNanos) {
            long moment = SamplingGrid.later(heldAt, offset) / grid.periodNanos() + 1;
            if (moment >= next) {
                return moment;
            }
        }
        return Long.MAX_VALUE;
    }
}
