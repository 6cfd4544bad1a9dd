package io.chronofabric.clogic.egc.stl;

import io.chronofabric.core.DidYouMean;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Holds a formula against what its rule declares: names, parameters, bounds. */
final class FormulaChecks {
    /** So many names are listed to choose from. */
    private static final int MAX_SHOWN = 20;

    private final StlContext context;
    private final boolean online;
    private final List<StlProblem> problems = new ArrayList<>();

    private FormulaChecks(StlContext context, boolean online) {
        this.context = context;
        this.online = online;
    }

    /** Everything wrong with a formula; an online one must also answer after bounded time. */
    static List<StlProblem> problems(Formula formula, StlContext context, boolean online) {
        FormulaChecks checks = new FormulaChecks(context, online);
        checks.check(formula);
        return StlProblem.told(checks.problems);
    }

    private void check(Formula formula) {
        if (problems.size() > StlProblem.MOST) {
            return; // enough; each is held against all that is declared
        }
        if (formula instanceof Formula.Signal signal) {
            if (!context.signals().contains(signal.name())) {
                unknown(StlCode.STL030, "signal ", signal.name(), signal.at(), context.signals());
            }
        } else if (formula instanceof Formula.Parameter parameter) {
            checkParameter(parameter.name(), parameter.at());
        } else if (formula instanceof Formula.Windowed windowed) {
            Formula.Quantifier quantifier = windowed.quantifier();
            checkInterval(
                    windowed.interval(), quantifier.symbol(), quantifier.future(), windowed.at());
        } else if (formula instanceof Formula.Reaching reaching) {
            Formula.Reach reach = reaching.reach();
            checkInterval(reaching.interval(), reach.symbol(), reach.future(), reaching.at());
        }
        formula.operands().forEach(this::check);
    }

    private void checkParameter(String name, Span at) {
        if (!context.params().containsKey(name)) {
            unknown(StlCode.STL032, "parameter $", name, at, context.params().keySet());
        }
    }

    private void unknown(
            StlCode code, String kind, String name, Span at, Collection<String> declared) {
        Optional<String> meant = DidYouMean.suggest(name, declared);
        String known =
                declared.isEmpty()
                        ? "none is declared"
                        : "declared: "
                                + String.join(
                                        ", ", declared.stream().sorted().limit(MAX_SHOWN).toList())
                                + (declared.size() > MAX_SHOWN
                                        ? " and " + (declared.size() - MAX_SHOWN) + " more"
                                        : "");
        problems.add(
                code.error(
                        at,
                        "unknown " + kind + name + " (" + known + ")",
                        meant.map(word -> "did you mean " + word + "?").orElse("declare it")));
    }

    private void checkInterval(Interval interval, String operator, boolean future, Span at) {
        if (interval == null) {
            if (future && online) {
                problems.add(
                        StlCode.STL040.error(
                                at,
                                operator
                                        + " without a window looks ahead for ever: no answer would"
                                        + " be final",
                                "give it one, such as " + operator + "[0,60s]"));
            }
            return;
        }
        int before = problems.size();
        long from = checkBound(interval.from(), interval);
        long to = checkBound(interval.to(), interval);
        if (problems.size() == before && to < from) {
            problems.add(
                    StlCode.STL041.error(
                            interval.at(),
                            "window " + interval + " ends before it begins",
                            "write the nearer bound first"));
        }
    }

    private long checkBound(Bound bound, Interval interval) {
        if (bound instanceof Bound.Parameter parameter
                && !context.params().containsKey(parameter.name())) {
            checkParameter(parameter.name(), interval.at());
            return 0;
        }
        String given = "bound " + bound + " of window " + interval;
        try {
            long nanos = SampleWindow.nanos(bound, context);
            if (nanos < 0) {
                problems.add(
                        StlCode.STL041.error(
                                interval.at(),
                                given + " is negative (expected: >= 0)",
                                "give the parameter a value from 0 on"));
            } else if (nanos % context.periodNanos() != 0) {
                problems.add(
                        StlCode.STL041.error(
                                interval.at(),
                                given
                                        + " falls between samples (expected: a multiple of the"
                                        + " sampling period "
                                        + new Bound.Fixed(context.periodNanos())
                                        + ")",
                                "change the bound or the period"));
            }
            return nanos;
        } catch (ArithmeticException notNanos) {
            problems.add(
                    StlCode.STL041.error(
                            interval.at(),
                            given + " (expected: whole nanoseconds, below 292 years)",
                            "choose another value for the parameter"));
            return 0;
        }
    }
}
