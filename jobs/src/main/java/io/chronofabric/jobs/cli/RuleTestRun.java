package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.EntityGovernor;
import io.chronofabric.clogic.egc.GovernanceRun;
import io.chronofabric.clogic.egc.RuleCheck;
import io.chronofabric.clogic.egc.StreamRun;
import io.chronofabric.clogic.egc.pattern.PatternCheck;
import io.chronofabric.clogic.egc.pattern.PatternRun;
import io.chronofabric.clogic.egc.pattern.PatternWatch;
import io.chronofabric.jobs.GovernanceSettings;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleTest;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.util.List;
import java.util.Set;

/**
 * Runs a case through the engines that judge streams, called as the job's operators call them: an
 * event sees the watermark of those before it; then the watermark follows, and wakes the entities
 * that wait for it; at last the input ends.
 */
final class RuleTestRun {
    private static final Set<Verdict.Kind> ALL =
            Set.of(Verdict.Kind.VERDICT, Verdict.Kind.CORRECTION);

    private RuleTestRun() {}

    private record Engine(StreamRun<?> run, RuleTestRecorder recorder) {}

    /**
     * Runs the rules and patterns as they are, but with every verdict that they have cause to send.
     */
    static void asDeployed(
            RuleTest test, RuleTest.Case of, RuleTestRecorder rules, RuleTestRecorder patterns) {
        List<Rule> telling =
                test.rules().stream().map(rule -> rule.telling(ALL, rule.report())).toList();
        PatternWatch watch =
                new PatternWatch(
                        PatternCheck.compile(test.patterns()).patterns(),
                        GovernanceSettings.DEFAULT_MAX_SAMPLES);
        feed(
                of,
                List.of(
                        engine(telling, rules),
                        new Engine(new PatternRun(watch, patterns), patterns)));
    }

    /** Runs the rules so that they report each moment, with what decided it. */
    static void inFull(RuleTest test, RuleTest.Case of, RuleTestRecorder recorder) {
        Rule.Report every = new Rule.Report.Every();
        List<Rule> telling = test.rules().stream().map(rule -> rule.telling(ALL, every)).toList();
        feed(of, List.of(engine(telling, recorder)));
    }

    private static Engine engine(List<Rule> rules, RuleTestRecorder recorder) {
        EntityGovernor governor =
                new EntityGovernor(
                        RuleCheck.compile(rules).rules(), GovernanceSettings.DEFAULT_MAX_SAMPLES);
        return new Engine(new GovernanceRun(governor, recorder), recorder);
    }

    private static void feed(RuleTest.Case of, List<Engine> engines) {
        long watermark = Long.MIN_VALUE;
        for (Signal signal : of.given()) {
            long moved = signal.time().epochMillis() - of.outOfOrdernessMillis() - 1;
            boolean moves = moved > watermark;
            watermark = Math.max(watermark, moved);
            for (Engine engine : engines) {
                engine.recorder.event(signal);
                engine.run.signal(signal);
                if (moves) {
                    engine.run.watermark(watermark);
                }
            }
        }
        engines.forEach(engine -> engine.run.end());
    }
}
