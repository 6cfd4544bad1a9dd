package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.RuleTable;
import io.chronofabric.clogic.egc.Tenure;
import io.chronofabric.clogic.egc.pattern.CompiledPattern;
import io.chronofabric.clogic.egc.pattern.PatternWatch;
import io.chronofabric.core.Metric;
import io.chronofabric.operators.OperatorMetrics;
import io.chronofabric.operators.sequence.SequenceCounters;
import io.chronofabric.state.model.RuleRef;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.metrics.MetricGroup;

/** Shows what the engines of patterns count. */
final class PatternMetrics {
    private final MetricGroup group;
    private final RuleTable table;
    private final Set<RuleRef> shown = new HashSet<>();

    PatternMetrics(MetricGroup operator, RuleTable table, PatternWatch watch) {
        this.group = operator;
        this.table = table;
        OperatorMetrics.counter(operator, Metric.GOVERNANCE_PATTERN_CUT, watch::cutFromWindows);
    }

    /** Shows the patterns that are not shown yet. */
    void show() {
        for (Tenure tenure : table.tenures(CompiledPattern.class)) {
            if (shown.add(tenure.ref())) {
                show((CompiledPattern) tenure.version());
            }
        }
    }

    private void show(CompiledPattern pattern) {
        String rule = pattern.ref().toString();
        SequenceCounters engine = pattern.engine().counters();
        OperatorMetrics.counter(group, Metric.GOVERNANCE_PATTERN_MATCHES, engine::matches, rule);
        OperatorMetrics.counter(group, Metric.GOVERNANCE_PATTERN_TIMED_OUT, engine::timedOut, rule);
        OperatorMetrics.counter(group, Metric.GOVERNANCE_PATTERN_AT_BOUND, engine::atBound, rule);
        OperatorMetrics.counter(
                group, Metric.GOVERNANCE_PATTERN_NOT_AWAITED, engine::notAwaited, rule);
    }
}
