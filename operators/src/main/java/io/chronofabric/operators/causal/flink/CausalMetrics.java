package io.chronofabric.operators.causal.flink;

import io.chronofabric.core.Metric;
import io.chronofabric.operators.OperatorMetrics;
import io.chronofabric.time.causal.CausalQueue;
import io.chronofabric.time.causal.DeliveryOutcome;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** What one subtask counts. Written by the task's thread, read by Flink's reporters. */
final class CausalMetrics {
    private final Map<DeliveryOutcome, Counter> outcomes = new EnumMap<>(DeliveryOutcome.class);
    private final Counter unusable;
    private volatile long waiting;
    private volatile long waitingBytes;
    private volatile long openGaps;

    CausalMetrics(MetricGroup group) {
        for (DeliveryOutcome outcome : DeliveryOutcome.values()) {
            String label = outcome.name().toLowerCase(Locale.ROOT);
            outcomes.put(outcome, OperatorMetrics.counter(group, Metric.CAUSAL_EVENTS, label));
        }
        unusable = OperatorMetrics.counter(group, Metric.UNUSABLE_EVENTS);
        OperatorMetrics.gauge(group, Metric.CAUSAL_WAITING, () -> waiting);
        OperatorMetrics.gauge(group, Metric.CAUSAL_WAITING_BYTES, () -> waitingBytes);
        OperatorMetrics.gauge(group, Metric.CAUSAL_OPEN_GAPS, () -> openGaps);
    }

    void left(DeliveryOutcome outcome) {
        outcomes.get(outcome).inc();
    }

    void unusable() {
        unusable.inc();
    }

    /** Takes a queue out of the sums, before it changes. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
    void before(CausalQueue<?, ?> queue) {
        waiting -= queue.waiting();
        waitingBytes -= queue.waitingBytes();
        openGaps -= queue.openGaps();
    }

    /** Takes a queue into the sums, after it changed. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
    void after(CausalQueue<?, ?> queue) {
        waiting += queue.waiting();
        waitingBytes += queue.waitingBytes();
        openGaps += queue.openGaps();
    }
}
