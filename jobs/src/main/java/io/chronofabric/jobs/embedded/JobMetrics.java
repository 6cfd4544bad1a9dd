package io.chronofabric.jobs.embedded;

import io.chronofabric.state.model.RuleRef;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;

/**
 * Keeps the governance metrics of an embedded job at hand, summed over its subtasks, for a status
 * display in the same process. What a finished subtask has counted stays counted. Safe for use by
 * many threads.
 */
public final class JobMetrics implements MetricReporter {
    /** Decoded events. */
    public static final String EVENTS = "governance_events_total";

    /** Events that were there already. */
    public static final String DUPLICATES = "governance_duplicates_total";

    /** Moments without an answer. */
    public static final String UNANSWERED = "governance_unanswered_total";

    /** Answers. */
    public static final String VERDICTS = "governance_verdicts_total";

    /** Answers and corrections that say a rule is broken. */
    public static final String VIOLATIONS = "governance_violations_total";

    /** Answers given anew. */
    public static final String CORRECTIONS = "governance_corrections_total";

    /** Records that could not be used. */
    public static final String DEAD_LETTERS = "governance_dead_letters_total";

    private static final String WORST_MARGIN = "governance_worst_margin";
    private static final String LOWEST_MARGIN = "governance_lowest_margin";
    private static final String PREFIX = "governance_";
    private static final String RULE_VARIABLE = "<rule>";

    private final Map<String, Set<Counter>> counters = new HashMap<>();
    private final Map<String, Long> retired = new HashMap<>();
    private final Map<String, Set<Gauge<?>>> margins = new HashMap<>();
    private final Map<String, Set<Gauge<?>>> lowest = new HashMap<>();
    private final Map<String, Double> retiredLowest = new HashMap<>();

    @Override
    public void open(MetricConfig config) {
        // Needs no settings.
    }

    @Override
    public synchronized void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        if (metric instanceof Counter counter && name.startsWith(PREFIX)) {
            counters.computeIfAbsent(name, ignored -> new HashSet<>()).add(counter);
        } else if (metric instanceof Gauge<?> gauge && name.equals(WORST_MARGIN)) {
            margins.computeIfAbsent(rule(group), ignored -> new HashSet<>()).add(gauge);
        } else if (metric instanceof Gauge<?> gauge && name.equals(LOWEST_MARGIN)) {
            lowest.computeIfAbsent(rule(group), ignored -> new HashSet<>()).add(gauge);
        }
    }

    @Override
    public synchronized void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        if (metric instanceof Counter counter && name.startsWith(PREFIX)) {
            if (counters.computeIfAbsent(name, ignored -> new HashSet<>()).remove(counter)) {
                retired.merge(name, counter.getCount(), Long::sum);
            }
        } else if (metric instanceof Gauge<?> gauge && name.equals(WORST_MARGIN)) {
            margins.computeIfAbsent(rule(group), ignored -> new HashSet<>()).remove(gauge);
        } else if (metric instanceof Gauge<?> gauge && name.equals(LOWEST_MARGIN)) {
            if (lowest.computeIfAbsent(rule(group), ignored -> new HashSet<>()).remove(gauge)) {
                retiredLowest.merge(rule(group), smallest(Set.of(gauge)), Math::min);
            }
        }
    }

    private static String rule(MetricGroup group) {
        return group.getAllVariables().getOrDefault(RULE_VARIABLE, "");
    }

    /** The sum of a counter. */
    public synchronized long count(String name) {
        long sum = retired.getOrDefault(name, 0L);
        for (Counter counter : counters.getOrDefault(name, Set.of())) {
            sum += counter.getCount();
        }
        return sum;
    }

    /** The smallest recent margin of a rule, positive infinity where there is none. */
    public synchronized double worstMargin(RuleRef rule) {
        return smallest(margins.getOrDefault(rule.toString(), Set.of()));
    }

    /** The smallest margin of a rule in the whole run, positive infinity where there is none. */
    public synchronized double lowestMargin(RuleRef rule) {
        String label = rule.toString();
        return Math.min(
                smallest(lowest.getOrDefault(label, Set.of())),
                retiredLowest.getOrDefault(label, Double.POSITIVE_INFINITY));
    }

    private static double smallest(Set<Gauge<?>> gauges) {
        double smallest = Double.POSITIVE_INFINITY;
        for (Gauge<?> gauge : gauges) {
            if (gauge.getValue() instanceof Double value) {
                smallest = Math.min(smallest, value);
            }
        }
        return smallest;
    }

    @Override
    public void close() {
        // What was counted can still be asked for.
    }
}
