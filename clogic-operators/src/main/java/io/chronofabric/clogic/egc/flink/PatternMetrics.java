package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.RuleTable;
import io.chronofabric.clogic.egc.Tenure;
import io.chronofabric.clogic.egc.pattern.CompiledPattern;
import io.chronofabric.clogic.egc.pattern.PatternWatch;
import io.chronofabric.operators.sequence.SequenceCounters;
import io.chronofabric.state.model.RuleRef;
import java.util.HashSet;
import java.util.Set;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/** What the engines of patterns have counted, under Flink's metric group {@code chronofabric}. */
final class PatternMetrics {
    private final MetricGroup group;
    private final RuleTable table;
    private final Set<RuleRef> shown = new HashSet<>();

    PatternMetrics(MetricGroup operator, RuleTable table, PatternWatch watch) {
        this.group = operator.addGroup("chronofabric").addGroup("pattern");
        this.table = table;
        gauge(group, "values_cut_from_windows", watch::cutFromWindows);
    }

    /** Shows the patterns that are not shown yet. */
    void show() {
        for (Tenure tenure : table.tenures(CompiledPattern.class)) {
            if (shown.add(tenure.ref())) {
                MetricGroup own = group.addGroup("rule", tenure.ref().toString());
                SequenceCounters counters =
                        ((CompiledPattern) tenure.version()).engine().counters();
                gauge(own, "matches", counters::matches);
                gauge(own, "partials_at_bound", counters::atBound);
                gauge(own, "partials_timed_out", counters::timedOut);
                gauge(own, "matches_not_awaited", counters::notAwaited);
            }
        }
    }

    private static void gauge(MetricGroup group, String name, Gauge<Long> value) {
        group.gauge(name, value);
    }
}
