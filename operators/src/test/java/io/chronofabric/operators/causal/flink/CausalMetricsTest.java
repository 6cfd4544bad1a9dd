package io.chronofabric.operators.causal.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.time.causal.DeliveryBounds;
import io.chronofabric.time.causal.DeliveryOutcome;
import io.chronofabric.time.causal.DependencyQueue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class CausalMetricsTest {
    private final Map<String, Counter> counters = new HashMap<>();
    private final Map<String, Gauge<?>> gauges = new HashMap<>();
    private final CausalMetrics metrics = new CausalMetrics(new Group(""));

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
        assertThat(counters.get("delivered.temporal_causal_events_total").getCount()).isEqualTo(2);
        assertThat(counters.get("time_stood_still.temporal_causal_events_total").getCount())
                .isEqualTo(1);
        assertThat(counters.get("temporal_unusable_events_total").getCount()).isEqualTo(1);
    }

    private void offer(
            DependencyQueue<String, String> queue, String id, long bytes, String... dependencies) {
        metrics.before(queue);
        queue.offer(id, List.of(dependencies), id, bytes, 0, handout -> {});
        metrics.after(queue);
    }

    private void assertGauges(double waiting, double bytes, double gaps) {
        assertThat(gauges.get("temporal_causal_waiting_events").getValue()).isEqualTo(waiting);
        assertThat(gauges.get("temporal_causal_waiting_bytes").getValue()).isEqualTo(bytes);
        assertThat(gauges.get("temporal_causal_open_gaps").getValue()).isEqualTo(gaps);
    }

    private static DependencyQueue<String, String> queue() {
        return new DependencyQueue<>(new DeliveryBounds(1_000, 100, 1_000), 10, 100);
    }

    /** Keeps what is registered by the values of its labels and its name. */
    private final class Group extends UnregisteredMetricsGroup {
        private final String path;

        Group(String path) {
            this.path = path;
        }

        @Override
        public MetricGroup addGroup(String name) {
            return this;
        }

        @Override
        public MetricGroup addGroup(String key, String value) {
            return new Group(path + value + ".");
        }

        @Override
        public Counter counter(String name) {
            return counters.computeIfAbsent(path + name, n -> super.counter(name));
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            gauges.put(path + name, gauge);
            return gauge;
        }
    }
}
