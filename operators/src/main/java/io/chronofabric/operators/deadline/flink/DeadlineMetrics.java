package io.chronofabric.operators.deadline.flink;

import io.chronofabric.core.Metric;
import io.chronofabric.operators.OperatorMetrics;
import io.chronofabric.operators.deadline.Backlog;
import io.chronofabric.operators.deadline.DeadlineMiss;
import io.chronofabric.operators.deadline.MissPrediction;
import io.chronofabric.operators.deadline.RecentPredictions;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** What one subtask counts. Written by the task's thread, read by Flink's reporters. */
final class DeadlineMetrics {
    private static final long SPAN_MILLIS = 10_000;

    private final Counter released;
    private final Map<DeadlineMiss.Reason, Counter> misses =
            new EnumMap<>(DeadlineMiss.Reason.class);
    private final Counter unusable;
    private final RecentPredictions predictions = new RecentPredictions(SPAN_MILLIS);
    private volatile long waiting;

    DeadlineMetrics(MetricGroup group) {
        released = OperatorMetrics.counter(group, Metric.DEADLINE_RELEASED);
        for (DeadlineMiss.Reason reason : DeadlineMiss.Reason.values()) {
            String label = reason.name().toLowerCase(Locale.ROOT);
            misses.put(reason, OperatorMetrics.counter(group, Metric.DEADLINE_MISSES, label));
        }
        unusable = OperatorMetrics.counter(group, Metric.UNUSABLE_EVENTS);
        OperatorMetrics.gauge(group, Metric.DEADLINE_WAITING, () -> waiting);
        OperatorMetrics.gauge(group, Metric.DEADLINE_PREDICTED_MISSES, predictions::share);
        OperatorMetrics.gauge(
                group, Metric.DEADLINE_PREDICTED_LATENESS, predictions::worstLateSeconds);
    }

    void released() {
        released.inc();
    }

    void missed(DeadlineMiss.Reason reason) {
        misses.get(reason).inc();
    }

    void unusable() {
        unusable.inc();
    }

    void predicted(long millis, MissPrediction prediction) {
        predictions.add(millis, prediction);
    }

    /** Takes a backlog out of the sum, before it changes. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
    void before(Backlog<?> backlog) {
        waiting -= backlog.size();
    }

    /** Takes a backlog into the sum, after it changed. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
    void after(Backlog<?> backlog) {
        waiting += backlog.size();
    }
}
