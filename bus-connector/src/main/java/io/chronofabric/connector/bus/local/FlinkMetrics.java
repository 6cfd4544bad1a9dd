package io.chronofabric.connector.bus.local;

import io.chronofabric.core.Metric;
import io.chronofabric.core.MetricPort;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * The house's metrics in a Flink metric group, labels as subgroups. Counters are Flink gauges here:
 * Flink's own counters cannot be pulled.
 */
final class FlinkMetrics implements MetricPort {
    private final MetricGroup group;

    FlinkMetrics(MetricGroup group) {
        this.group = group;
    }

    @Override
    public void counter(Metric metric, LongSupplier value, String... labelValues) {
        labelled(metric, labelValues).gauge(metric.metricName(), (Gauge<Long>) value::getAsLong);
    }

    @Override
    public void gauge(Metric metric, DoubleSupplier value, String... labelValues) {
        labelled(metric, labelValues)
                .gauge(metric.metricName(), (Gauge<Double>) value::getAsDouble);
    }

    private MetricGroup labelled(Metric metric, String... labelValues) {
        MetricGroup result = group;
        for (int i = 0; i < labelValues.length; i++) {
            result = result.addGroup(metric.labels().get(i), labelValues[i]);
        }
        return result;
    }
}
