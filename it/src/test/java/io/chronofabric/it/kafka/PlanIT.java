package io.chronofabric.it.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronofabric.it.kafka.EmbeddedKafka.Stamps;
import io.chronofabric.state.codec.SignalJson;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What {@code plan} foretells, beside what a job that ran keeps in its savepoint. */
class PlanIT {
    @RegisterExtension static final EmbeddedKafka KAFKA = EmbeddedKafka.broker();
    @RegisterExtension static final FlinkInside FLINK = FlinkInside.with(1, 2);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long BASE_NANOS = 1_700_000_000_000_000_000L;
    private static final String RULE =
            """
            kind: Rule
            metadata: {id: %s}
            spec:
              appliesTo: {entity: "svc-*"}
              signals: {lat: lat, load: load}
              sampling: {period: 1s, maxGap: 10s}
              lateness: %s
              report: 10s
              formula: "%s"
            """;

    private static final String PATTERN =
            """
            kind: Pattern
            metadata: {id: storm}
            spec:
              appliesTo: {entity: "svc-*"}
              signals: {lat: lat}
              features: {usual: {mean: lat, over: 8s}}
              within: 6s
              lateness: 4s
              sequence:
                - {name: spike, when: "lat > 1.2 * usual"}
                - {name: worse, when: "lat > spike.lat + 0.2"}
                - {name: calm, when: "lat < 0.02"}
            """;
    private static final String SEVERAL =
            String.join(
                    "---\n",
                    RULE.formatted("a", "5s", "once[0,5s](lat > 0.5)"),
                    RULE.formatted("b", "5s", "lat + load < 1.9"),
                    RULE.formatted("c", "5s", "lat > 0.95 -> eventually[0,3s](lat < 0.5)"),
                    PATTERN);

    @TempDir Path folder;

    /**
     * @param keys entities
     * @param perSecond events of each in a second
     * @param fields of an event
     */
    private record Load(int keys, int perSecond, int fields) {}

    @Test
    void ofOneRuleWithALongWindowAndAnEventASecond() throws IOException {
        String rule = RULE.formatted("one", "30s", "always[0,60s](lat > 0.9 -> load < 0.9)");
        Load load = new Load(200, 1, 2);
        JsonNode foretold = plan("one", rule, load);

        Map<String, JsonNode> kept = keptBy("one", List.of("one"), load, 200, 60);

        assertThat(kept).doesNotContainKeys("patterns", "kept for patterns");
        assertClose(kept, "govern", foretold.get("checkpointBytes").asDouble());
        assertClose(kept, "kept for rules", foretold.get("stateBytes").asDouble());
    }

    @Test
    void ofSeveralRulesAndAPatternWithShortWindowsAndManyEventsOfManyFields() throws IOException {
        Load load = new Load(40, 10, 8);
        JsonNode foretold = plan("several", SEVERAL, load);
        double patternState = load.keys() * foretold.get("patternBytesOfAnEntity").asDouble();
        double patternCheckpoint = foretold.get("patternCheckpointBytes").asDouble();

        Map<String, JsonNode> kept =
                keptBy("several", List.of("a", "b", "c", "storm"), load, 60, 3);

        assertClose(kept, "patterns", patternCheckpoint);
        assertClose(kept, "kept for patterns", patternState);
        assertClose(kept, "govern", foretold.get("checkpointBytes").asDouble() - patternCheckpoint);
        assertClose(kept, "kept for rules", foretold.get("stateBytes").asDouble() - patternState);
        assertThat(kept.get("kept for patterns").get("events").asDouble())
                .isCloseTo(
                        load.keys() * foretold.get("patternEventsOfAnEntity").asDouble(),
                        withinPercentage(25));
    }

    private static void assertClose(Map<String, JsonNode> kept, String name, double foretold) {
        System.out.printf("%s: planned %,.0f bytes, measured %s%n", name, foretold, kept.get(name));
        assertThat(foretold)
                .as("%s: %s, measured: %s", name, foretold, kept.get(name))
                .isCloseTo(kept.get(name).get("bytes").asDouble(), withinPercentage(25));
    }

