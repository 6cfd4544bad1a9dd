package io.chronofabric.it.kafka;

import static org.awaitility.Awaitility.await;

import io.chronofabric.jobs.GovernanceMain;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionJobVertex;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.scheduler.exceptionhistory.RootExceptionHistoryEntry;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A Flink cluster in this JVM that runs governance jobs as {@code flink run} would define them. Its
 * task managers can be killed and replaced. Every wait is bounded by {@link #PATIENCE}.
 */
final class FlinkInside implements BeforeAllCallback, AfterAllCallback {
    /** How long anything is waited for. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private final int taskManagers;
    private final int slots;
    private final List<Integer> alive = new ArrayList<>();
    private MiniCluster cluster;

    private FlinkInside(int taskManagers, int slots) {
        this.taskManagers = taskManagers;
        this.slots = slots;
    }

    /** So many task managers with so many slots each. */
    static FlinkInside with(int taskManagers, int slots) {
        return new FlinkInside(taskManagers, slots);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.BIND_PORT, "0");
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(128));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
        configuration.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofSeconds(1));
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofMillis(500));
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, Duration.ofSeconds(20));
        cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(configuration)
                                .setNumTaskManagers(taskManagers)
                                .setNumSlotsPerTaskManager(slots)
                                .withRandomPorts()
                                .build());
        cluster.start();
        for (int i = 0; i < taskManagers; i++) {
            alive.add(i);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (cluster != null) {
            cluster.closeAsync().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** Kills one of the task managers, with all that it holds in memory, and starts another. */
    void replaceTaskManager(Random random) throws Exception {
        int newest = alive.get(alive.size() - 1);
        int victim = alive.remove(random.nextInt(alive.size()));
        done(cluster.terminateTaskManager(victim));
        cluster.startTaskManager();
        alive.add(newest + 1);
    }

    /** Where the web UI is. */
    URI address() {
        return done(cluster.getRestAddress());
    }

    /** What the web UI is answered to a request such as {@code /jobs/overview}. */
    String rest(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address().resolve(path)).GET().build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }

    /** A job to be run; settings are those of the job, flags those of Flink. */
    static final class Spec {
        private final Map<String, String> settings = new TreeMap<>();
        private final Configuration flags = new Configuration();
        private int parallelism = 1;
        private boolean onDemand;

        private Spec() {
            flags.set(PipelineOptions.GENERIC_TYPES, false);
            flags.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
            flags.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
            flags.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 20);
            flags.set(
                    RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY,
                    Duration.ofMillis(100));
            flags.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        }

        /** With a setting of the job. */
        Spec set(String key, Object value) {
            settings.put(key, value.toString());
            return this;
        }

        /** With a parallelism other than 1. */
        Spec parallelism(int tasks) {
            parallelism = tasks;
            return this;
        }

        /** {@code hashmap} or {@code rocksdb}. */
        Spec backend(String name) {
            flags.set(StateBackendOptions.STATE_BACKEND, name);
            return this;
        }

        /** With checkpoints at this distance. */
        Spec checkpoints(Duration interval) {
            flags.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, interval);
            return this;
        }

        /** With no checkpoint but those asked for, whatever the settings that were checked say. */
        Spec checkpointsOnDemand() {
            onDemand = true;
            return this;
        }

        /** Failing for good at the first failure. */
        Spec neverRestarted() {
            flags.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
            return this;
        }

        /** Going on from a savepoint or retained checkpoint; null begins anew. */
        Spec from(String savepoint) {
            if (savepoint != null) {
                flags.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
            }
            return this;
        }

        /** Defines the job, without submitting it, and gives what was remarked. */
        List<String> remarks() {
            return define(new StreamExecutionEnvironment(flags));
        }

        private StreamExecutionEnvironment environment() {
            StreamExecutionEnvironment environment = new StreamExecutionEnvironment(flags);
            environment.setParallelism(parallelism);
            environment.setMaxParallelism(128);
            define(environment);
            if (onDemand) {
                // The first comes after a time between the two.
                environment.configure(
                        new Configuration()
                                .set(
                                        CheckpointingOptions.CHECKPOINTING_INTERVAL,
                                        Duration.ofHours(1))
                                .set(
                                        CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS,
                                        Duration.ofHours(1)));
            }
            return environment;
        }

        private List<String> define(StreamExecutionEnvironment environment) {
            List<String> arguments = new ArrayList<>();
            settings.forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
            return GovernanceMain.define(environment, arguments, Map.of());
        }
    }

    /** A job with no settings yet. */
    static Spec job() {
        return new Spec();
    }

    /** Defines and submits a job; what is wrong with its settings is thrown here. */
    Running submit(Spec spec) {
        return new Running(
                done(cluster.submitJob(spec.environment().getStreamGraph().getJobGraph()))
                        .getJobID());
    }

    /** Runs a bounded job to its end. */
    void run(Spec spec) {
        submit(spec).finish();
    }

    /** A submitted job. */
    final class Running {
        private final JobID id;

        private Running(JobID id) {
            this.id = id;
        }

        JobID id() {
            return id;
        }

        JobStatus status() {
            return done(cluster.getJobStatus(id));
        }

        /** Waits until every task runs. */
        Running awaitRunning() {
            await().atMost(PATIENCE)
                    .until(
                            () -> {
                                if (status().isGloballyTerminalState()) {
                                    throw new AssertionError("ended: " + failures());
                                }
                                return allTasksRun();
                            });
            return this;
        }

        private boolean allTasksRun() {
            if (status() != JobStatus.RUNNING) {
                return false; // and may have no task yet
            }
            for (AccessExecutionJobVertex vertex :
                    done(cluster.getExecutionGraph(id)).getVerticesTopologically()) {
                if (vertex.getAggregateState() != ExecutionState.RUNNING) {
                    return false;
                }
            }
            return true;
        }

        /** Waits for the end of a bounded job. */
        void finish() {
            JobResult result = done(cluster.requestJobResult(id));
            result.getSerializedThrowable()
                    .ifPresent(
                            cause -> {
                                throw new AssertionError(cause.getFullStringifiedStackTrace());
                            });
        }

        /** Waits until the job has failed for good and gives its whole stack trace. */
        String failure() {
            JobResult result = done(cluster.requestJobResult(id));
            return result.getSerializedThrowable()
                    .orElseThrow(() -> new AssertionError("the job did not fail"))
                    .getFullStringifiedStackTrace();
        }

        /** What made the job restart or fail so far, oldest first; at most 16. */
        List<String> failures() {
            List<String> found = new ArrayList<>();
            for (RootExceptionHistoryEntry entry :
                    done(cluster.getExecutionGraphInfo(id)).getExceptionHistory()) {
                found.add(entry.getExceptionAsString());
            }
            return found;
        }

        /** Takes a checkpoint now. */
        void checkpoint() {
            done(cluster.triggerCheckpoint(id));
        }

        /** Stops the job with a savepoint and gives its path. */
        String stop(String directory) {
            try {
                return done(
                        cluster.stopWithSavepoint(
                                id, directory, false, SavepointFormatType.CANONICAL));
            } catch (IllegalStateException e) {
                throw new IllegalStateException(e.getMessage() + "; before: " + failures(), e);
            }
        }

        /** Takes a savepoint and lets the job go on. */
        String savepoint(String directory) {
            return done(
                    cluster.triggerSavepoint(id, directory, false, SavepointFormatType.CANONICAL));
        }

        /** Cancels the job, unless it has ended. */
        void cancel() {
            if (!status().isGloballyTerminalState()) {
                done(cluster.cancelJob(id));
                await().atMost(PATIENCE).until(() -> status().isGloballyTerminalState());
            }
        }
    }

    private static <T> T done(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Flink", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Flink: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("Flink did not answer in " + PATIENCE, e);
        }
    }
}
