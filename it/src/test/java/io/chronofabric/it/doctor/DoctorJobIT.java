package io.chronofabric.it.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.chronofabric.it.doctor.PlantedJob.Fault;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real running job as it should be, and with one thing spoilt each. */
class DoctorJobIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern WRITTEN = Pattern.compile("\"write-records\":(\\d+)");

    private static MiniCluster cluster;
    private static URI rest;

    private JobID running;

    @BeforeAll
    static void start() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(RestOptions.BIND_PORT, "0");
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(16));
        configuration.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofSeconds(1));
        cluster =
                new MiniCluster(
                        new MiniClusterConfiguration.Builder()
                                .setConfiguration(configuration)
                                .setNumTaskManagers(1)
                                .setNumSlotsPerTaskManager(2)
                                .withRandomPorts()
                                .build());
        cluster.start();
        rest = done(cluster.getRestAddress());
    }

    @AfterAll
    static void stop() throws Exception {
        if (cluster != null) {
            done(cluster.closeAsync());
        }
    }

    @AfterEach
    void cancel() throws Exception {
        if (running != null) {
            JobID id = running;
            done(cluster.cancelJob(id));
            await().atMost(PATIENCE)
                    .until(() -> done(cluster.getJobStatus(id)).isGloballyTerminalState());
        }
    }

    @Test
    void aHealthyJobHasNothingToMend() throws Exception {
        Said said = doctor(Fault.NONE);
        said.findsNothing();
        assertThat(said.err()).contains("Flink 2.", "s left");
        assertThat(said.under("DOC502")).contains("back-pressure: none");
        assertThat(said.under("DOC503")).startsWith("fine").contains("at 1970");
    }

    @Test
    void theTaskThatHoldsUpOthersIsNamed() throws Exception {
        Said said = doctor(Fault.BOTTLENECK);
        said.hasProblem("DOC502", "the bottleneck is worked", "Raise the parallelism of worked");
        assertThat(said.under("DOC502"))
                .containsPattern("numbers.* before it waits (9\\d|100) % of the time");
        assertThat(said.under("DOC505")).startsWith("fine");
    }

    @Test
    void theSplitThatHoldsTheWatermarkIsNamed() throws Exception {
        Said said = doctor(Fault.STALLED_SPLIT);
        said.hasProblem("DOC503", "held by split 2 in subtask", "See what is sent there");
        assertThat(said.under("DOC503")).contains("1970-01-01T00:00:00.999Z");
    }

    @Test
    void theSubtaskThatHasTooMuchIsNamed() throws Exception {
        Said said = doctor(Fault.SKEW);
        said.hasProblem("DOC505", "of worked", "split a hot entity");
    }

    @Test
    void checkpointsThatFailAreFound() throws Exception {
        doctor(Fault.FAILING_CHECKPOINTS)
                .hasProblem("DOC506", "failed, 0 completed", "Mend what the failure says");
    }

    @Test
    void aJobThatFailsAgainAndAgainIsFound() throws Exception {
        doctor(Fault.RESTARTS).hasProblem("DOC501", "planted: no more", "Mend what it failed of");
    }

    @Test
    void aJobThatIsNotThereIsAnsweredByThoseThatAre() throws Exception {
        submit(Fault.NONE);
        Said said = Said.by("--rest", rest.toString(), "--job", "f00");
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("no job f00 runs", running + " (planted NONE)");
        assertThat(said.out()).isEmpty();
    }

    @Test
    void aServerThatIsNotFlinksIsToldFromNone() throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    byte[] page = "<html>hello</html>".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, page.length);
                    exchange.getResponseBody().write(page);
                    exchange.close();
                });
        server.start();
        try {
            Said said = Said.by("--rest", "localhost:" + server.getAddress().getPort());
            assertThat(said.code()).isEqualTo(2);
            assertThat(said.err()).contains("answers, and is not Flink's");
        } finally {
            server.stop(0);
        }
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        Said said = Said.by("--rest", "http://localhost:" + closed);
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("localhost:" + closed + " does not answer");
    }

    @Test
    void aServerThatNeverEndsItsAnswerHoldsUpNobody() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, 1_000);
                    exchange.getResponseBody().write('{');
                    exchange.getResponseBody().flush();
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        server.start();
        try {
            Said said = Said.by("--rest", "localhost:" + server.getAddress().getPort());
            assertThat(said.code()).isEqualTo(2);
            assertThat(said.err()).contains("does not answer");
        } finally {
            over.countDown();
            server.stop(0);
        }
    }

    private Said doctor(Fault fault) throws Exception {
        submit(fault);
        return Said.by("--rest", rest.toString(), "--job", "planted " + fault, "--for", "4s");
    }

    private void submit(Fault fault) throws Exception {
        Configuration flags = new Configuration();
        flags.set(
                CheckpointingOptions.CHECKPOINTING_INTERVAL,
                Duration.ofSeconds(fault == Fault.FAILING_CHECKPOINTS ? 1 : 5));
        flags.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 1_000_000);
        flags.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        flags.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1_000_000);
        flags.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(flags);
        new PlantedJob(fault).define(environment);
        StreamGraph graph = environment.getStreamGraph();
        graph.setJobName("planted " + fault);
        running = done(cluster.submitJob(graph.getJobGraph())).getJobID();
        await("records on their way")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> written() > 300);
    }

    private long written() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(rest.resolve("/jobs/" + running))
                        .timeout(Duration.ofSeconds(20))
                        .build();
        String body = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
        Matcher found = WRITTEN.matcher(body);
        long sum = 0;
        while (found.find()) {
            sum += Long.parseLong(found.group(1));
        }
        return sum;
    }

    private static <T> T done(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
}
