package io.chronofabric.clogic.egc;

import io.chronofabric.state.model.BacktestOutcome;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges recorded events by two versions of a rule and tells, entity by entity, where they differ.
 * Keeps counts, no answers, so that what has been recorded may be long. Not safe for use by several
 * threads.
 */
public final class RuleBacktest implements Backtest {
    private final CompiledRule baseline;
    private final CompiledRule candidate;
    private final int maxSamples;
    private final Map<String, Entity> entities = new HashMap<>();
    private long rejected;

    /**
     * @param baseline the version compared with
     * @param candidate the other version
     * @param maxSamples events that may be kept for one entity, at least 1
     */
    public RuleBacktest(Rule baseline, Rule candidate, int maxSamples) {
        this.baseline = compile(baseline);
        this.candidate = compile(candidate);
        this.maxSamples = maxSamples;
    }

    /** Every answer is compared; corrections are not waited for but waited out. */
    private static CompiledRule compile(Rule rule) {
        Rule everything = rule.telling(Set.of(Verdict.Kind.VERDICT), new Rule.Report.Every());
        return RuleCheck.compile(List.of(everything)).rules().get(0);
    }

    @Override
    public long latenessMillis() {
        return Math.max(baseline.rule().latenessMillis(), candidate.rule().latenessMillis());
    }

    @Override
    public Pass pass() {
        return new PairedRuns(run(baseline, true), run(candidate, false));
    }

    private GovernanceRun run(CompiledRule rule, boolean isBaseline) {
        return new GovernanceRun(
                new EntityGovernor(List.of(rule), maxSamples), new Side(isBaseline));
    }

    /** What was found, in order of entity. */
    public List<BacktestOutcome> outcomes() {
        List<BacktestOutcome> outcomes = new ArrayList<>();
        entities.forEach((name, entity) -> outcomes.add(entity.outcome(name)));
        outcomes.sort((one, other) -> one.entity().compareTo(other.entity()));
        return outcomes;
    }

    @Override
    public long rejected() {
        return rejected;
    }

    private static final class Entity {
        private final Comparison comparison = new Comparison();
        private final Tally baseline = new Tally();
        private final Tally candidate = new Tally();
        private long differences;
        private long firstMillis;
        private long differsSince;
        private long differingMillis;
        private boolean differs;

        void found(long millis, boolean differ) {
            differs = differ;
            if (differ) {
                firstMillis = differences == 0 ? millis : firstMillis;
                differences++;
                differsSince = millis;
            } else {
                differingMillis += millis - differsSince;
            }
        }

        BacktestOutcome outcome(String name) {
            long both = Math.min(baseline.lastMillis, candidate.lastMillis);
            long open = differs ? Math.max(0, both - differsSince) : 0;
            return new BacktestOutcome(
                    name,
                    baseline.count(),
                    candidate.count(),
                    differences,
                    firstMillis,
                    differingMillis + open);
        }
    }

    private static final class Tally {
        private long moments;
        private long broken;
        private long alerts;
        private long lastMillis = Long.MIN_VALUE;

        BacktestOutcome.Count count() {
            return new BacktestOutcome.Count(moments, broken, alerts);
        }
    }

    private final class Side implements GovernanceOutput {
        private final boolean isBaseline;

        Side(boolean isBaseline) {
            this.isBaseline = isBaseline;
        }

        private Tally of(Entity entity) {
            return isBaseline ? entity.baseline : entity.candidate;
        }

        private Entity entity(String name) {
            return entities.computeIfAbsent(name, unused -> new Entity());
        }

        @Override
        public void verdict(Verdict verdict) {
            Entity entity = entity(verdict.entity());
            Tally tally = of(entity);
            tally.moments++;
            tally.broken += verdict.isViolated() ? 1 : 0;
            tally.lastMillis = Math.max(tally.lastMillis, verdict.timeMillis());
            Comparison.Findings findings =
                    (millis, differ, trial, inForce) -> entity.found(millis, differ);
            if (isBaseline) {
                entity.comparison.inForce(verdict.timeMillis(), verdict.robustness(), findings);
            } else {
                entity.comparison.trial(verdict.timeMillis(), verdict.robustness(), findings);
            }
        }

        @Override
        public void decision(Decision decision) {
            if (decision.action() == Decision.Action.ALERT) {
                of(entity(decision.entity())).alerts++;
            }
        }

        @Override
        public void rejected(Rejected letter) {
            rejected += isBaseline ? 0 : 1;
        }

        @Override
        public void duplicate() {
            // It changes nothing.
        }

        @Override
        public void ungoverned() {
            // The version says nothing of it.
        }

        @Override
        public void unanswered(long moments) {
            // What has no answer cannot differ.
        }

        @Override
        public void margin(RuleRef rule, long timeMillis, double robustness) {
            // Verdicts say it.
        }
    }
}
