package io.chronofabric.jobs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.bus.aeron.BusConnection;
import io.chronofabric.bus.aeron.BusDriver;
import io.chronofabric.bus.aeron.BusHome;
import io.chronofabric.bus.aeron.ConsumerPositions;
import io.chronofabric.bus.aeron.DriverSettings;
import io.chronofabric.bus.aeron.DurablePublisher;
import io.chronofabric.bus.aeron.RecordingKind;
import io.chronofabric.bus.wire.CommitMarker;
import io.chronofabric.bus.wire.FrameHeader;
import io.chronofabric.bus.wire.FrameLayout;
import io.chronofabric.bus.wire.FrameSource;
import io.chronofabric.core.NodeId;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the bus against a driver of this process. */
class BusCommandsTest {
    private static final int TERM = 64 << 10;
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir private Path folder;
    private BusDriver driver;

    @BeforeEach
    void start() {
        driver =
                BusDriver.launch(
                        new DriverSettings(
                                new BusHome(folder.resolve("bus")),
                                folder.resolve("log"),
                                TERM,
                                TERM,
                                0,
                                false,
                                Duration.ofSeconds(2)));
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void durableLinesAreInTheLogAndComeBackInOrder() throws IOException {
        Ran published = publish("a", 0, 500);
        assertThat(published.code()).as(published.err()).isZero();
        assertThat(published.err()).contains("500 published, 500 in the log");

        Ran replayed = bus("replay", "in");
        assertThat(replayed.code()).as(replayed.err()).isZero();
        assertThat(lastWords(replayed)).isEqualTo(numbers(0, 500));
        assertThat(replayed.err()).contains("500 replayed, 100 %");
    }

    @Test
    void severalSourcesAreReplayedByTime() throws IOException {
        publish("a", 0, 10);
        publish("b", 10, 20);
        publish("a", 20, 30);
        assertThat(lastWords(bus("replay", "in"))).isEqualTo(numbers(0, 30));
        assertThat(lastWords(bus("replay", "--recording", "0")))
                .isEqualTo(
                        IntStream.concat(IntStream.range(0, 10), IntStream.range(20, 30))
                                .mapToObj(Integer::toString)
                                .toList());
    }

    @Test
    void onlyWhatIsCommittedIsReplayedAsSuchAndOnce() {
        try (BusConnection connection = connect();
                DurablePublisher data = publisher(connection, RecordingKind.TRANSACTION, "s.x");
                DurablePublisher commits = publisher(connection, RecordingKind.COMMITS, "s")) {
            long first = data.publish(new FrameHeader(), "kept".getBytes(UTF_8));
            data.publish(new FrameHeader(), "given up".getBytes(UTF_8));
            CommitMarker marker = new CommitMarker(data.recording(), 0, first, 0);
            FrameHeader commit = new FrameHeader().kind(FrameLayout.KIND_COMMIT);
            commits.publish(commit, marker.encoded());
            commits.publish(commit, marker.encoded());
            data.awaitDurable(data.position(), TIMEOUT);
            commits.awaitDurable(commits.position(), TIMEOUT);

            assertThat(lastWords(bus("replay", "out", "--committed"))).containsExactly("kept");
            assertThat(bus("replay", "out").out()).isEmpty();
        }
    }

    @Test
    void statsSayWhoPublishesAndWhatTheLogHas() throws IOException {
        publish("a", 0, 5);
        try (BusConnection connection = connect();
                DurablePublisher live = publisher(connection, RecordingKind.DATA, "b")) {
            live.publish(new FrameHeader(), new byte[100]);
            live.awaitDurable(live.position(), TIMEOUT);
            // A process says its number a moment after it has connected.
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .until(
                            () ->
                                    bus("stats", "--json")
                                            .out()
                                            .matches("(?s).*publishers[^]]*\"pid\":[1-9].*"));
            Ran stats = bus("stats");
            assertThat(stats.code()).as(stats.err()).isZero();
            assertThat(stats.out())
                    .contains("Driver " + ProcessHandle.current().pid())
                    .containsPattern("(?m)^b +out +data +-?\\d+ +\\d+ +\\d+ +\\d+ % +ok")
                    .containsPattern("(?m)^log +out +b +")
                    .containsPattern("(?m)^0 +in +data +a +0 +\\d+ +ended")
                    .containsPattern("(?m)^1 +out +data +b +0 +\\d+ +active");
            assertThat(bus("stats", "--json").out())
                    .contains("\"source\":\"b\"", "\"heard\":true", "\"active\":true");
        }
    }

    @Test
    void aPurgeFreesBelowConsumersAndHoldsAndSaysWhyTheRestStays() throws IOException {
        String line = "x".repeat(1_000);
        Path file = folder.resolve("long");
        Files.write(file, IntStream.range(0, 400).mapToObj(i -> line).toList());
        assertThat(publishFile("a", file).code()).isZero();
        assertThat(bus("purge").out())
                .contains("no consumer has said how far it is", "Freed 0 bytes");

        try (BusConnection connection = connect()) {
            ConsumerPositions positions = connection.consumers();
            positions.note("in", RecordingKind.DATA, "job", 0, 2 * TERM + 100);
            Ran held = bus("hold", "in", "job", "before-upgrade");
            assertThat(held.code()).as(held.err()).isZero();
            positions.note("in", RecordingKind.DATA, "job", 0, 4 * TERM);

            assertThat(bus("purge", "in", "--dry-run").out())
                    .contains("Would free " + 2 * TERM + " bytes", "hold before-upgrade");
            assertThat(connection.recording(0).orElseThrow().startPosition()).isZero();
            assertThat(bus("purge", "in").out())
                    .contains("Freed " + 2 * TERM + " bytes", "hold before-upgrade");
            assertThat(connection.recording(0).orElseThrow().startPosition()).isEqualTo(2 * TERM);

            assertThat(bus("stats").out()).contains("hold before-upgrade", "job");
            assertThat(bus("release", "in", "before-upgrade").out()).contains("Released hold");
            assertThat(bus("purge").out())
                    .contains("Freed " + 2 * TERM + " bytes", "consumer job is at " + 4 * TERM);
        }
    }

    @Test
    void aNameThatIsTakenIsToldInOneLine() throws IOException {
        try (BusConnection connection = connect();
                DurablePublisher taken =
                        connection.durablePublisher(
                                "in", new FrameSource("a", ""), clock(), TIMEOUT)) {
            assertThat(taken.recording()).isZero();
            Ran ran = publish("a", 0, 1);
            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.err()).contains("BUS_PUBLISH_TIMEOUT", "another has the name");
        }
    }

