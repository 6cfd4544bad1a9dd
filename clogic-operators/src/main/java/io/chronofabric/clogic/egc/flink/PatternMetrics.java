package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.pattern.CompiledPattern;
import io.chronofabric.clogic.egc.pattern.PatternWatch;
import io.chronofabric.core.Metric;
import io.chronofabric.operators.OperatorMetrics;
import io.chronofabric.operators.sequence.SequenceCounters;
import java.util.List;
import org.apache.flink.metrics.MetricGroup;

/** Shows what the engines of patterns count. */
final class PatternMetrics {
    private PatternMetrics() {}

    static void show(MetricGroup operator, List<CompiledPattern> patterns, PatternWatch watch) {
        OperatorMetrics.counter(operator, Metric.GOVERNANCE_PATTERN_CUT, watch::cutFromWindows);
        for (CompiledPattern pattern : patterns) {
            String rule = pattern.rule().ref().toString();
            SequenceCounters engine = pattern.engine().counters();
            OperatorMetrics.counter(
                    operator, Metric.GOVERNANCE_PATTERN_MATCHES, engine::matches, rule);
            OperatorMetrics.counter(
                    operator, Metric.GOVERNANCE_PATTERN_TIMED_OUT, engine::timedOut, rule);
            OperatorMetrics.counter(
                    operator, Metric.GOVERNANCE_PATTERN_AT_BOUND, engine::atBound, rule);
            OperatorMetrics.counter(
                    operator, Metric.GOVERNANCE_PATTERN_NOT_AWAITED, engine::notAwaited, rule);
        }
    }
}
