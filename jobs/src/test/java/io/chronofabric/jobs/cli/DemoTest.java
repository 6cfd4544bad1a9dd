package io.chronofabric.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo from its flags to its output. */
@Timeout(120)
class DemoTest {
    private static final Path EXAMPLES = Ran.ROOT.resolve("docs/examples");
    private static final String RULES = EXAMPLES.resolve("service-latency.yaml").toString();
    private static final Path TRACE = EXAMPLES.resolve("service-latency.csv");

    @TempDir private Path folder;

    @Test
    void aReplayGivesTheVerdictsOfTheExampleByteForByte() throws IOException {
        Ran ran = replay(TRACE.toString());

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).isEqualTo(expected());
        assertThat(ran.err()).contains("Flink's web UI: http://", "Summary", "violations 2");
    }

    @Test
    void shufflingDoublingOrPackingTheFileChangesNoByte() throws IOException {
        String given = System.getProperty("seed", "");
        long seed = given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
        List<String> lines = Files.readAllLines(TRACE);
        List<String> rows = new ArrayList<>(lines.subList(1, lines.size()));
        rows.addAll(lines.subList(1, lines.size()));
        shuffleWithinLateness(rows, new Random(seed));

        Path file = folder.resolve("shuffled.csv.gz");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write((lines.get(0) + "\n").getBytes(StandardCharsets.UTF_8));
            zip.write(String.join("\n", rows).getBytes(StandardCharsets.UTF_8));
        }
        Files.write(file, bytes.toByteArray());

        Ran ran = replay(file.toString());

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).as("-Dseed=%s", seed).isEqualTo(expected());
        assertThat(ran.err()).contains("duplicates 180", "dead letters 0");
    }

    /** Rows move by less than half a lateness of 30 s in either direction. */
    private static void shuffleWithinLateness(List<String> rows, Random random) {
        List<String> sorted = rows.stream().sorted().toList();
        List<long[]> keys = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            // Two entities twice: four rows a second.
            keys.add(new long[] {i / 4 * 1000L + random.nextInt(15_000), i});
        }
        keys.sort(Comparator.comparingLong(key -> key[0]));
        for (int i = 0; i < sorted.size(); i++) {
            rows.set(i, sorted.get((int) keys.get(i)[1]));
        }
    }

    @Test
    void forPeopleChangesAreReadableLinesAndDeadLettersAreExplained() throws IOException {
        Path file = folder.resolve("trace.csv");
        Files.writeString(file, Files.readString(TRACE) + "tomorrow,n,svc-search,1,1\n");

        Ran ran = Ran.command("demo", "--rules", RULES, "--replay", file.toString());

        assertThat(ran.code()).isZero();
        assertThat(ran.err()).isEmpty();
        assertThat(ran.out())
                .contains(
                        "2026-01-01T00:00:50Z  VIOLATED  latency-slo@1 on svc-checkout, margin"
                                + " -300.00: lat <= $T (250.00) at 2026-01-01T00:01:00Z")
                .contains("Summary (the input has ended)", "worst margin -300.00")
                .contains("dead letters 1", "dead letters BAD_IDENTITY: 1", "tomorrow");
    }

    @Test
    void matchesOfPatternsAreShownBesideVerdictsAndEventsAreCountedOnce() throws IOException {
        Path pattern = folder.resolve("pattern.yaml");
        Files.writeString(
                pattern,
                """
                apiVersion: egc/v1
                kind: Pattern
                metadata: {id: stuck}
                spec:
                  appliesTo: {entity: "svc-*"}
                  signals: {lat: p99_ms}
                  features: {usual: {mean: lat, over: 30s}}
                  sequence:
                    - {name: fine, when: "lat < 250"}
                    - {name: slow, when: "lat > 2 * usual", then: next}
                    - {none: back, when: "lat < usual", within: 10s}
                  afterMatch: skip-past-last
                """);

        Ran ran =
                Ran.command(
                        "demo",
                        "--rules",
                        RULES,
                        "--rules",
                        pattern.toString(),
                        "--replay",
                        TRACE.toString());

        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.out())
                .contains(
                        "2026-01-01T00:01:00Z  FOUND     stuck@1 on svc-checkout: fine, slow, no"
                                + " back, since 2026-01-01T00:00:49Z\n")
                .contains(", violations 2, matches 1, duplicates 0, dead letters 0")
                .contains("stuck@1: matches 1, the last on svc-checkout at 2026-01-01T00:01:00Z")
                .contains("events 180, ");

        Ran json =
                Ran.command(
                        "demo",
                        "--json",
                        "--rules",
                        pattern.toString(),
                        "--replay",
                        TRACE.toString());
        assertThat(json.code()).as(json.err()).isZero();
        assertThat(json.out())
                .hasLineCount(1)
                .contains("\"rule\":\"stuck\"", "\"kind\":\"match\"", "\"final\":true");
        assertThat(json.err()).doesNotContain("No rule had anything to judge");
    }

    @Test
    void liveTelemetryOfThisHostGetsVerdictsAndATakenPortIsNoObstacle() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = Math.min(taken.getLocalPort(), 65_435);
            Ran ran =
                    Ran.command(
                            "demo",
                            "--json",
                            "--duration",
                            "4s",
                            "--port",
                            String.valueOf(port),
                            "-D",
                            "embedded.status-interval=1s",
                            "-D",
                            "telemetry.interval=200ms");

            assertThat(ran.code()).as(ran.err()).isZero();
            assertThat(ran.err())
                    .contains("status: events", "watermark lag")
                    .containsPattern("status: .*, clock (not bounded|within [0-9.]+ .?s by \\w+)")
                    .contains("Summary (the duration is over)")
                    .doesNotContain("Flink's web UI: http://127.0.0.1:" + taken.getLocalPort());
            List<String> verdicts = ran.out().lines().toList();
            assertThat(verdicts).isNotEmpty();
            for (String line : verdicts) {
                JsonNode verdict = new ObjectMapper().readTree(line);
                for (String member :
                        List.of(
                                "id",
                                "rule",
                                "version",
                                "entity",
                                "time",
                                "robustness",
                                "final",
                                "decidedBy")) {
                    assertThat(verdict.has(member)).as("%s in %s", member, line).isTrue();
                }
            }
        }
    }

    @Test
    void rulesThatFitNothingInTheRecordingAreSaidToFitNothing() {
        Ran ran = Ran.command("demo", "--replay", TRACE.toString());

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("verdicts 0", "No rule had anything to judge");
    }

    @Test
    void aDurationEndsAReplayThatIsNotOver() {
        Ran ran =
                Ran.command(
                        "demo",
                        "--rules",
                        RULES,
                        "--replay",
                        TRACE.toString(),
                        "--speed",
                        "1x",
                        "--duration",
                        "1s");

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("Summary (the duration is over)");
    }

    @Test
    void allMistakesAreToldTogetherBeforeAnythingStarts() throws IOException {
        Path rules = folder.resolve("rule.yaml");
        Files.writeString(
                rules,
                """
                apiVersion: egc/v1
                kind: Rule
                metadata: {id: a}
                spec:
                  signals: {lat: p99_ms}
                  formula: "always[0,3s](latt < 3)"
                """);

        Ran ran =
                Ran.command(
                        "demo",
                        "--rules",
                        rules.toString(),
                        "--duration",
                        "soon",
                        "--speed",
                        "10x",
                        "--port",
                        "x",
                        "-D",
                        "telemetry.intervall=1s");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .hasLineCount(5)
                .contains("--duration: CFG004", "--port: CFG004", "--speed: CFG007")
                .contains("did you mean telemetry.interval?")
                .contains("rule.yaml:6:26: STL");
    }

    @Test
    void aRecordingThatCannotBeUsedIsToldInOneLine() throws IOException {
        Path file = Files.writeString(folder.resolve("t.csv"), "time,node,entty,x\n");

        assertThat(replay(file.toString()))
                .satisfies(
                        ran -> {
                            assertThat(ran.code()).isEqualTo(2);
                            assertThat(ran.err()).hasLineCount(1).contains("Rename \"entty\"");
                        });
        assertThat(replay(folder.resolve("none.csv").toString()))
                .satisfies(
                        ran -> {
                            assertThat(ran.code()).isEqualTo(2);
                            assertThat(ran.err()).hasLineCount(1).contains("no such file");
                        });
    }

    private static Ran replay(String file) {
        return Ran.command("demo", "--json", "--rules", RULES, "--replay", file);
    }

    private static String expected() throws IOException {
        return Files.readString(EXAMPLES.resolve("service-latency.verdicts.jsonl"));
    }
}
