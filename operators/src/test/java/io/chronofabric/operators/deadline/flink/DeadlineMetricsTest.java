package io.chronofabric.operators.deadline.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.operators.RecordedMetrics;
import io.chronofabric.operators.deadline.DeadlineMiss;
import io.chronofabric.operators.deadline.MissPrediction;
import org.junit.jupiter.api.Test;

class DeadlineMetricsTest {
    private final RecordedMetrics recorded = new RecordedMetrics();
    private final DeadlineMetrics metrics = new DeadlineMetrics(recorded.group());

    @Test
    void releasesMissesAndPredictionsAreShownUnderTheirNames() {
        metrics.released();
        metrics.missed(DeadlineMiss.Reason.NO_ROOM);
        metrics.missed(DeadlineMiss.Reason.TOO_LATE);
        metrics.missed(DeadlineMiss.Reason.TOO_LATE);
        metrics.unusable();
        metrics.predicted(1_000, new MissPrediction(8, 2, 1_500_000_000));
        assertThat(recorded.count("temporal_deadline_released_total")).isEqualTo(1);
        assertThat(recorded.count("no_room.temporal_deadline_misses_total")).isEqualTo(1);
        assertThat(recorded.count("too_late.temporal_deadline_misses_total")).isEqualTo(2);
        assertThat(recorded.count("temporal_unusable_events_total")).isEqualTo(1);
        assertThat(recorded.value("temporal_deadline_predicted_miss_ratio")).isEqualTo(0.25);
        assertThat(recorded.value("temporal_deadline_predicted_worst_lateness_seconds"))
                .isEqualTo(1.5);
        assertThat(recorded.value("temporal_deadline_waiting_events")).isZero();
    }
}
