package io.chronofabric.connector.bus;

import static io.chronofabric.bus.aeron.TestDriver.TIMEOUT;
import static io.chronofabric.bus.aeron.TestDriver.clock;
import static io.chronofabric.bus.aeron.TestDriver.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.bus.aeron.BusConnection;
import io.chronofabric.bus.aeron.DurablePublisher;
import io.chronofabric.bus.aeron.Recording;
import io.chronofabric.bus.aeron.RecordingKind;
import io.chronofabric.bus.aeron.TestDriver;
import io.chronofabric.bus.wire.CommitMarker;
import io.chronofabric.bus.wire.FrameHeader;
import io.chronofabric.bus.wire.FrameLayout;
import io.chronofabric.bus.wire.FrameSource;
import io.chronofabric.time.LogicalTime;
import io.chronofabric.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Log to Flink to log, on a real driver and a real runtime inside this JVM. */
@Timeout(180)
class BusPipelineTest {
    private static final Logger LOG = LoggerFactory.getLogger(BusPipelineTest.class);
    private static final int EACH = 4_000;

    @RegisterExtension
    static final MiniClusterExtension FLINK =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(5)
                            .build());

    private static final AtomicInteger FAILURES_LEFT = new AtomicInteger();
    private static final AtomicLong SEEN = new AtomicLong();
    private static volatile long failAt = Long.MAX_VALUE;
    private static volatile Random random = new Random(0);

    @TempDir private Path savepoints;
    private TestDriver driver;
    private BusConnection connection;

    @BeforeEach
    void start() throws Exception {
        driver = new TestDriver();
        connection = driver.connect();
        FAILURES_LEFT.set(0);
        SEEN.set(0);
        failAt = Long.MAX_VALUE;
    }

    @AfterEach
    void stop() {
        connection.close();
        driver.close();
    }

    @Test
    void aBoundedJobReadsAllRecordingsOnceEachInOrder() throws Exception {
        try (DurablePublisher a = publisher("a");
                DurablePublisher b = publisher("b");
                DurablePublisher c = publisher("c")) {
            for (int i = 0; i < EACH; i++) {
                publish(a, "a", i);
                publish(b, "b", i);
                publish(c, "c", i);
            }
            for (DurablePublisher publisher : List.of(a, b, c)) {
                publisher.awaitDurable(publisher.position(), TIMEOUT);
            }
            List<String> seen = readAll(source("in").bounded().build(), 2);
            assertThat(bySource(seen))
                    .containsOnlyKeys("a", "b", "c")
                    .allSatisfy((name, numbers) -> assertThat(numbers).isEqualTo(range(EACH)));
        }
    }

    @Test
    void throughFailuresRescalesAndARestartOfTheDriverEverythingIsCommittedOnce() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        String state = null;
        int[] parallelisms = {1, 3, 2};
        try {
            random = new Random(seed);
            for (int round = 0; round < parallelisms.length; round++) {
                FAILURES_LEFT.set(2);
                failAt = SEEN.get() + 1 + random.nextInt(EACH);
                JobClient job = startCopy(parallelisms[round], state);
                publishRound("a", round);
                if (round == 1) {
                    connection.close();
                    driver.stop();
                    driver.start();
                    connection = driver.connect();
                }
                publishRound("b", round);
                int expected = 2 * EACH * (round + 1);
                TestDriver.until(() -> committed("out") >= expected || isOver(job));
                FAILURES_LEFT.set(0);
                state = stop(job);
            }
            List<String> out = readAll(source("out").committedOnly().bounded().build(), 2);
            assertThat(bySource(out))
                    .containsOnlyKeys("a", "b")
                    .allSatisfy(
                            (name, numbers) ->
                                    assertThat(numbers.stream().sorted().toList())
                                            .isEqualTo(range(EACH * parallelisms.length)));
        } catch (AssertionError | Exception e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    @Test
    void whatIsNotCommittedIsNotRead() throws Exception {
        try (DurablePublisher data =
                        connection.durablePublisher(
                                RecordingKind.TRANSACTION,
                                "out",
                                new FrameSource("sink-0.x", ""),
                                clock(),
                                TIMEOUT);
                LogOutput markers =
                        LogOutput.open(
                                new BusSinkSettings(
                                        driver.home.directory().toString(),
                                        "out",
                                        "sink",
                                        BusDelivery.EXACTLY_ONCE,
                                        TIMEOUT),
                                RecordingKind.COMMITS,
                                "sink-0",
                                "0",
                                TimeSource.system())) {
            long[] ends = new long[6];
            for (int i = 0; i < 6; i++) {
                publish(data, "x", i);
                ends[i] = data.position();
            }
            data.awaitDurable(data.position(), TIMEOUT);
            mark(markers, data.recording(), 0, ends[1]);
            mark(markers, data.recording(), 0, ends[1]);
            mark(markers, data.recording(), ends[1], ends[3]);
            mark(markers, data.recording(), 0, ends[1]);
            markers.sync();
            List<String> seen = readAll(source("out").committedOnly().bounded().build(), 1);
            assertThat(seen).containsExactly("x:0", "x:1", "x:2", "x:3");
        }
    }

    @Test
    void completedCheckpointsSayWhatIsNotNeededAnyMore() throws Exception {
        long end;
        try (DurablePublisher a = publisher("a")) {
            for (int i = 0; i < EACH; i++) {
                publish(a, "a", i);
            }
            end = a.position();
            a.awaitDurable(end, TIMEOUT);
        }
        Recording recording = connection.recordings("in", RecordingKind.DATA).get(0);
        assertThat(connection.consumers().unneededBelow(recording)).isEmpty();
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(1);
        env.enableCheckpointing(50);
        env.fromSource(
                        source("in").consumer("job").retainedCheckpoints(2).build(),
                        WatermarkStrategy.noWatermarks(),
                        "in")
                .sinkTo(new DiscardingSink<>());
        JobClient job = env.executeAsync();
        TestDriver.until(
                () -> connection.consumers().unneededBelow(recording).equals(OptionalLong.of(end)));
        job.cancel().get();
        connection.consumers().hold("in", RecordingKind.DATA, "job", "kept");
        assertThat(connection.consumers().consumers("in", RecordingKind.DATA))
                .containsExactly("hold.kept", "job");
    }

    @Test
    void everyRecordingHasAWatermarkOfItsOwnSoASlowOneHoldsTheJobBack() throws Exception {
        try (DurablePublisher fast = publisher("fast");
                DurablePublisher slow = publisher("slow")) {
            for (int i = 1; i <= 100; i++) {
                FrameHeader at = new FrameHeader();
                fast.publish(at.time(LogicalTime.ofEpochMillis(i * 1_000L)), bytes("fast:" + i));
                slow.publish(at.time(LogicalTime.ofEpochMillis(i)), bytes("slow:" + i));
            }
            fast.awaitDurable(fast.position(), TIMEOUT);
            slow.awaitDurable(slow.position(), TIMEOUT);
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(1);
        List<String> windows = new ArrayList<>();
        try (CloseableIterator<String> counted =
                env.fromSource(
                                source("in").bounded().build(),
                                WatermarkStrategy.forMonotonousTimestamps(),
                                "in")
                        .windowAll(TumblingEventTimeWindows.of(Duration.ofMillis(50)))
                        .reduce((a, b) -> a + "," + b)
                        .executeAndCollect()) {
            counted.forEachRemaining(windows::add);
        }
        // With one watermark for both, the slow one's packets would be late behind the fast one's.
        long taken = windows.stream().mapToLong(window -> window.split(",").length).sum();
        assertThat(taken).isEqualTo(200);
    }

    @Test
    void packetsForOthersAreLeftOut() throws Exception {
        try (DurablePublisher a = publisher("a")) {
            a.publish(header().mask(0b01), bytes("mine"));
            a.publish(header().mask(0b10), bytes("other"));
            a.awaitDurable(a.position(), TIMEOUT);
        }
        assertThat(readAll(source("in").bounded().targets(0b01).build(), 1))
                .containsExactly("mine");
    }

    @Test
    void withoutADriverTheJobSaysHowToStartOne() {
        driver.stop();
        try {
            assertThatThrownBy(() -> readAll(source("in").bounded().build(), 1))
                    .rootCause()
                    .hasMessageContaining("chronofabric bus driver --directory");
        } finally {
            driver.start();
        }
    }

    @Test
    void everythingMissingIsNamedAtOnce() {
        assertThatThrownBy(() -> BusSource.builder().retainedCheckpoints(0).build())
                .hasMessageContaining(
                        "bus: not set; deserializer: not set; retainedCheckpoints: 0");
        assertThatThrownBy(() -> BusSink.builder().timeout(Duration.ZERO).build())
                .hasMessageContaining("bus: not set; name: not set; serializer: not set; timeout");
    }

    private JobClient startCopy(int parallelism, String state) throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 50);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(200));
        if (state != null) {
            configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, state);
        }
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(parallelism);
        env.enableCheckpointing(100);
        env.fromSource(source("in").build(), WatermarkStrategy.noWatermarks(), "in")
                .uid("in")
                .map(BusPipelineTest::failNowAndThen)
                .uid("map")
                .sinkTo(
                        BusSink.<String>builder()
                                .home(driver.home)
                                .bus("out")
                                .name("copy")
                                .delivery(BusDelivery.EXACTLY_ONCE)
                                .payloads(new SimpleStringSchema())
                                .build())
                .uid("out");
        return env.executeAsync();
    }

    /** A job that is just starting again cannot take a savepoint yet. */
    private String stop(JobClient job) {
        String[] savepoint = new String[1];
        TestDriver.until(
                () -> {
                    try {
                        savepoint[0] =
                                job.stopWithSavepoint(
                                                false,
                                                savepoints.toUri().toString(),
                                                SavepointFormatType.CANONICAL)
                                        .get();
                        return true;
                    } catch (ExecutionException e) {
                        LOG.info("No savepoint yet.", e);
                        return false;
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                });
        return savepoint[0];
    }

    private static String failNowAndThen(String value) {
        if (SEEN.incrementAndGet() >= failAt && FAILURES_LEFT.getAndDecrement() > 0) {
            failAt = SEEN.get() + 1 + random.nextInt(EACH);
            throw new IllegalStateException("planned");
        }
        return value;
    }

    private void publishRound(String name, int round) {
        try (DurablePublisher publisher = publisher(name)) {
            for (int i = round * EACH; i < (round + 1) * EACH; i++) {
                publish(publisher, name, i);
            }
            publisher.awaitDurable(publisher.position(), TIMEOUT);
        }
    }

    /** How many packets the markers of a bus name. */
    private int committed(String bus) {
        try {
            return readAll(source(bus).committedOnly().bounded().build(), 1).size();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isOver(JobClient job) {
        try {
            return job.getJobStatus().get().isGloballyTerminalState();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private BusSourceBuilder<String> source(String bus) {
        return BusSource.<String>builder()
                .home(driver.home)
                .bus(bus)
                .discoveryInterval(Duration.ofMillis(100))
                .payloads(new SimpleStringSchema());
    }

    private static List<String> readAll(BusSource<String> source, int parallelism)
            throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(parallelism);
        List<String> seen = new ArrayList<>();
        try (CloseableIterator<String> records =
                env.fromSource(source, WatermarkStrategy.noWatermarks(), "read")
                        .executeAndCollect()) {
            records.forEachRemaining(seen::add);
        }
        return seen;
    }

    private DurablePublisher publisher(String name) {
        return connection.durablePublisher("in", new FrameSource(name, ""), clock(), TIMEOUT);
    }

    private static void publish(DurablePublisher publisher, String name, int number) {
        publisher.publish(new FrameHeader(), bytes(name + ":" + number));
    }

    private static void mark(LogOutput markers, long recording, long from, long to) {
        markers.publish(
                new FrameHeader().kind(FrameLayout.KIND_COMMIT),
                new CommitMarker(recording, from, to, 0).encoded());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, List<Integer>> bySource(List<String> records) {
        Map<String, List<Integer>> result = new HashMap<>();
        for (String record : records) {
            String[] parts = record.split(":");
            result.computeIfAbsent(parts[0], name -> new ArrayList<>())
                    .add(Integer.parseInt(parts[1]));
        }
        return result;
    }

    private static List<Integer> range(int end) {
        return IntStream.range(0, end).boxed().toList();
    }
}
