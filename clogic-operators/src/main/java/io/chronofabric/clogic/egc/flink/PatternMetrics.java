package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.pattern.CompiledPattern;
import io.chronofabric.clogic.egc.pattern.PatternWatch;
import io.chronofabric.operators.sequence.SequenceCounters;
import java.util.List;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** What the engines of patterns have counted, under Flink's metric group {@code chronofabric}. */
final class PatternMetrics {
    private PatternMetrics() {}

    static void show(MetricGroup operator, List<CompiledPattern> patterns, PatternWatch watch) {
        MetricGroup group = operator.addGroup("chronofabric").addGroup("pattern");
        gauge(group, "values_cut_from_windows", watch::cutFromWindows);
        for (CompiledPattern pattern : patterns) {
            MetricGroup own = group.addGroup("rule", pattern.rule().ref().toString());
            SequenceCounters counters = pattern.engine().counters();
            gauge(own, "matches", counters::matches);
            gauge(own, "partials_at_bound", counters::atBound);
            gauge(own, "partials_timed_out", counters::timedOut);
            gauge(own, "matches_not_awaited", counters::notAwaited);
        }
    }

    private static void gauge(MetricGroup group, String name, Gauge<Long> value) {
        group.gauge(name, value);
    }
}
