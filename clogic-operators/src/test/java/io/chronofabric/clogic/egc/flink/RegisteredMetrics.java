package io.chronofabric.clogic.egc.flink;

import io.chronofabric.core.Metric;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** Keeps what is registered, by the values of its labels, each with a dot, and its name. */
final class RegisteredMetrics {
    private final Map<String, Counter> counters = new HashMap<>();
    private final Map<String, Gauge<?>> gauges = new HashMap<>();

    MetricGroup group() {
        return new Group("");
    }

    long count(Metric metric, String labels) {
        return counters.get(labels + metric.metricName()).getCount();
    }

    /** The names of all counters, without labels before them. */
    Set<String> counters() {
        return Set.copyOf(counters.keySet());
    }

    double value(Metric metric, String labels) {
        return (Double) gauges.get(labels + metric.metricName()).getValue();
    }

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
            return counters.computeIfAbsent(path + name, ignored -> new SimpleCounter());
        }

        @Override
        public <C extends Counter> C counter(String name, C counter) {
            counters.put(path + name, counter);
            return counter;
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            gauges.put(path + name, gauge);
            return gauge;
        }
    }
}
