package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.CompiledRule;
import io.chronofabric.clogic.egc.EntityGovernor;
import io.chronofabric.clogic.egc.GovernanceRun;
import io.chronofabric.clogic.egc.RuleCheck;
import io.chronofabric.jobs.GovernanceSettings;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleTest;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.util.List;
import java.util.Set;

/**
 * Runs a case through the governor that judges streams, called as the job's operator calls it: an
 * event sees the watermark of those before it; then the watermark follows, and wakes the entities
 * that wait for it; at last the input ends.
 */
final class RuleTestRun {
    private static final Set<Verdict.Kind> ALL =
            Set.of(Verdict.Kind.VERDICT, Verdict.Kind.CORRECTION);

    private RuleTestRun() {}

    /** Runs the rules as they are, but with every verdict that they have cause to send. */
    static void asDeployed(RuleTest test, RuleTest.Case of, RuleTestRecorder recorder) {
        run(
                test.rules().stream().map(rule -> rule.telling(ALL, rule.report())).toList(),
                of,
                recorder);
    }

    /** Runs the rules so that they report each moment, with what decided it. */
    static void inFull(RuleTest test, RuleTest.Case of, RuleTestRecorder recorder) {
        Rule.Report every = new Rule.Report.Every();
        run(test.rules().stream().map(rule -> rule.telling(ALL, every)).toList(), of, recorder);
    }

    private static void run(List<Rule> rules, RuleTest.Case of, RuleTestRecorder recorder) {
        List<CompiledRule> compiled = RuleCheck.compile(rules).rules();
        EntityGovernor governor =
                new EntityGovernor(compiled, GovernanceSettings.DEFAULT_MAX_SAMPLES);
        GovernanceRun run = new GovernanceRun(governor, recorder);
        long watermark = Long.MIN_VALUE;
        for (Signal signal : of.given()) {
            recorder.event(signal);
            run.signal(signal);
            long moved = signal.time().epochMillis() - of.outOfOrdernessMillis() - 1;
            if (moved > watermark) {
                watermark = moved;
                run.watermark(watermark);
            }
        }
        run.end();
    }
}
