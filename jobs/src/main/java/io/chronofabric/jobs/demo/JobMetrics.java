package io.chronofabric.jobs.demo;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;

/**
 * The governance metrics of a job in this JVM, summed over its subtasks, for a status display.
 * Filled by {@link JobMetricsReporter}. What a finished subtask has counted stays counted. Safe for
 * use by many threads.
 */
final class JobMetrics {
    static final String EVENTS = "governance_events_total";
    static final String DUPLICATES = "governance_duplicates_total";
    static final String UNANSWERED = "governance_unanswered_total";
    static final String WORST_MARGIN = "governance_worst_margin";

    private static final ConcurrentMap<String, JobMetrics> RUNS = new ConcurrentHashMap<>();

    private final Map<String, Set<Counter>> counters = new HashMap<>();
    private final Map<String, Long> retired = new HashMap<>();
    private final Map<String, Set<Gauge<?>>> margins = new HashMap<>();

    /** The metrics of a run, made at its first use. */
    static JobMetrics of(String run) {
        return RUNS.computeIfAbsent(run, ignored -> new JobMetrics());
    }

    /** Forgets a run. */
    static void close(String run) {
        RUNS.remove(run);
    }

    synchronized void add(String name, Counter counter) {
        counters.computeIfAbsent(name, ignored -> new HashSet<>()).add(counter);
    }

    synchronized void remove(String name, Counter counter) {
        if (counters.getOrDefault(name, Set.of()).remove(counter)) {
            retired.merge(name, counter.getCount(), Long::sum);
        }
    }

    synchronized void addMargin(String rule, Gauge<?> gauge) {
        margins.computeIfAbsent(rule, ignored -> new HashSet<>()).add(gauge);
    }

    synchronized void removeMargin(String rule, Gauge<?> gauge) {
        margins.getOrDefault(rule, Set.of()).remove(gauge);
    }

    /** The sum of a counter. */
    synchronized long count(String name) {
        long sum = retired.getOrDefault(name, 0L);
        for (Counter counter : counters.getOrDefault(name, Set.of())) {
            sum += counter.getCount();
        }
        return sum;
    }

    /** The smallest recent margin of a rule, positive infinity where there is none. */
    synchronized double worstMargin(String rule) {
        double worst = Double.POSITIVE_INFINITY;
        for (Gauge<?> gauge : margins.getOrDefault(rule, Set.of())) {
            if (gauge.getValue() instanceof Double value) {
                worst = Math.min(worst, value);
            }
        }
        return worst;
    }
}
