package io.chronofabric.it.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.bus.aeron.BusDriver;
import io.chronofabric.bus.aeron.BusHome;
import io.chronofabric.connector.bus.BusDelivery;
import io.chronofabric.connector.bus.BusSink;
import io.chronofabric.connector.bus.BusSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.agrona.IoUtil;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two publishers, a driver, a JobManager and a TaskManager, each a process of its own, of which one
 * after the other is killed at a seeded moment and started again, while a job copies one bus to
 * another. {@code -Dbus.kills=20} for more than the three kills, {@code -Dseed=} for the same ones.
 */
class BusKillIT {
    private static final int KILLS = Integer.getInteger("bus.kills", 3);
    private static final long NUMBERS_OF_A_LIFE = 1_000_000_000;

    @TempDir private Path folder;
    private BusHome home;
    private Spawned driver;
    private FlinkProcesses flink;
    private final Map<String, Spawned> publishers = new HashMap<>();
    private final Map<String, Integer> lives = new HashMap<>();

    @BeforeEach
    void start() throws Exception {
        Path shared = Path.of("/dev/shm");
        home =
                new BusHome(
                        Files.isWritable(shared)
                                ? Files.createTempDirectory(shared, "cf-bus-kill")
                                : Files.createTempDirectory("cf-bus-kill"));
        driver =
                new Spawned(
                                folder,
                                "driver",
                                List.of("-Xmx128m"),
                                DriverMain.class,
                                List.of(
                                        home.directory().toString(),
                                        folder.resolve("log").toString()))
                        .start();
        flink = new FlinkProcesses(folder).start();
        await(() -> BusDriver.isRunning(home), driver);
        publish("a");
        publish("b");
    }

    @AfterEach
    void stop() {
        publishers.values().forEach(Spawned::close);
        flink.close();
        driver.close();
        IoUtil.delete(home.directory().toFile(), true);
    }