    @Test
    void aLineThatNoPacketCarriesIsNamed() throws IOException {
        Path file = folder.resolve("lines");
        Files.write(file, List.of("short", "x".repeat(TERM)));
        Ran ran = publishFile("a", file);
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("line 2: more than", "1 published, 1 in the log");
    }

    @Test
    void packetsThatNobodyHearsAreCounted() throws IOException {
        Path file = Files.writeString(folder.resolve("lines"), "one\ntwo\n");
        Ran ran = bus("publish", "in", "--source", "a", "--file", file.toString());
        assertThat(ran.code()).isZero();
        assertThat(ran.err()).contains("2 published, 2 NOT heard", "nobody subscribed to bus in");
    }

    @Test
    void wrongNamesGetAHint() throws IOException {
        publish("a", 0, 1);
        for (Ran ran :
                List.of(
                        bus("replay", "inn"),
                        bus("purge", "inn"),
                        bus("replay", "--recording", "77"),
                        bus("hold", "in", "job", "h"),
                        bus("release", "in", "h"),
                        bus("publish", "in", "--source", "a", "--file", "/nowhere/x"))) {
            assertThat(ran.code()).as(ran.err()).isEqualTo(2);
            assertThat(ran.out()).isEmpty();
            assertThat(ran.err()).contains("expected");
        }
        assertThat(bus("purge", "inn").err()).contains("did you mean in?");
    }

    @Test
    void withoutADriverEachCommandSaysHowToStartOne() {
        String none = folder.resolve("none").toString();
        for (Ran ran :
                List.of(
                        Ran.command("bus", "stats", "--directory", none),
                        Ran.command("bus", "subscribe", "in", "--directory", none),
                        Ran.command("bus", "publish", "in", "--source", "a", "--directory", none),
                        Ran.command("bus", "replay", "in", "--directory", none),
                        Ran.command("bus", "purge", "--directory", none))) {
            assertThat(ran.code()).isEqualTo(2);
            assertThat(ran.err()).contains("no bus driver in " + none, "chronofabric bus driver");
        }
    }

    @Test
    void aSecondDriverIsRefused() {
        Ran ran = bus("driver", "--log", folder.resolve("log").toString());
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("a second driver").contains("Use the one that runs");
        assertThat(ran.err().lines()).hasSize(1);
    }

    @Test
    void aLogBelongsToOneDriver() {
        Ran ran =
                Ran.command(
                        "bus",
                        "driver",
                        "--directory",
                        folder.resolve("another").toString(),
                        "--log",
                        folder.resolve("log").toString());
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("a second driver for the log " + folder.resolve("log"));
    }

    private Ran publish(String source, int from, int to) throws IOException {
        Path file = folder.resolve("lines");
        Files.write(file, numbers(from, to));
        return publishFile(source, file);
    }

    private Ran publishFile(String source, Path file) {
        return bus("publish", "in", "--source", source, "--durable", "--file", file.toString());
    }

    private Ran bus(String command, String... arguments) {
        List<String> line = new ArrayList<>(List.of("bus", command));
        line.addAll(List.of(arguments));
        line.addAll(List.of("--directory", driver.settings().home().directory().toString()));
        return Ran.command(line.toArray(String[]::new));
    }

    private BusConnection connect() {
        return BusConnection.connect(driver.settings().home(), TimeSource.system());
    }

    private static DurablePublisher publisher(
            BusConnection connection, RecordingKind kind, String source) {
        return connection.durablePublisher(
                kind, "out", new FrameSource(source, ""), clock(), TIMEOUT);
    }

    private static HybridLogicalClock clock() {
        return new HybridLogicalClock(TimeSource.system(), new NodeId(7));
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    private static List<String> lastWords(Ran ran) {
        return ran.out().lines().map(line -> line.substring(line.lastIndexOf("  ") + 2)).toList();
    }
}
