package io.chronofabric.operators.causal.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.operators.RecordedMetrics;
import io.chronofabric.time.causal.DeliveryBounds;
import io.chronofabric.time.causal.DeliveryOutcome;
import io.chronofabric.time.causal.DependencyQueue;
import java.util.List;
import org.junit.jupiter.api.Test;

class CausalMetricsTest {
    private final RecordedMetrics recorded = new RecordedMetrics();
    private final CausalMetrics metrics = new CausalMetrics(recorded.group());

    @Test
    void whatWaitsIsSummedOverDomains() {
        DependencyQueue<String, String> one = queue();
        DependencyQueue<String, String> other = queue();
        offer(one, "b", 7, "a");
        offer(other, "b", 5, "a", "x");
        offer(one, "c", 3, "a");
        assertGauges(3, 15, 3);
        offer(one, "a", 1);
        assertGauges(1, 5, 2);
        offer(other, "x", 1);
        assertGauges(1, 5, 1);
    }

    @Test
    void eventsAreCountedByOutcome() {
        metrics.left(DeliveryOutcome.TIME_STOOD_STILL);
        metrics.left(DeliveryOutcome.DELIVERED);
        metrics.left(DeliveryOutcome.DELIVERED);
        metrics.unusable();
        assertThat(recorded.count("delivered.temporal_causal_events_total")).isEqualTo(2);
        assertThat(recorded.count("time_stood_still.temporal_causal_events_total")).isEqualTo(1);
        assertThat(recorded.count("temporal_unusable_events_total")).isEqualTo(1);
    }

    private void offer(
            DependencyQueue<String, String> queue, String id, long bytes, String... dependencies) {
        metrics.before(queue);
        queue.offer(id, List.of(dependencies), id, bytes, 0, handout -> {});
        metrics.after(queue);
    }

    private void assertGauges(double waiting, double bytes, double gaps) {
        assertThat(recorded.value("temporal_causal_waiting_events")).isEqualTo(waiting);
        assertThat(recorded.value("temporal_causal_waiting_bytes")).isEqualTo(bytes);
        assertThat(recorded.value("temporal_causal_open_gaps")).isEqualTo(gaps);
    }

    private static DependencyQueue<String, String> queue() {
        return new DependencyQueue<>(new DeliveryBounds(1_000, 100, 1_000), 10, 100);
    }
}
