package io.chronofabric.it.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.jobs.GovernanceMain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.plugin.PluginManager;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricConfig;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.metrics.reporter.MetricReporterFactory;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.metrics.groups.FrontMetricGroup;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The names that the recording rules map, against those that a job registers with a reporter. */
final class ExportedNamesIT {
    private static final long PATIENCE_SECONDS = 60;
    private static final String DOCUMENTS =
            """
            kind: Rule
            metadata: {id: level}
            spec:
              signals: {lat: lat}
              sampling: {period: 1s, maxGap: 5s}
              formula: "lat <= 250"
            ---
            kind: Pattern
            metadata: {id: rise}
            spec:
              signals: {lat: lat}
              sequence: [{name: low, when: lat < 1}, {name: high, when: lat > 500}]
            """;
    private static final String TRACE =
            """
            time,node,entity,lat
            2026-01-01T00:00:00Z,n1,svc,1
            2026-01-01T00:00:01Z,n1,svc,2
            """;

    @TempDir Path folder;

    @Test
    void aJobRegistersWhatIsMappedFromTheNamesPrometheusGets() throws Exception {
        Path rules = Files.writeString(folder.resolve("rules.yaml"), DOCUMENTS);
        Path trace = Files.writeString(folder.resolve("trace.csv"), TRACE);
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.BIND_PORT, "0");
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        Seen seen = new Seen();
        configuration.setString("metrics.reporter.seen.factory.class", Seen.class.getName());
        try (MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(configuration)
                                .setNumSlotsPerTaskManager(1)
                                .setPluginManager(seen)
                                .withRandomPorts()
                                .build())) {
            cluster.start();
            StreamExecutionEnvironment environment = new StreamExecutionEnvironment(configuration);
            GovernanceMain.define(
                    environment,
                    List.of(
                            "-D",
                            "rules.files=" + rules,
                            "-D",
                            "replay.path=" + trace,
                            "-D",
                            "output.directory=" + folder.resolve("out")),
                    Map.of());
            JobGraph job = environment.getStreamGraph().getJobGraph();
            cluster.submitJob(job).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            cluster.requestJobResult(job.getJobID())
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .toJobExecutionResult(getClass().getClassLoader());
        }

        assertThat(seen.names).containsAll(RecordingRules.flinkNames().values());
        assertThat(seen.splits)
                .as("the split by name")
                .singleElement()
                .satisfies(split -> assertThat(split).endsWith("/trace.csv"));
    }

    /** Keeps the names that Flink's reporter for Prometheus would give, and all splits. */
    private static final class Seen
            implements PluginManager, MetricReporterFactory, MetricReporter {
        private final Set<String> names = ConcurrentHashMap.newKeySet();
        private final Set<String> splits = ConcurrentHashMap.newKeySet();

        @Override
        public void notifyOfAddedMetric(Metric metric, String name, MetricGroup group) {
            String scope = ((FrontMetricGroup<?>) group).getLogicalScope(input -> input, '_');
            names.add("flink_" + scope + '_' + name);
            String split = group.getAllVariables().get("<split>");
            if (split != null) {
                splits.add(split);
            }
        }

        @Override
        public void notifyOfRemovedMetric(Metric metric, String name, MetricGroup group) {
            // What was there is all that is asked for.
        }

        @Override
        public void open(MetricConfig config) {
            // Needs no settings.
        }

        @Override
        public void close() {
            // Holds nothing.
        }

        @Override
        public MetricReporter createMetricReporter(Properties properties) {
            return this;
        }

        @Override
        public <P> Iterator<P> load(Class<P> service) {
            return service.isInstance(this)
                    ? List.of(service.cast(this)).iterator()
                    : List.<P>of().iterator();
        }
    }
}
