package io.chronofabric.clogic.egc.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.clogic.egc.RuleQuota;
import io.chronofabric.clogic.egc.RuleTable;
import io.chronofabric.clogic.egc.Rules;
import io.chronofabric.core.Metric;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Verdict;
import org.junit.jupiter.api.Test;

class GovernanceMetricsTest {
    private static final Rule RULE = Rules.every("r", "x > 0");

    private final RegisteredMetrics registered = new RegisteredMetrics();
    private final GovernanceMetrics metrics = new GovernanceMetrics(registered.group());

    GovernanceMetricsTest() {
        metrics.rules(new RuleTable(Rules.compile(RULE), RuleQuota.DEFAULT).tenures());
    }

    @Test
    void everythingIsCountedUnderItsName() {
        metrics.event(100_000, Long.MIN_VALUE);
        metrics.verdict(verdict(Verdict.Kind.VERDICT, -1));
        metrics.verdict(verdict(Verdict.Kind.CORRECTION, 1));
        metrics.decision(decision(Decision.Action.ALERT));
        metrics.decision(decision(Decision.Action.DIFFER));
        metrics.verdict(Verdict.warming("w", RULE.ref(), "e", 0, 1));
        metrics.ruleChange();
        metrics.duplicate();
        metrics.unanswered(7);
        metrics.ungoverned();
        metrics.rejected(RejectReason.LATE);
        metrics.rejected(RejectReason.ENTITY_FULL);

        assertThat(count(Metric.GOVERNANCE_EVENTS, "")).isEqualTo(1);
        assertThat(count(Metric.GOVERNANCE_VERDICTS, "")).isEqualTo(1);
        assertThat(count(Metric.GOVERNANCE_VIOLATIONS, "")).isEqualTo(1);
        assertThat(count(Metric.GOVERNANCE_CORRECTIONS, "")).isEqualTo(1);
        assertThat(count(Metric.GOVERNANCE_DECISIONS, "")).isEqualTo(2);
        assertThat(count(Metric.GOVERNANCE_CANARY_DIFFERENCES, "")).isEqualTo(1);
        assertThat(count(Metric.GOVERNANCE_WARMING, "")).isEqualTo(1);
        assertThat(count(Metric.GOVERNANCE_RULE_CHANGES, "")).isEqualTo(1);
        assertThat(count(Metric.GOVERNANCE_DUPLICATES, "")).isEqualTo(1);
        assertThat(count(Metric.GOVERNANCE_UNANSWERED, "")).isEqualTo(7);
        assertThat(count(Metric.GOVERNANCE_UNGOVERNED, "")).isEqualTo(1);
        assertThat(count(Metric.GOVERNANCE_LATE, "")).isEqualTo(1);
        assertThat(count(Metric.GOVERNANCE_DEAD_LETTERS, "LATE.")).isEqualTo(1);
        assertThat(count(Metric.GOVERNANCE_DEAD_LETTERS, "ENTITY_FULL.")).isEqualTo(1);
    }

    @Test
    void whoStandsBesideTheRulesDoesNotCountTheirEventsAgain() {
        RegisteredMetrics beside = new RegisteredMetrics();
        GovernanceMetrics patterns = GovernanceMetrics.besideRules(beside.group());
        patterns.event(100_000, 50_000);
        patterns.duplicate();
        patterns.ungoverned();
        patterns.rejected(RejectReason.LATE);
        assertThat(beside.counters())
                .contains(Metric.GOVERNANCE_LATE.metricName())
                .doesNotContain(
                        Metric.GOVERNANCE_EVENTS.metricName(),
                        Metric.GOVERNANCE_DUPLICATES.metricName(),
                        Metric.GOVERNANCE_UNGOVERNED.metricName());
        assertThat(beside.value(Metric.GOVERNANCE_WATERMARK_LAG, "")).isEqualTo(50.0);
    }

    @Test
    void theLagIsKnownOnceThereIsAnEventAndAWatermark() {
        assertThat(registered.value(Metric.GOVERNANCE_WATERMARK_LAG, "")).isEqualTo(0.0);
        metrics.event(100_000, Long.MIN_VALUE);
        assertThat(registered.value(Metric.GOVERNANCE_WATERMARK_LAG, "")).isEqualTo(0.0);
        metrics.event(99_000, 97_500);
        assertThat(registered.value(Metric.GOVERNANCE_WATERMARK_LAG, "")).isEqualTo(2.5);
        metrics.watermark(Long.MAX_VALUE);
        assertThat(registered.value(Metric.GOVERNANCE_WATERMARK_LAG, "")).isEqualTo(0.0);
    }

    @Test
    void theWorstMarginOfARuleIsTheSmallestRecentOne() {
        metrics.margin(RULE.ref(), 100_000, 3);
        metrics.margin(RULE.ref(), 101_000, -2);
        metrics.margin(RULE.ref(), 102_000, 1);
        assertThat(registered.value(Metric.GOVERNANCE_WORST_MARGIN, RULE.ref() + "."))
                .isEqualTo(-2.0);
    }

    private long count(Metric metric, String label) {
        return registered.count(metric, label);
    }

    private static Decision decision(Decision.Action action) {
        return new Decision("d", "v", RULE.ref(), "e", 0, action, "text");
    }

    private static Verdict verdict(Verdict.Kind kind, double robustness) {
        return new Verdict(
                "id",
                RULE.ref(),
                "e",
                100_000,
                kind,
                robustness,
                robustness,
                0,
                new Verdict.Decider("x > 0", 100_000));
    }
}
