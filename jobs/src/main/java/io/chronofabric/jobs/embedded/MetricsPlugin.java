package io.chronofabric.jobs.embedded;

import java.util.Iterator;
import java.util.List;
import java.util.Properties;
import org.apache.flink.core.plugin.PluginManager;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;

/** Hands an embedded Flink the one reporter that its own process listens to. */
final class MetricsPlugin implements PluginManager, MetricReporterFactory {
    private final MetricReporter reporter;

    MetricsPlugin(MetricReporter reporter) {
        this.reporter = reporter;
    }

    @Override
    public MetricReporter createMetricReporter(Properties properties) {
        return reporter;
    }

    @Override
    public <P> Iterator<P> load(Class<P> service) {
        return service.isInstance(this)
                ? List.of(service.cast(this)).iterator()
                : List.<P>of().iterator();
    }
}
