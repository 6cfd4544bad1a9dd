package io.chronofabric.operators;

import io.chronofabric.core.Metric;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * Registers the house's metrics with an operator, all under Flink's group {@code chronofabric}, so
 * that one set of recording rules finds them.
 */
public final class OperatorMetrics {
    private static final String GROUP = "chronofabric";

    private OperatorMetrics() {}

    /** A counter; the label values in the order of the metric's labels. */
    public static Counter counter(MetricGroup operator, Metric metric, String... labelValues) {
        return labelled(operator, metric, labelValues).counter(metric.metricName());
    }

    /**
     * A counter of what somebody else counts, who never counts down; the supplier is called by
     * Flink's reporter threads.
     */
    public static void counter(
            MetricGroup operator, Metric metric, LongSupplier count, String... labelValues) {
        labelled(operator, metric, labelValues)
                .counter(metric.metricName(), new CountedElsewhere(count));
    }

    /** A gauge; the supplier is called by Flink's reporter threads. */
    public static void gauge(
            MetricGroup operator, Metric metric, DoubleSupplier value, String... labelValues) {
        labelled(operator, metric, labelValues)
                .gauge(metric.metricName(), (Gauge<Double>) value::getAsDouble);
    }

    /** Shows a count, and leaves the counting to others. */
    private record CountedElsewhere(LongSupplier count) implements Counter {
        @Override
        public long getCount() {
            return count.getAsLong();
        }

        @Override
        public void inc() {
            throw counting();
        }

        @Override
        public void inc(long n) {
            throw counting();
        }

        @Override
        public void dec() {
            throw counting();
        }

        @Override
        public void dec(long n) {
            throw counting();
        }

        private static UnsupportedOperationException counting() {
            return new UnsupportedOperationException("is counted elsewhere");
        }
    }

    private static MetricGroup labelled(
            MetricGroup operator, Metric metric, String... labelValues) {
        if (labelValues.length != metric.labels().size()) {
            throw new IllegalArgumentException(
                    metric.metricName()
                            + ": "
                            + labelValues.length
                            + " label values (expected: one each for "
                            + metric.labels()
                            + ")");
        }
        MetricGroup group = operator.addGroup(GROUP);
        for (int i = 0; i < labelValues.length; i++) {
            group = group.addGroup(metric.labels().get(i), labelValues[i]);
        }
        return group;
    }
}
