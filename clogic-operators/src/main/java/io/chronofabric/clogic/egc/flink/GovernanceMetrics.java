package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.RecentMinimum;
import io.chronofabric.clogic.egc.Tenure;
import io.chronofabric.core.Metric;
import io.chronofabric.operators.DeadLetterCounters;
import io.chronofabric.operators.OperatorMetrics;
import io.chronofabric.state.flink.StateLedger;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;

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
    private final Counter changes;
    private final Counter warming;
    private final Counter differences;
    private final Counter sequencesRefused;
    private final DeadLetterCounters deadLetters;
    private final MetricGroup group;
    private final Map<RuleRef, Margins> margins = new HashMap<>();
    private volatile long newestMillis = Long.MIN_VALUE;
    private volatile long watermarkMillis = Long.MIN_VALUE;

    GovernanceMetrics(MetricGroup group) {
        this(group, true);
    }

    /** Of an operator that sees the events that the rules see, which count them. */
    static GovernanceMetrics besideRules(MetricGroup group) {
        return new GovernanceMetrics(group, false);
    }

    private GovernanceMetrics(MetricGroup group, boolean countsEvents) {
        this.group = group;
        events = ofEvents(countsEvents, Metric.GOVERNANCE_EVENTS);
        verdicts = OperatorMetrics.counter(group, Metric.GOVERNANCE_VERDICTS);
        violations = OperatorMetrics.counter(group, Metric.GOVERNANCE_VIOLATIONS);
        corrections = OperatorMetrics.counter(group, Metric.GOVERNANCE_CORRECTIONS);
        decisions = OperatorMetrics.counter(group, Metric.GOVERNANCE_DECISIONS);
        late = OperatorMetrics.counter(group, Metric.GOVERNANCE_LATE);
        duplicates = ofEvents(countsEvents, Metric.GOVERNANCE_DUPLICATES);
        unanswered = OperatorMetrics.counter(group, Metric.GOVERNANCE_UNANSWERED);
        ungoverned = ofEvents(countsEvents, Metric.GOVERNANCE_UNGOVERNED);
        deadLetters = new DeadLetterCounters(group);
        OperatorMetrics.gauge(group, Metric.GOVERNANCE_WATERMARK_LAG, this::watermarkLagSeconds);
        changes = OperatorMetrics.counter(group, Metric.GOVERNANCE_RULE_CHANGES);
        warming = OperatorMetrics.counter(group, Metric.GOVERNANCE_WARMING);
        sequencesRefused = OperatorMetrics.counter(group, Metric.GOVERNANCE_SEQUENCES_REFUSED);
        differences = OperatorMetrics.counter(group, Metric.GOVERNANCE_CANARY_DIFFERENCES);
    }

    private Counter ofEvents(boolean countsEvents, Metric metric) {
        return countsEvents ? OperatorMetrics.counter(group, metric) : new SimpleCounter();
    }

    /** Shows the margins of the rules that are not shown yet. */
    void rules(List<Tenure> tenures) {
        for (Tenure tenure : tenures) {
            if (!margins.containsKey(tenure.ref())) {
                Margins of = new Margins();
                margins.put(tenure.ref(), of);
                String label = tenure.ref().toString();
                OperatorMetrics.gauge(
                        group, Metric.GOVERNANCE_WORST_MARGIN, of.recent::value, label);
                OperatorMetrics.gauge(
                        group, Metric.GOVERNANCE_LOWEST_MARGIN, () -> of.lowest, label);
            }
        }
    }

    /** Shows how far the frontier holds event time back, and whether the governor is silent. */
    void frontier(DoubleSupplier heldBackSeconds, IntSupplier silent) {
        OperatorMetrics.gauge(group, Metric.GOVERNANCE_FRONTIER_LAG, heldBackSeconds::getAsDouble);
        OperatorMetrics.gauge(group, Metric.GOVERNANCE_GOVERNOR_SILENT, silent::getAsInt);
    }

    /** Shows what is kept, and how much may be. */
    void state(StateLedger ledger) {
        OperatorMetrics.gauge(group, Metric.GOVERNANCE_STATE_BYTES, ledger::bytes);
        OperatorMetrics.gauge(group, Metric.GOVERNANCE_STATE_ENTITIES, ledger::entities);
        OperatorMetrics.gauge(
                group,
                Metric.GOVERNANCE_STATE_BUDGET,
                () ->
                        ledger.budget() == StateLedger.UNLIMITED
                                ? Double.POSITIVE_INFINITY
                                : ledger.budget());
    }

    void ruleChange() {
        changes.inc();
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
        switch (verdict.kind()) {
            case CORRECTION -> corrections.inc();
            case WARMING -> warming.inc();
            default -> verdicts.inc();
        }
        if (verdict.isViolated()) {
            violations.inc();
        }
    }

    void decision(Decision decision) {
        decisions.inc();
        if (decision.action() == Decision.Action.DIFFER) {
            differences.inc();
        }
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

    void sequenceRefused() {
        sequencesRefused.inc();
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