    @Test
    void whatIsAcknowledgedIsCommittedOnceAndInOrderWhoeverIsKilled() throws Exception {
        String given = System.getProperty("seed", "");
        long seed = given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
        System.out.println("BusKillIT: seed " + seed + ", " + KILLS + " kills");
        Random random = new Random(seed);
        JobClient job = submit();
        await(() -> job.getJobStatus().get() == JobStatus.RUNNING, flink.jobManager());
        for (String victim : victims(random)) {
            pause(1_000 + random.nextInt(3_000));
            System.out.println("BusKillIT: kills " + victim);
            kill(victim);
        }
        pause(1_000);
        Files.createFile(folder.resolve("stop"));
        for (Spawned publisher : publishers.values()) {
            await(() -> !publisher.isAlive(), publisher);
        }
        Map<String, Set<Long>> attempted = notes('?');
        Map<String, Set<Long>> acknowledged = notes('+');
        assertThat(acknowledged.get("a")).hasSizeGreaterThan(100);
        assertThat(acknowledged.get("b")).hasSizeGreaterThan(100);
        List<String> seen = new ArrayList<>();
        Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofSeconds(1))
                .pollInSameThread()
                .untilAsserted(
                        () -> {
                            assertThat(job.getJobStatus().get().isGloballyTerminalState())
                                    .as(() -> flink.jobManager().said())
                                    .isFalse();
                            seen.clear();
                            seen.addAll(committed());
                            assertThat(missing(seen, acknowledged))
                                    .as("acknowledged and not committed, seed %d", seed)
                                    .isZero();
                        });
        Map<String, List<Long>> bySource = bySource(seen);
        for (String source : publishers.keySet()) {
            List<Long> numbers = bySource.get(source);
            assertThat(numbers)
                    .as("source %s, seed %d", source, seed)
                    .isSorted()
                    .doesNotHaveDuplicates();
            // AssertJ's own containsAll is quadratic.
            Set<Long> fromNowhere = new HashSet<>(numbers);
            fromNowhere.removeAll(attempted.get(source));
            assertThat(fromNowhere).isEmpty();
        }
        System.out.printf(
                "BusKillIT: %d acknowledged, %d committed, %d attempted%n",
                size(acknowledged), seen.size(), size(attempted));
    }

    /** Each kind once before any twice. */
    private static List<String> victims(Random random) {
        List<String> result = new ArrayList<>();
        while (result.size() < KILLS) {
            List<String> kinds = new ArrayList<>(List.of("writer", "driver", "taskmanager"));
            Collections.shuffle(kinds, random);
            result.addAll(kinds);
        }
        return result.subList(0, KILLS);
    }

    private void kill(String victim) throws Exception {
        switch (victim) {
            case "writer" -> {
                publishers.get("a").kill();
                publish("a");
            }
            case "driver" -> {
                driver.kill();
                driver.start();
            }
            default -> {
                flink.taskManager().kill();
                flink.taskManager().start();
            }
        }
    }

    private void publish(String source) throws IOException {
        int life = lives.merge(source, 1, Integer::sum);
        publishers.put(
                source,
                new Spawned(
                                folder,
                                "publisher-" + source,
                                List.of("-Xmx64m"),
                                NumberPublisher.class,
                                List.of(
                                        home.directory().toString(),
                                        source,
                                        Long.toString(life * NUMBERS_OF_A_LIFE),
                                        folder.resolve("notes-" + source).toString(),
                                        folder.resolve("stop").toString()))
                        .start());
    }

    private JobClient submit() throws Exception {
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
        configuration.set(
                RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(500));
        configuration.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                folder.resolve("checkpoints").toUri().toString());
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createRemoteEnvironment(
                        "localhost", flink.restPort(), configuration);
        env.setParallelism(1);
        env.enableCheckpointing(250);
        env.fromSource(
                        BusSource.<String>builder()
                                .home(home)
                                .bus("in")
                                .payloads(new SimpleStringSchema())
                                .build(),
                        WatermarkStrategy.noWatermarks(),
                        "in")
                .setParallelism(2)
                .uid("in")
                .map(text -> text)
                .uid("copy")
                .sinkTo(
                        BusSink.<String>builder()
                                .home(home)
                                .bus("out")
                                .name("copy")
                                .delivery(BusDelivery.EXACTLY_ONCE)
                                .payloads(new SimpleStringSchema())
                                .build())
                .uid("out");
        JobClient[] job = new JobClient[1];
        await(
                () -> {
                    try {
                        job[0] = env.executeAsync();
                        return true;
                    } catch (Exception e) {
                        return false; // the JobManager is not up yet
                    }
                },
                flink.jobManager());
        return job[0];
    }

    private List<String> committed() throws Exception {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(1, new Configuration());
        List<String> seen = new ArrayList<>();
        try (CloseableIterator<String> records =
                env.fromSource(
                                BusSource.<String>builder()
                                        .home(home)
                                        .bus("out")
                                        .committedOnly()
                                        .bounded()
                                        .payloads(new SimpleStringSchema())
                                        .build(),
                                WatermarkStrategy.noWatermarks(),
                                "out")
                        .executeAndCollect()) {
            records.forEachRemaining(seen::add);
        }
        return seen;
    }

    /** What publishers noted: {@code ?} before a packet is published, {@code +} when it is in. */
    private Map<String, Set<Long>> notes(char what) throws IOException {
        Map<String, Set<Long>> result = new HashMap<>();
        for (String source : publishers.keySet()) {
            Set<Long> numbers = new HashSet<>();
            for (String line : Files.readAllLines(folder.resolve("notes-" + source))) {
                if (line.charAt(0) == what) {
                    numbers.add(Long.parseLong(line.substring(1)));
                }
            }
            result.put(source, numbers);
        }
        return result;
    }

    private static int missing(List<String> seen, Map<String, Set<Long>> wanted) {
        Map<String, List<Long>> have = bySource(seen);
        int count = 0;
        for (Map.Entry<String, Set<Long>> entry : wanted.entrySet()) {
            Set<Long> lost = new HashSet<>(entry.getValue());
            lost.removeAll(new HashSet<>(have.getOrDefault(entry.getKey(), List.of())));
            count += lost.size();
        }
        return count;
    }

    private static Map<String, List<Long>> bySource(List<String> records) {
        Map<String, List<Long>> result = new HashMap<>();
        for (String record : records) {
            String[] parts = record.split(":");
            result.computeIfAbsent(parts[0], name -> new ArrayList<>())
                    .add(Long.parseLong(parts[1]));
        }
        return result;
    }

    private static int size(Map<String, Set<Long>> numbers) {
        return numbers.values().stream().mapToInt(Set::size).sum();
    }

    /** A moment in the life of the campaign, not a wait for anything. */
    private static void pause(long millis) {
        Awaitility.await()
                .pollDelay(Duration.ofMillis(millis))
                .atMost(Duration.ofMillis(millis + 10_000))
                .until(() -> true);
    }

    private static void await(Callable<Boolean> condition, Spawned process) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInSameThread()
                .untilAsserted(() -> assertThat(condition.call()).as(process::said).isTrue());
    }
}
