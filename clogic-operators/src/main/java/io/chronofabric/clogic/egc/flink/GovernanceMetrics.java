package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.RecentMinimum;
import io.chronofabric.core.Metric;
import io.chronofabric.operators.DeadLetterCounters;
import io.chronofabric.operators.OperatorMetrics;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** Governance counted under Flink's metric group {@code chronofabric}. One per subtask. */
final class GovernanceMetrics {
    private static final long MARGIN_SPAN_MILLIS = 10_000;

    private final Counter events;
    private final Counter verdicts;
    private final Counter violations;
    private final Counter corrections;
    private final Counter decisions;
    private final Counter late;
    private final Counter duplicates;
    private final Counter unanswered;
    private final Counter ungoverned;
    private final DeadLetterCounters deadLetters;
    private final Map<RuleRef, Margins> margins = new HashMap<>();
    private volatile long newestMillis = Long.MIN_VALUE;
    private volatile long watermarkMillis = Long.MIN_VALUE;

    GovernanceMetrics(MetricGroup group, List<Rule> rules) {
        events = OperatorMetrics.counter(group, Metric.GOVERNANCE_EVENTS);
        verdicts = OperatorMetrics.counter(group, Metric.GOVERNANCE_VERDICTS);
        violations = OperatorMetrics.counter(group, Metric.GOVERNANCE_VIOLATIONS);
        corrections = OperatorMetrics.counter(group, Metric.GOVERNANCE_CORRECTIONS);
        decisions = OperatorMetrics.counter(group, Metric.GOVERNANCE_DECISIONS);
        late = OperatorMetrics.counter(group, Metric.GOVERNANCE_LATE);
        duplicates = OperatorMetrics.counter(group, Metric.GOVERNANCE_DUPLICATES);
        unanswered = OperatorMetrics.counter(group, Metric.GOVERNANCE_UNANSWERED);
        ungoverned = OperatorMetrics.counter(group, Metric.GOVERNANCE_UNGOVERNED);
        deadLetters = new DeadLetterCounters(group);
        OperatorMetrics.gauge(group, Metric.GOVERNANCE_WATERMARK_LAG, this::watermarkLagSeconds);
        for (Rule rule : rules) {
            Margins of = new Margins();
            margins.put(rule.ref(), of);
            String label = rule.ref().toString();
            OperatorMetrics.gauge(group, Metric.GOVERNANCE_WORST_MARGIN, of.recent::value, label);
            OperatorMetrics.gauge(group, Metric.GOVERNANCE_LOWEST_MARGIN, () -> of.lowest, label);
        }
    }

    private double watermarkLagSeconds() {
        return newestMillis == Long.MIN_VALUE || watermarkMillis == Long.MIN_VALUE
                ? 0
                : Math.max(0, newestMillis - watermarkMillis) / 1e3;
    }

    void event(long eventMillis, long watermark) {
        events.inc();
        if (eventMillis > newestMillis) {
            newestMillis = eventMillis;
        }
        watermarkMillis = watermark;
    }

    void watermark(long watermark) {
        watermarkMillis = watermark;
    }

    void verdict(Verdict verdict) {
        if (verdict.kind() == Verdict.Kind.CORRECTION) {
            corrections.inc();
        } else {
            verdicts.inc();
        }
        if (verdict.isViolated()) {
            violations.inc();
        }
    }

    void decision() {
        decisions.inc();
    }

    void rejected(RejectReason reason) {
        deadLetters.count(reason);
        if (reason == RejectReason.LATE) {
            late.inc();
        }
    }

    void duplicate() {
        duplicates.inc();
    }

    void ungoverned() {
        ungoverned.inc();
    }

    void unanswered(long moments) {
        unanswered.inc(moments);
    }

    void margin(RuleRef rule, long timeMillis, double robustness) {
        margins.get(rule).add(timeMillis, robustness);
    }

    /** The smallest margins of one rule. One thread writes. */
    private static final class Margins {
        private final RecentMinimum recent = new RecentMinimum(MARGIN_SPAN_MILLIS);
        private volatile double lowest = Double.POSITIVE_INFINITY;

        void add(long timeMillis, double robustness) {
            recent.add(timeMillis, robustness);
            if (robustness < lowest) {
                lowest = robustness;
            }
        }
    }
}
