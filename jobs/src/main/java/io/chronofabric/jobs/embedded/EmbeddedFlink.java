package io.chronofabric.jobs.embedded;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.metrics.reporter.MetricReporter;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** Flink in this JVM, its web UI on the loopback address only. */
public final class EmbeddedFlink implements AutoCloseable {
    private static final int PORTS = 100;
    private static final int LAST_PORT = 65_535;
    private static final String LOOPBACK = "localhost";
    private static final long SECONDS_TO_CLOSE = 20;

    private final MiniCluster cluster;
    private final Configuration configuration;
    private final URI webUi;

    private EmbeddedFlink(MiniCluster cluster, Configuration configuration, URI webUi) {
        this.cluster = cluster;
        this.configuration = configuration;
        this.webUi = webUi;
    }

    /**
     * A submitted job.
     *
     * @param id its id
     * @param result what became of it
     */
    public record Job(JobID id, CompletableFuture<JobResult> result) {
        /** Whether it has ended, however. */
        public boolean isDone() {
            return result.isDone();
        }

        /** Its end. */
        public CompletableFuture<JobResult> done() {
            return result;
        }

        /** Throws what the job failed of; a canceled one has not failed. */
        public void check() throws Exception {
            JobResult ended = result.get();
            if (ended.getSerializedThrowable().isPresent()
                    && ended.getJobStatus().filter(s -> s.name().equals("CANCELED")).isEmpty()) {
                ended.toJobExecutionResult(EmbeddedFlink.class.getClassLoader());
            }
        }
    }

    /**
     * Starts.
     *
     * @param firstPort of the web UI; the next free one of the hundred after it is taken
     * @param slots parallelism that fits
     * @param reporter is told of all metrics
     */
    public static EmbeddedFlink start(int firstPort, int slots, MetricReporter reporter)
            throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.ADDRESS, LOOPBACK);
        configuration.set(RestOptions.BIND_ADDRESS, LOOPBACK);
        int lastPort = Math.min(firstPort + PORTS, LAST_PORT);
        // Flink takes no range of one.
        configuration.set(
                RestOptions.BIND_PORT,
                lastPort > firstPort ? firstPort + "-" + lastPort : String.valueOf(firstPort));
        // Anyone on this host could run code in our name otherwise.
        configuration.set(WebOptions.SUBMIT_ENABLE, false);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
        MetricsPlugin plugin = new MetricsPlugin(reporter);
        configuration.setString(
                "metrics.reporter.demo.factory.class", MetricsPlugin.class.getName());
        MiniCluster cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(configuration)
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(slots)
                                .setPluginManager(plugin)
                                .build());
        try {
            cluster.start();
            configuration.set(CoreOptions.DEFAULT_PARALLELISM, slots);
            return new EmbeddedFlink(cluster, configuration, cluster.getRestAddress().get());
        } catch (Exception e) {
            close(cluster);
            throw e;
        }
    }

    /** Where the web UI is. */
    public URI webUi() {
        return webUi;
    }

    /** An environment to define a job in before Flink is started; submit it then. */
    public static StreamExecutionEnvironment environment(int parallelism) {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
        return StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    }

    /** Submits what was defined in an environment of {@link #environment}. */
    public Job submit(String name, StreamExecutionEnvironment environment) throws Exception {
        StreamGraph graph = environment.getStreamGraph();
        graph.setJobName(name);
        JobID id = cluster.submitJob(graph.getJobGraph()).get().getJobID();
        return new Job(id, cluster.requestJobResult(id));
    }

    /** Submits what a definition puts into an environment. */
    public Job submit(String name, Consumer<StreamExecutionEnvironment> definition)
            throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        definition.accept(environment);
        return submit(name, environment);
    }

    /** Asks for the job's end; its result tells whether that worked. */
    public void cancel(Job job) {
        // Its result tells whether that worked.
        var unused = cluster.cancelJob(job.id());
    }

    @Override
    public void close() throws Exception {
        close(cluster);
    }

    private static void close(MiniCluster cluster) throws Exception {
        cluster.closeAsync()
                .get(Duration.ofSeconds(SECONDS_TO_CLOSE).toMillis(), TimeUnit.MILLISECONDS);
    }
}
