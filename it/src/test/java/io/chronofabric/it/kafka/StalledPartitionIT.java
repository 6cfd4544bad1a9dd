package io.chronofabric.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronofabric.it.kafka.EmbeddedKafka.Stamps;
import io.chronofabric.it.kafka.Workload.Moment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A partition to which nobody writes any more: who lived there is found to be silent, the others
 * are judged as ever, and the partition is named. Then all of them fall silent, and only the wall
 * clock can tell.
 */
class StalledPartitionIT {
    @RegisterExtension static final EmbeddedKafka KAFKA = EmbeddedKafka.broker();
    @RegisterExtension static final FlinkInside FLINK = FlinkInside.with(1, 2);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PARTITIONS = 3;
    private static final int STALLED = 1;
    private static final long SILENCE_MILLIS = 4_000;
    private static final double BOUND = 0.9;
    private static final String DOCUMENTS =
            """
            apiVersion: egc/v1
            kind: Rule
            metadata: {id: level}
            spec:
              appliesTo: {entity: "svc-*"}
              signals: {lat: lat}
              sampling: {period: 1s, tolerance: 0%, fill: none}
              report: every
              formula: "lat <= 0.9"
            ---
            apiVersion: egc/v1
            kind: Pattern
            metadata: {id: stopped}
            spec:
              appliesTo: {entity: "svc-*"}
              signals: {lat: lat}
              sequence:
                - {name: last, when: "lat >= 0"}
                - {none: more, when: "lat >= 0", within: 4s}
              guard: 1s
            """;

    @TempDir Path folder;

    private Lane lane;

    @Test
    void silenceIsFoundNamedAndHoldsUpNobody() throws Exception {
        lane = new Lane(KAFKA, "stalled");
        KAFKA.createTopic(lane.signals(), PARTITIONS, Stamps.LOG_APPEND_TIME);
        Path rules = Files.writeString(folder.resolve("rules.yaml"), DOCUMENTS);
        FlinkInside.Running job =
                FLINK.submit(
                                lane.job(folder)
                                        .set("rules.files", rules)
                                        .set("kafka.idle-after", "3s")
                                        .set("kafka.out-of-orderness", "300ms")
                                        .parallelism(2)
                                        .neverRestarted()
                                        .checkpoints(Duration.ofMillis(500)))
                        .awaitRunning();
        try (Heartbeats beats = new Heartbeats(KAFKA, lane.signals(), PARTITIONS)) {
            await("verdicts of every partition")
                    .atMost(FlinkInside.PATIENCE)
                    .until(() -> levels().size() >= 2 * PARTITIONS);

            beats.silence(STALLED);
            long stalled = beats.lastMillis(STALLED);
            await("the absence on the stalled partition")
                    .atMost(FlinkInside.PATIENCE)
                    .until(() -> told(STALLED, match(true)).isPresent());
            assertThat(told(STALLED, match(true)).orElseThrow().path("time").asLong())
                    .isEqualTo(stalled + SILENCE_MILLIS);
            await("verdicts of the others, from far into the silence")
                    .atMost(FlinkInside.PATIENCE)
                    .until(() -> hasLevel(0, stalled + 8_000) && hasLevel(2, stalled + 8_000));
            // Flink's REST API has an underscore for each dot.
            assertThat(doctorOnSources(job))
                    .contains("nothing comes from split stalled_signals-" + STALLED + '\n');

            beats.silence(0);
            beats.silence(2);
            for (int silent : List.of(0, 2)) {
                await("the guard of " + silent)
                        .atMost(FlinkInside.PATIENCE)
                        .until(() -> told(silent, match(false)).isPresent());
            }
            JsonNode ofFirst = told(0, match(false)).orElseThrow();
            JsonNode ofThird = told(2, match(false)).orElseThrow();

            // The third was not silent: what it said was held up on the way.
            beats.say(2, beats.lastMillis(2) + 1_000);
            beats.revive(0);
            beats.revive(2);
            await("the last word on the first")
                    .atMost(FlinkInside.PATIENCE)
                    .until(() -> told(0, match(true).and(sameAs(ofFirst))).isPresent());
            await("the last word on the third")
                    .atMost(FlinkInside.PATIENCE)
                    .until(() -> told(2, withdrawn().and(sameAs(ofThird))).isPresent());
            assertThat(ofFirst.path("time").asLong())
                    .as("nobody was taken for silent while it was not")
                    .isEqualTo(earliestMatch(0));

            assertEverySecondWasJudged(0, ofFirst.path("time").asLong() - SILENCE_MILLIS);
            assertEverySecondWasJudged(2, ofThird.path("time").asLong() - SILENCE_MILLIS);
            assertThat(lane.letters()).as("lost or late").isEmpty();
        } finally {
            job.cancel();
        }
    }

