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
    private static final String OPERATOR_VARIABLE = "<operator_id>";

    /** By name, and by operator. */
    private final Map<String, Map<String, Count>> counts = new HashMap<>();

    private final Map<String, Set<Gauge<?>>> margins = new HashMap<>();
    private final Map<String, Set<Gauge<?>>> lowest = new HashMap<>();
    private final Map<String, Double> retiredLowest = new HashMap<>();

    /** What the subtasks of an operator count together. */
    private static final class Count {
        private final Set<Counter> counters = new HashSet<>();
        private long retired;

        long sum() {
            return retired + counters.stream().mapToLong(Counter::getCount).sum();
        }
    }

    @Override
    public void open(MetricConfig config) {
        // Needs no settings.
    }

    @Override
    public synchronized void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        if (metric instanceof Counter counter && name.startsWith(PREFIX)) {
            of(name, group).counters.add(counter);
        } else if (metric instanceof Gauge<?> gauge && name.equals(WORST_MARGIN)) {
            margins.computeIfAbsent(rule(group), ignored -> new HashSet<>()).add(gauge);
        } else if (metric instanceof Gauge<?> gauge && name.equals(LOWEST_MARGIN)) {
            lowest.computeIfAbsent(rule(group), ignored -> new HashSet<>()).add(gauge);
        }
    }

    @Override
    public synchronized void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        if (metric instanceof Counter counter && name.startsWith(PREFIX)) {
            Count count = of(name, group);
            if (count.counters.remove(counter)) {
                count.retired += counter.getCount();
            }
        } else if (metric instanceof Gauge<?> gauge && name.equals(WORST_MARGIN)) {
            margins.computeIfAbsent(rule(group), ignored -> new HashSet<>()).remove(gauge);
        } else if (metric instanceof Gauge<?> gauge && name.equals(LOWEST_MARGIN)) {
            if (lowest.computeIfAbsent(rule(group), ignored -> new HashSet<>()).remove(gauge)) {
                retiredLowest.merge(rule(group), smallest(Set.of(gauge)), Math::min);
            }
        }
    }

    private Count of(String name, MetricGroup group) {
        return counts.computeIfAbsent(name, ignored -> new HashMap<>())
                .computeIfAbsent(
                        group.getAllVariables().getOrDefault(OPERATOR_VARIABLE, ""),
                        ignored -> new Count());
    }

    private static String rule(MetricGroup group) {
        return group.getAllVariables().getOrDefault(RULE_VARIABLE, "");
    }

    /** The sum of a counter over all operators. */
    public synchronized long count(String name) {
        return counts.getOrDefault(name, Map.of()).values().stream().mapToLong(Count::sum).sum();
    }

    /**
     * A counter of events, of the operator that has counted most: rules and patterns each count the
     * same events.
     */
    public synchronized long events(String name) {
        return counts.getOrDefault(name, Map.of()).values().stream()
                .mapToLong(Count::sum)
                .max()
                .orElse(0);
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
