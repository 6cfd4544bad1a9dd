package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.stl.Bound;
import io.chronofabric.clogic.egc.stl.Formula;
import io.chronofabric.clogic.egc.stl.Interval;
import io.chronofabric.clogic.egc.stl.StlContext;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import java.util.Locale;

/** How much evaluating a formula takes, as a bound from above; known before it is begun. */
final class EvaluationCost {
    /** Steps that an explanation, or a case, may take. */
    static final double MAX_STEPS = 2e9;

    private EvaluationCost() {}

    /** How many rows of numbers there may be at once: one for each part, and some in between. */
    static double parts(Formula formula) {
        double parts = 3;
        for (Formula operand : formula.operands()) {
            parts += parts(operand) - 2;
        }
        return parts;
    }

    /**
     * Refuses an explanation that would take minutes: where a window is inside a window, it looks
     * through the inner one from each sample of the outer one.
     */
    static void demandExplainable(Formula formula, StlContext context, long length) {
        demand(
                "explaining the formula on " + length + " samples",
                steps(formula, context, length, 1),
                "Give its operators shorter windows, or cut the trace.");
    }

    /** Refuses what would take minutes. */
    static void demand(String what, double steps, String instead) {
        if (steps > MAX_STEPS) {
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    String.format(Locale.ROOT, "%s may take %.1e steps", what, steps),
                    String.format(Locale.ROOT, "at most %.0e", MAX_STEPS),
                    instead);
        }
    }

    private static double steps(Formula formula, StlContext context, double length, double visits) {
        double window = 1;
        if (formula instanceof Formula.Windowed windowed) {
            window = window(windowed.interval(), context, length);
        } else if (formula instanceof Formula.Reaching reaching) {
            window = window(reaching.interval(), context, length);
        }
        // At each visit it looks through the window, and finds the part again by what it says.
        double steps = visits * (window + size(formula));
        double inside = Math.min(length, visits * window);
        for (Formula operand : formula.operands()) {
            steps += steps(operand, context, length, inside);
        }
        return steps;
    }

    private static double size(Formula formula) {
        double size = 1;
        for (Formula operand : formula.operands()) {
            size += size(operand);
        }
        return size;
    }

    private static double window(Interval interval, StlContext context, double length) {
        return interval == null
                ? length
                : Math.min(length, nanos(interval.to(), context) / context.periodNanos() + 1);
    }

    private static double nanos(Bound bound, StlContext context) {
        return bound instanceof Bound.Parameter parameter
                ? context.params().get(parameter.name()) * parameter.unit().nanos()
                : ((Bound.Fixed) bound).nanos();
    }
}
