package io.chronofabric.time.clock;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.core.Metric;
import io.chronofabric.core.MetricPort;
import io.chronofabric.time.SimulatedTimeSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ClockMetricsTest {
    private static final long SECOND = 1_000_000_000L;

    private final SimulatedTimeSource time = new SimulatedTimeSource(1_800_000_000L * SECOND);
    private final FakeSource first =
            new FakeSource("clockbound", ClockSource.Kind.CLOCK_BOUND, time).bounds(10_000);
    private final FakeSource second =
            new FakeSource("kernel", ClockSource.Kind.KERNEL, time).bounds(80_000);
    private final ClockSelector selector =
            new ClockSelector(
                    List.of(first, second), time, ClockSettings.DEFAULT, new LoggedClocks());
    private final Port port = new Port();

    private void pass(long nanos) {
        for (long left = nanos; left > 0; left -= SECOND / 10) {
            selector.check();
            time.advance(SECOND / 10);
        }
    }

    @Test
    void everyMetricOfTheClocksIsFed() {
        ClockMetrics.register(port, selector, time);
        assertThat(port.values.keySet())
                .containsExactlyInAnyOrder(
                        "temporal_clock_synchronizations_total",
                        "temporal_clock_failovers_total",
                        "temporal_clock_current_error_bound_seconds",
                        "temporal_clock_current_drift_ppm",
                        "temporal_clock_jumps_total forward",
                        "temporal_clock_jumps_total backward",
                        "temporal_clock_jumps_total freeze",
                        "temporal_clock_failures_total clockbound",
                        "temporal_clock_failures_total kernel");
    }

    @Test
    void eachTroubleShowsInTheMetricThatAlarms() {
        ClockMetrics.register(port, selector, time);
        assertThat(port.value("temporal_clock_current_error_bound_seconds"))
                .as("before anything is known")
                .isInfinite();
        selector.check();
        assertThat(port.value("temporal_clock_current_error_bound_seconds")).isEqualTo(10e-6);
        assertThat(port.value("temporal_clock_current_drift_ppm")).isEqualTo(-7.5);
        assertThat(port.value("temporal_clock_synchronizations_total")).isEqualTo(1);
        time.advance(2 * SECOND);
        assertThat(port.value("temporal_clock_current_error_bound_seconds"))
                .as("grown, without a check")
                .isEqualTo(110e-6);

        first.says(ClockReading.State.UNSYNCHRONIZED);
        pass(20 * SECOND);
        assertThat(port.value("temporal_clock_failures_total clockbound")).isEqualTo(3);
        assertThat(port.value("temporal_clock_failures_total kernel")).isZero();
        assertThat(port.value("temporal_clock_failovers_total")).isEqualTo(1);
        assertThat(port.value("temporal_clock_synchronizations_total")).isEqualTo(2);

        second.says(ClockReading.State.UNSYNCHRONIZED);
        pass(20 * SECOND);
        assertThat(port.value("temporal_clock_current_error_bound_seconds")).isInfinite();
        assertThat(port.value("temporal_clock_current_drift_ppm")).isNaN();

        time.jump(3_600 * SECOND);
        pass(SECOND);
        time.jump(-3_600 * SECOND);
        pass(SECOND);
        time.advance(5 * SECOND);
        time.jump(-5 * SECOND);
        pass(SECOND);
        assertThat(port.value("temporal_clock_jumps_total forward")).isEqualTo(1);
        assertThat(port.value("temporal_clock_jumps_total backward")).isEqualTo(1);
        assertThat(port.value("temporal_clock_jumps_total freeze")).isEqualTo(1);
    }

    @Test
    void whatCanGoWrongHasAnAlarm() {
        assertThat(
                        List.of(
                                Metric.CLOCK_FAILURES,
                                Metric.CLOCK_ERROR_BOUND,
                                Metric.CLOCK_DRIFT,
                                Metric.CLOCK_JUMPS,
                                Metric.CLOCK_FAILOVERS))
                .allSatisfy(metric -> assertThat(metric.alarm()).isNotEmpty());
    }

    /** Holds the suppliers by name and labels. */
    private static final class Port implements MetricPort {
        private final Map<String, Supplier<Double>> values = new HashMap<>();

        @Override
        public void counter(Metric metric, LongSupplier value, String... labels) {
            add(metric, Metric.Kind.COUNTER, () -> (double) value.getAsLong(), labels);
        }

        @Override
        public void gauge(Metric metric, DoubleSupplier value, String... labels) {
            add(metric, Metric.Kind.GAUGE, value::getAsDouble, labels);
        }

        private void add(
                Metric metric, Metric.Kind kind, Supplier<Double> value, String... labels) {
            assertThat(metric.kind()).isEqualTo(kind);
            assertThat(labels).hasSameSizeAs(metric.labels());
            values.put((metric.metricName() + " " + String.join(" ", labels)).strip(), value);
        }

        private double value(String name) {
            return values.get(name).get();
        }
    }
}
