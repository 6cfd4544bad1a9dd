package io.chronofabric.operators.sequence.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.core.Metric;
import io.chronofabric.operators.OperatorMetrics;
import io.chronofabric.operators.RecordedMetrics;
import io.chronofabric.operators.sequence.AtBound;
import io.chronofabric.operators.sequence.Ev;
import io.chronofabric.operators.sequence.FoundSequence;
import io.chronofabric.operators.sequence.SequenceBounds;
import io.chronofabric.operators.sequence.SequenceCondition;
import io.chronofabric.operators.sequence.SequenceEngine;
import io.chronofabric.operators.sequence.SequencePattern;
import io.chronofabric.operators.sequence.SequenceState;
import java.time.Duration;
import java.util.ArrayList;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class SequenceMetricsTest {
    private static final SequencePattern<Long> PAIR =
            SequencePattern.<Long>builder("pair", 1)
                    .begin("a", SequenceCondition.onEvent(e -> Ev.kind(e) == 0))
                    .followedBy("b", SequenceCondition.onEvent(e -> Ev.kind(e) == 1))
                    .within(Duration.ofMillis(100))
                    .build();

    private final RecordedMetrics recorded = new RecordedMetrics();
    private final SequenceEngine<Long> engine =
            new SequenceEngine<>(PAIR, new SequenceBounds(2, 20, AtBound.OLDEST_OUT), Ev::time);
    private final SequenceMetrics metrics =
            new SequenceMetrics(recorded.group(), engine.counters());

    @Test
    void whatTheEngineCountsIsShownAsItCounts() {
        SequenceState<Long> state = engine.newState(1);
        for (int i = 0; i < 3; i++) {
            engine.onEvent(state, Ev.of(1000 + i, 0, 0, 0), new ArrayList<>()::add);
        }
        assertThat(recorded.count("temporal_sequence_partials_at_bound_total")).isEqualTo(1);
        assertThat(recorded.count("temporal_sequence_partials_timed_out_total")).isZero();
        engine.advanceTo(state, Long.MAX_VALUE, new ArrayList<>()::add);
        assertThat(recorded.count("temporal_sequence_partials_timed_out_total")).isEqualTo(2);
        assertThat(recorded.count("temporal_sequence_matches_not_awaited_total")).isZero();
    }

    @Test
    void whatIsToldIsCountedByKind() {
        metrics.told(FoundSequence.Kind.FOUND);
        metrics.told(FoundSequence.Kind.WITHDRAWN);
        metrics.told(FoundSequence.Kind.FOUND);
        metrics.late();
        metrics.duplicate();
        assertThat(recorded.count("found.temporal_sequence_matches_total")).isEqualTo(2);
        assertThat(recorded.count("guarded.temporal_sequence_matches_total")).isZero();
        assertThat(recorded.count("withdrawn.temporal_sequence_matches_total")).isEqualTo(1);
        assertThat(recorded.count("governance_late_total")).isEqualTo(1);
        assertThat(recorded.count("governance_duplicates_total")).isEqualTo(1);
    }

    @Test
    void whatIsCountedElsewhereCannotBeCountedHere() {
        Counter[] registered = new Counter[1];
        MetricGroup group =
                new UnregisteredMetricsGroup() {
                    @Override
                    public MetricGroup addGroup(String name) {
                        return this;
                    }

                    @Override
                    public <C extends Counter> C counter(String name, C counter) {
                        registered[0] = counter;
                        return counter;
                    }
                };
        OperatorMetrics.counter(group, Metric.SEQUENCE_TIMED_OUT, () -> 7);
        assertThat(registered[0].getCount()).isEqualTo(7);
        assertThatThrownBy(registered[0]::inc).hasMessage("is counted elsewhere");
    }
}
