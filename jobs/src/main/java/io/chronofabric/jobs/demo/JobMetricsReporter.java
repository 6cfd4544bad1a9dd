package io.chronofabric.jobs.demo;

import java.util.Properties;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Keeps the governance metrics of an embedded job at hand for its own process. */
public final class JobMetricsReporter implements MetricReporter {
    static final String RUN = "run";

    private static final String PREFIX = "governance_";
    private static final String RULE_VARIABLE = "<rule>";

    private JobMetrics metrics;

    /** Found by Flink among the services. */
    public static final class Factory implements MetricReporterFactory {
        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            return new JobMetricsReporter();
        }
    }

    @Override
    public void open(MetricConfig config) {
        metrics = JobMetrics.of(config.getString(RUN, ""));
    }

    @Override
    public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
        if (metric instanceof Counter counter && name.startsWith(PREFIX)) {
            metrics.add(name, counter);
        } else if (metric instanceof Gauge<?> gauge && name.equals(JobMetrics.WORST_MARGIN)) {
            metrics.addMargin(rule(group), gauge);
        }
    }

    @Override
    public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
        if (metric instanceof Counter counter && name.startsWith(PREFIX)) {
            metrics.remove(name, counter);
        } else if (metric instanceof Gauge<?> gauge && name.equals(JobMetrics.WORST_MARGIN)) {
            metrics.removeMargin(rule(group), gauge);
        }
    }

    private static String rule(MetricGroup group) {
        return group.getAllVariables().getOrDefault(RULE_VARIABLE, "");
    }

    @Override
    public void close() {
        // Whoever shows the metrics forgets them.
    }
}