    private JsonNode plan(String name, String documents, Load load) throws IOException {
        Ran plan =
                Ran.command(
                        "plan",
                        "--keys",
                        String.valueOf(load.keys()),
                        "--rate",
                        String.valueOf(load.keys() * load.perSecond()),
                        "--rules",
                        Files.writeString(file(name), documents).toString(),
                        "--fields",
                        String.valueOf(load.fields()),
                        "--name-length",
                        "7",
                        "--json");
        assertThat(plan.code()).as(plan.err()).isZero();
        return JSON.readTree(plan.out());
    }

    private Path file(String name) {
        return folder.resolve(name + ".yaml");
    }

    /** What a job had kept when it was that far, by operator and by purpose. */
    private Map<String, JsonNode> keptBy(
            String name, List<String> ids, Load load, int seconds, int ahead) throws IOException {
        Lane lane = new Lane(KAFKA, "plan-" + name);
        FlinkInside.Running job = submit(lane, name);
        String savepoint;
        try {
            KAFKA.produce(records(lane.signals(), load, seconds));
            awaitPast(job, lane, ids, seconds - ahead - 15);
            savepoint = job.savepoint(folder.toUri().toString());
        } finally {
            job.cancel();
        }
        Ran inspected = Ran.command("state", "inspect", savepoint, "--largest", "1", "--json");
        assertThat(inspected.code()).as(inspected.err()).isZero();
        Map<String, JsonNode> kept = new TreeMap<>();
        for (String line : inspected.out().lines().toList()) {
            JsonNode row = JSON.readTree(line);
            if (row.has("operator")) {
                kept.put(row.get("operator").asText(), row);
            } else if (row.has("entities")) {
                assertThat(row.get("entities").asLong()).isEqualTo(load.keys());
                kept.put("kept for " + row.get("keptFor").asText(), row);
            }
        }
        return kept;
    }

    private FlinkInside.Running submit(Lane lane, String name) {
        KAFKA.createTopic(lane.signals(), 2, Stamps.CREATE_TIME);
        return FLINK.submit(
                        lane.job(folder)
                                .set("rules.files", file(name))
                                .parallelism(2)
                                .neverRestarted()
                                .checkpoints(Duration.ofMillis(500)))
                .awaitRunning();
    }

    /** Waits until each rule and pattern has said something about a later second. */
    private static void awaitPast(
            FlinkInside.Running job, Lane lane, List<String> ids, int second) {
        long millis = BASE_NANOS / 1_000_000 + second * 1_000L;
        await().atMost(FlinkInside.PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(
                        () -> {
                            if (!job.failures().isEmpty()) {
                                throw new IllegalStateException(job.failures().toString());
                            }
                            Map<String, Long> latest = new TreeMap<>();
                            lane.uncommitted()
                                    .lastWords()
                                    .keySet()
                                    .forEach(
                                            moment ->
                                                    latest.merge(
                                                            moment.rule(),
                                                            moment.timeMillis(),
                                                            Math::max));
                            assertThat(latest).containsOnlyKeys(ids);
                            assertThat(latest.values())
                                    .as("%s", latest)
                                    .allMatch(moment -> moment >= millis);
                        });
    }

    /** Events of all entities. */
    private static List<ProducerRecord<byte[], byte[]>> records(
            String topic, Load load, int seconds) {
        Random random = new Random(Seeds.next());
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < seconds * load.perSecond(); i++) {
            for (int key = 0; key < load.keys(); key++) {
                double at = (i + random.nextDouble()) / load.perSecond();
                long nanos = BASE_NANOS + (long) (at * 1e9);
                Map<String, Double> values = new TreeMap<>();
                values.put("lat", random.nextDouble());
                values.put("load", random.nextDouble());
                for (int field = 2; field < load.fields(); field++) {
                    values.put("other_field_" + field, random.nextDouble());
                }
                String entity = String.format("svc-%03d", key);
                Signal signal =
                        new Signal(
                                new LogicalTime(nanos, 0, 1),
                                entity,
                                Fields.of(values),
                                new Origin("", 0, 0));
                records.add(
                        new ProducerRecord<>(
                                topic,
                                key % 2,
                                nanos / 1_000_000,
                                entity.getBytes(UTF_8),
                                SignalJson.write(signal).getBytes(UTF_8)));
            }
        }
        return records;
    }
}