    /** What doctor says of the sources of a running job. */
    private static String doctorOnSources(FlinkInside.Running job) {
        Ran doctor =
                Ran.command(
                        "doctor",
                        "--rest",
                        FLINK.address().toString(),
                        "--job",
                        job.id().toString(),
                        "--for",
                        "3s");
        StringBuilder said = new StringBuilder();
        for (String line : doctor.out().lines().toList()) {
            if (line.contains("DOC504")) {
                said.append(line).append('\n');
            }
        }
        assertThat(said.toString()).as(doctor.out() + doctor.err()).isNotEmpty();
        return said.toString();
    }

    private void assertEverySecondWasJudged(int partition, long untilMillis) {
        TreeMap<Long, Double> judged = new TreeMap<>();
        levels().forEach(
                        (moment, robustness) -> {
                            if (moment.entity().equals(Heartbeats.entity(partition))
                                    && moment.timeMillis() <= untilMillis) {
                                judged.put(moment.timeMillis(), robustness);
                            }
                        });
        assertThat(judged.lastKey()).isGreaterThan(untilMillis - 1_000);
        for (long moment = judged.firstKey(); moment <= judged.lastKey(); moment += 1_000) {
            assertThat(judged.get(moment))
                    .as("%s at %s of %s", partition, moment, judged)
                    .isCloseTo(BOUND - Heartbeats.value(moment - 1_000), within(1e-9));
        }
    }

    private boolean hasLevel(int partition, long fromMillis) {
        return levels().keySet().stream()
                .anyMatch(
                        moment ->
                                moment.entity().equals(Heartbeats.entity(partition))
                                        && moment.timeMillis() >= fromMillis);
    }

    /** What the rule said. */
    private Map<Moment, Double> levels() {
        Map<Moment, Double> levels = new TreeMap<>(Comparator.comparing(Moment::toString));
        for (JsonNode verdict : verdicts()) {
            if (verdict.path("rule").asText().equals("level")) {
                levels.put(
                        new Moment(
                                "level",
                                verdict.path("entity").asText(),
                                verdict.path("time").asLong()),
                        verdict.path("robustness").asDouble());
            }
        }
        return levels;
    }

    private long earliestMatch(int partition) {
        return verdicts().stream()
                .filter(
                        of(partition)
                                .and(verdict -> verdict.path("rule").asText().equals("stopped")))
                .mapToLong(verdict -> verdict.path("time").asLong())
                .min()
                .orElseThrow();
    }

    private Optional<JsonNode> told(int partition, Predicate<JsonNode> what) {
        return verdicts().stream().filter(of(partition).and(what)).findFirst();
    }

    private static Predicate<JsonNode> of(int partition) {
        return verdict -> verdict.path("entity").asText().equals(Heartbeats.entity(partition));
    }

    private static Predicate<JsonNode> match(boolean isFinal) {
        return verdict ->
                verdict.path("kind").asText().equals("match")
                        && verdict.path("final").asBoolean() == isFinal;
    }

    private static Predicate<JsonNode> withdrawn() {
        return verdict -> verdict.path("kind").asText().equals("withdrawn");
    }

    private static Predicate<JsonNode> sameAs(JsonNode other) {
        return verdict -> verdict.path("id").equals(other.path("id"));
    }

    private List<JsonNode> verdicts() {
        return KAFKA.readUncommitted(lane.verdicts()).stream()
                .map(ConsumerRecord::value)
                .map(StalledPartitionIT::parse)
                .toList();
    }

    private static JsonNode parse(byte[] value) {
        try {
            return JSON.readTree(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
