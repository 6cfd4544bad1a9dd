package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.CompiledRule;
import io.chronofabric.clogic.egc.RuleCheck;
import io.chronofabric.core.Problem;
import io.chronofabric.state.model.RuleTest;
import io.chronofabric.state.model.Signal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Refuses cases that would run for minutes: few events can make very many moments, and each late
 * event makes a rule look at its windows again.
 */
final class RuleTestCost {
    private static final double MAX_STEPS = 2e9;
    private static final double NANOS_PER_MILLI = 1e6;

    private RuleTestCost() {}

    /** A problem for each case that is too large. */
    static List<Problem> check(RuleTest test) {
        List<CompiledRule> rules = RuleCheck.compile(test.rules()).rules();
        List<Problem> problems = new ArrayList<>();
        for (RuleTest.Case of : test.cases()) {
            double steps = 0;
            for (CompiledRule rule : rules) {
                steps += steps(rule, of);
            }
            if (steps > MAX_STEPS) {
                problems.add(
                        Problem.error(
                                "TEST002",
                                of.at().source(),
                                of.at().line(),
                                of.at().column(),
                                String.format(
                                        Locale.ROOT,
                                        "the case may take %.1e steps (expected: at most %.0e)",
                                        steps,
                                        MAX_STEPS),
                                "Give it fewer events, or its rules a shorter maxGap or window."));
            }
        }
        return problems;
    }

    /** An upper bound: each event is held for maxGap, each late one has everything it touches. */
    private static double steps(CompiledRule rule, RuleTest.Case of) {
        double held =
                (double) rule.rule().sampling().maxGapMillis()
                                / rule.rule().sampling().periodMillis()
                        + 2;
        double past = rule.plan().past() == Long.MAX_VALUE ? 0 : rule.plan().past();
        double again = 2 * (past + rule.plan().future() + held);
        Map<String, Long> before = new HashMap<>();
        long newest = Long.MIN_VALUE;
        double steps = 0;
        for (Signal signal : of.given()) {
            long nanos = signal.time().physicalNanos();
            if (nanos < newest) {
                steps += again;
            }
            newest = Math.max(newest, nanos);
            Long last = before.put(signal.entity(), nanos);
            double since =
                    last == null
                            ? held
                            : Math.abs(nanos - last)
                                            / NANOS_PER_MILLI
                                            / rule.rule().sampling().periodMillis()
                                    + 1;
            steps += Math.min(held, since);
        }
        return steps;
    }
}
