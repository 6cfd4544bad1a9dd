package io.chronofabric.operators.sequence.flink;

import io.chronofabric.core.Metric;
import io.chronofabric.operators.OperatorMetrics;
import io.chronofabric.operators.sequence.FoundSequence;
import io.chronofabric.operators.sequence.SequenceCounters;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** Counts what the operator does. Used by the operator's thread. */
final class SequenceMetrics {
    private final SequenceCounters engine;
    private final Counter late;
    private final Counter duplicates;
    private final Counter atBound;
    private final Counter notAwaited;
    private final Counter timedOut;
    private final Map<FoundSequence.Kind, Counter> told = new EnumMap<>(FoundSequence.Kind.class);

    SequenceMetrics(MetricGroup operator, SequenceCounters engine) {
        this.engine = engine;
        late = OperatorMetrics.counter(operator, Metric.GOVERNANCE_LATE);
        duplicates = OperatorMetrics.counter(operator, Metric.GOVERNANCE_DUPLICATES);
        MetricGroup sequence = operator.addGroup("chronofabric").addGroup("sequence");
        atBound = sequence.counter("partials_at_bound");
        notAwaited = sequence.counter("matches_not_awaited");
        timedOut = sequence.counter("partials_timed_out");
        for (FoundSequence.Kind kind : FoundSequence.Kind.values()) {
            told.put(kind, sequence.addGroup("kind", kind.name()).counter("matches"));
        }
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

    /** Takes over what the engine has counted. */
    void update() {
        raise(atBound, engine.atBound());
        raise(notAwaited, engine.notAwaited());
        raise(timedOut, engine.timedOut());
    }

    private static void raise(Counter counter, long to) {
        counter.inc(to - counter.getCount());
    }
}
