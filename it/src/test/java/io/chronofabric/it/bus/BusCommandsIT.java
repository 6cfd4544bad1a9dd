package io.chronofabric.it.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the bus, each in a process of its own. */
class BusCommandsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LOGGED = Pattern.compile("(\\d+) published, (\\d+) in the log");

    @TempDir Path folder;
    private BusProcess driver;

    @BeforeEach
    void startDriver() throws IOException {
        driver =
                BusProcess.start(
                        folder,
                        "bus",
                        "driver",
                        "--directory",
                        home(),
                        "--log",
                        log(),
                        "--term-length",
                        "256k",
                        "--segment-length",
                        "1m");
        driver.awaitOut("The bus driver listens in " + home());
    }

    @AfterEach
    void stopDriver() {
        driver.close();
    }

    @Test
    void whatOneProcessPublishesOthersPrintRecordAndReplay() throws Exception {
        Path file = folder.resolve("kept.frames");
        try (BusProcess subscriber = start("subscribe", "t", "--count", "100");
                BusProcess json =
                        start("subscribe", "t", "--json", "--targets", "1", "--count", "50");
                BusProcess recorder =
                        start("record", "t", "--output", file.toString(), "--count", "100");
                BusProcess other = start("publish", "t", "--source", "other")) {
            // Known to the driver is not yet connected: a publisher's window has to be there.
            awaitStats(stats -> stats.path("subscribers").size() == 3);
            other.endInput();
            assertThat(other.exit()).isZero();
            awaitStats(stats -> stats.path("publishers").isEmpty());
            try (BusProcess evens = start("publish", "t", "--source", "evens", "--targets", "1");
                    BusProcess odds = start("publish", "t", "--source", "odds", "--targets", "2")) {
                awaitStats(stats -> stats.path("subscribers").size() == 6);
                evens.type(lines(0, 100, 2));
                odds.type(lines(1, 100, 2));
                evens.endInput();
                odds.endInput();
                assertThat(evens.exit()).as(evens.err()).isZero();
                assertThat(odds.exit()).as(odds.err()).isZero();
                assertThat(evens.err()).contains("50 published, 0 NOT heard");
            }
            assertThat(subscriber.exit()).as(subscriber.err()).isZero();
            assertThat(json.exit()).as(json.err()).isZero();
            assertThat(recorder.exit()).as(recorder.err()).isZero();

            assertThat(of("evens", subscriber)).isEqualTo(numbers(0, 100, 2));
            assertThat(of("odds", subscriber)).isEqualTo(numbers(1, 100, 2));
            assertThat(subscriber.err()).contains("100 packets; missed 0");
            List<String> payloads = new ArrayList<>();
            for (String line : json.out().lines().toList()) {
                JsonNode packet = JSON.readTree(line);
                assertThat(packet.path("source").asText()).isEqualTo("evens");
                assertThat(packet.path("targets").asText()).isEqualTo("0x2");
                payloads.add(packet.path("payload").asText());
            }
            assertThat(payloads).isEqualTo(numbers(0, 100, 2));
            assertThat(recorder.err()).contains("100 packets");
        }
        try (BusProcess replay = run("replay", file.toString());
                BusProcess again = start("subscribe", "u", "--count", "100")) {
            assertThat(of("evens", replay)).isEqualTo(numbers(0, 100, 2));
            assertThat(of("odds", replay)).isEqualTo(numbers(1, 100, 2));
            try (BusProcess other = start("publish", "u", "--source", "x")) {
                awaitStats(stats -> stats.path("subscribers").size() == 1);
                other.endInput();
                assertThat(other.exit()).isZero();
            }
            try (BusProcess into = run("replay", file.toString(), "--into", "u")) {
                assertThat(into.err()).contains("100 replayed, 100 %").doesNotContain("NOT heard");
            }
            assertThat(again.exit()).as(again.err()).isZero();
            // With their own times, so that the lines are the same but for the sequence numbers.
            assertThat(of("evens", again)).isEqualTo(numbers(0, 100, 2));
            assertThat(times(again)).isEqualTo(times(replay));
        }
        driver.terminate();
        assertThat(driver.exit()).isZero();
        assertThat(driver.out()).contains("Stopped.");
    }

    @Test
    void aSubscriberThatBlocksIsSeenInTheStatsAndTheWaitIsTold() throws Exception {
        String line = "x".repeat(10_000) + "\n";
        try (BusProcess subscriber =
                        BusProcess.startUnread(
                                folder, line("subscribe", "t", "--when-behind", "block"));
                BusProcess publisher = start("publish", "t", "--source", "a")) {
            awaitStats(stats -> stats.path("subscribers").size() == 1);
            publisher.type(line.repeat(50));
            awaitStats(
                    stats ->
                            stats.path("publishers").path(0).path("waiting").asBoolean()
                                    && stats.path("subscribers").path(0).path("behind").asLong()
                                            > 50_000);
            JsonNode held = stats().path("subscribers").path(0);
            assertThat(held.path("role").asText()).isEqualTo("block");
            assertThat(held.path("pid").asLong()).isEqualTo(subscriber.pid());
            publisher.awaitErr("1 waited for room ...");
            subscriber.read();
            publisher.endInput();
            assertThat(publisher.exit()).as(publisher.err()).isZero();
            assertThat(publisher.err())
                    .containsPattern("50 published, 0 NOT heard, [1-9]\\d* waited for room");
        }
    }

    @Test
    void whatWasAcknowledgedIsStillThereWhenTheDriverIsKilled() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        int next = 0;
        List<String> acknowledged = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            try (BusProcess publisher = start("publish", "t", "--source", "a", "--durable")) {
                publisher.type(lines(next, next + 1, 1));
                int killAt = next + 1_000 + random.nextInt(20_000);
                publisher.awaitErr("in the log");
                publisher.type(lines(next + 1, killAt, 1));
                driver.kill();
                assertThat(publisher.exit()).as("seed %s: %s", seed, publisher.err()).isEqualTo(1);
                assertThat(publisher.err()).contains("BUS_INITIALIZATION_FAILED");
                Matcher logged = LOGGED.matcher(publisher.err());
                long count = 0;
                while (logged.find()) {
                    count = Long.parseLong(logged.group(2));
                }
                assertThat(count).as("seed %s: %s", seed, publisher.err()).isPositive();
                acknowledged.addAll(numbers(next, next + (int) count, 1));
                next = killAt;
            }
            startDriver();
        }
        try (BusProcess replay = run("replay", "t")) {
            List<String> replayed = of("a", replay);
            assertThat(replayed).as("seed %s", seed).containsAll(acknowledged);
            assertThat(replayed).as("seed %s", seed).doesNotHaveDuplicates();
            assertThat(replayed)
                    .as("seed %s", seed)
                    .isSortedAccordingTo(
                            (a, b) -> Integer.compare(Integer.parseInt(a), Integer.parseInt(b)));
        }
    }

    private BusProcess start(String command, String... arguments) throws IOException {
        return BusProcess.start(folder, line(command, arguments));
    }

    private BusProcess run(String command, String... arguments) throws Exception {
        BusProcess ran = BusProcess.run(folder, line(command, arguments));
        assertThat(ran.exit()).as(ran.err()).isZero();
        return ran;
    }

    private String[] line(String command, String... arguments) {
        List<String> line = new ArrayList<>(List.of("bus", command));
        line.addAll(List.of(arguments));
        line.addAll(List.of("--directory", home()));
        return line.toArray(String[]::new);
    }

    private interface Condition {
        boolean holds(JsonNode stats);
    }

    private void awaitStats(Condition condition) throws Exception {
        try (BusProcess watching = start("stats", "--json", "--watch")) {
            await().atMost(BusProcess.PATIENCE)
                    .until(() -> condition.holds(last(watching)) || !watching.isAlive());
            assertThat(watching.isAlive()).as(watching.err()).isTrue();
        }
    }

    private JsonNode stats() throws Exception {
        try (BusProcess once = run("stats", "--json")) {
            return last(once);
        }
    }

    private static JsonNode last(BusProcess process) throws IOException {
        String out = process.out();
        int end = out.lastIndexOf('\n');
        return end < 0
                ? JSON.createObjectNode().putArray("none")
                : JSON.readTree(out.substring(out.lastIndexOf('\n', end - 1) + 1, end));
    }

    private String home() {
        return folder.resolve("bus").toString();
    }

    private String log() throws IOException {
        return Files.createDirectories(folder.resolve("log")).toString();
    }

    private static String lines(int from, int to, int step) {
        return String.join("\n", numbers(from, to, step)) + "\n";
    }

    private static List<String> numbers(int from, int to, int step) {
        return IntStream.iterate(from, i -> i < to, i -> i + step)
                .mapToObj(Integer::toString)
                .toList();
    }

    /** The payloads of a source. */
    private static List<String> of(String source, BusProcess process) {
        return process.out()
                .lines()
                .map(line -> line.split("  ", -1))
                .filter(parts -> parts[1].equals(source))
                .map(parts -> parts[3])
                .toList();
    }

    private static List<String> times(BusProcess process) {
        return process.out().lines().map(line -> line.split("  ", -1)[0]).sorted().toList();
    }
}
