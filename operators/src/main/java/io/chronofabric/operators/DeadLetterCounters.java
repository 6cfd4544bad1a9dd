package io.chronofabric.operators;

import io.chronofabric.core.Metric;
import io.chronofabric.state.model.RejectReason;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** Counts an operator's dead letters by reason. Used by the operator's thread. */
public final class DeadLetterCounters {
    private final Map<RejectReason, Counter> byReason = new EnumMap<>(RejectReason.class);

    /** Registers a counter for every reason. */
    public DeadLetterCounters(MetricGroup operator) {
        for (RejectReason reason : RejectReason.values()) {
            byReason.put(
                    reason,
                    OperatorMetrics.counter(
                            operator, Metric.GOVERNANCE_DEAD_LETTERS, reason.name()));
        }
    }

    /** Counts one. */
    public void count(RejectReason reason) {
        byReason.get(reason).inc();
    }
}
