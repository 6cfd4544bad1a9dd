package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.CompiledRule;
import io.chronofabric.clogic.egc.RuleCheck;
import io.chronofabric.core.Problem;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.RuleTest;
import io.chronofabric.state.model.Signal;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Refuses files of tests that would run for minutes, or take more memory than there is: few events
 * can make very many moments, each late event makes a rule look at its windows again, each event
 * may carry on all that a pattern has begun, and each entity has a state of each rule and pattern.
 * For one file.
 */
final class RuleTestCost {
    /** Steps that the cases of a file may take together. */
    static final double MAX_STEPS = 5e8;

    private static final double NANOS_PER_MILLI = 1e6;

    private final HeapBudget heap;
    private double steps;

    RuleTestCost(HeapBudget heap) {
        this.heap = heap;
    }

    /** A problem for the first case that is too large, or makes the cases so far too many. */
    List<Problem> check(RuleTest test) {
        List<CompiledRule> rules = RuleCheck.compile(test.rules()).rules();
        for (RuleTest.Case of : test.cases()) {
            if (steps > MAX_STEPS) {
                return List.of(); // told already
            }
            double bytes = 0;
            Map<String, Integer> eventsOf = new HashMap<>();
            of.given().forEach(signal -> eventsOf.merge(signal.entity(), 1, Integer::sum));
            for (CompiledRule rule : rules) {
                steps += steps(rule, of);
                bytes += (double) rule.plan().stateBytes() * eventsOf.size();
            }
            for (PatternRule pattern : test.patterns()) {
                PatternCost cost = new PatternCost(pattern);
                for (int events : eventsOf.values()) {
                    steps += cost.steps(events);
                    bytes += cost.bytes(events);
                }
            }
            if (steps > MAX_STEPS) {
                return List.of(
                        problem(
                                of,
                                String.format(
                                        Locale.ROOT,
                                        "the cases up to here may take %.1e steps (expected: at"
                                                + " most %.0e)",
                                        steps,
                                        MAX_STEPS),
                                "Give it fewer events, its rules a shorter maxGap or window, or"
                                        + " its patterns tighter bounds."));
            }
            if (!heap.holds(bytes)) {
                return List.of(
                        problem(
                                of,
                                "the states of "
                                        + rules.size()
                                        + " rules"
                                        + (test.patterns().isEmpty()
                                                ? ""
                                                : " and " + test.patterns().size() + " patterns")
                                        + " for "
                                        + eventsOf.size()
                                        + " entities may take "
                                        + HeapBudget.mib(bytes)
                                        + " (expected: at most "
                                        + HeapBudget.mib(heap.bytes())
                                        + ", half of what this process has)",
                                "Give it fewer entities or rules, or more memory, such as "
                                        + HeapBudget.MORE
                                        + "."));
            }
        }
        return List.of();
    }

    private static Problem problem(RuleTest.Case of, String reason, String fix) {
        return Problem.error(
                "TEST002", of.at().source(), of.at().line(), of.at().column(), reason, fix);
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
