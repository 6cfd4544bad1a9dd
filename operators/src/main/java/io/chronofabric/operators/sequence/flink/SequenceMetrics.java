package io.chronofabric.operators.sequence.flink;

import io.chronofabric.core.Metric;
import io.chronofabric.operators.OperatorMetrics;
import io.chronofabric.operators.sequence.FoundSequence;
import io.chronofabric.operators.sequence.SequenceCounters;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** Counts what the operator does, beside what its engine counts. Used by the operator's thread. */
final class SequenceMetrics {
    private final Counter late;
    private final Counter duplicates;
    private final Map<FoundSequence.Kind, Counter> told = new EnumMap<>(FoundSequence.Kind.class);

    SequenceMetrics(MetricGroup operator, SequenceCounters engine) {
        late = OperatorMetrics.counter(operator, Metric.GOVERNANCE_LATE);
        duplicates = OperatorMetrics.counter(operator, Metric.GOVERNANCE_DUPLICATES);
        for (FoundSequence.Kind kind : FoundSequence.Kind.values()) {
            String label = kind.name().toLowerCase(Locale.ROOT);
            told.put(kind, OperatorMetrics.counter(operator, Metric.SEQUENCE_TOLD, label));
        }
        OperatorMetrics.counter(operator, Metric.SEQUENCE_TIMED_OUT, engine::timedOut);
        OperatorMetrics.counter(operator, Metric.SEQUENCE_AT_BOUND, engine::atBound);
        OperatorMetrics.counter(operator, Metric.SEQUENCE_NOT_AWAITED, engine::notAwaited);
    }

    void late() {
        late.inc();
    }

    void duplicate() {
        duplicates.inc();
    }

    void told(FoundSequence.Kind kind) {
        told.get(kind).inc();
    }
}
