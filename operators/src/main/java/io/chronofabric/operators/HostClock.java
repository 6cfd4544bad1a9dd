package io.chronofabric.operators;

import io.chronofabric.core.Metric;
import io.chronofabric.core.MetricPort;
import io.chronofabric.time.clock.ClockWatch;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * The watch over this host's clocks, one for all tasks of a job in a TaskManager: opened with the
 * first of them and closed with the last. It tells, and changes no result.
 */
final class HostClock {
    private static final Object LOCK = new Object();

    private static ClockWatch watch;
    private static int users;

    private HostClock() {}

    /** Begins to use it, and registers its metrics with an operator. */
    static void open(MetricGroup operator) {
        synchronized (LOCK) {
            if (users == 0) {
                watch = ClockWatch.start();
            }
            users++;
            watch.host().register(new OperatorPort(operator));
        }
    }

    /** Ends the use. */
    static void close() {
        synchronized (LOCK) {
            users--;
            if (users == 0) {
                watch.close();
                watch = null;
            }
        }
    }

    /** How many tasks use it. */
    static int users() {
        synchronized (LOCK) {
            return users;
        }
    }

    /** An operator's metrics. */
    private record OperatorPort(MetricGroup operator) implements MetricPort {
        @Override
        public void counter(Metric metric, LongSupplier value, String... labelValues) {
            OperatorMetrics.labelled(operator, metric, labelValues)
                    .gauge(metric.metricName(), (Gauge<Long>) value::getAsLong);
        }

        @Override
        public void gauge(Metric metric, DoubleSupplier value, String... labelValues) {
            OperatorMetrics.gauge(operator, metric, value, labelValues);
        }
    }
}
