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

    @TempDir Path folder;

    @Test
    void ofOneRuleWithALongWindowAndAnEventASecond() throws IOException {
        String rule = RULE.formatted("one", "30s", "always[0,60s](lat > 0.9 -> load < 0.9)");
        compare("one", rule, 200, 1, 0, 200, 60);
    }

    @Test
    void ofSeveralRulesWithShortWindowsAndManyEventsOfManyFields() throws IOException {
        String rules =
                String.join(
                        "---\n",
                        RULE.formatted("a", "5s", "once[0,5s](lat > 0.5)"),
                        RULE.formatted("b", "5s", "lat + load < 1.9"),
                        RULE.formatted("c", "5s", "lat > 0.95 -> eventually[0,3s](lat < 0.5)"));
        compare("several", rules, 40, 10, 8, 60, 3);
    }

    private void compare(
            String name, String rules, int keys, int perSecond, int fields, int seconds, int ahead)
            throws IOException {
        Path file = Files.writeString(folder.resolve(name + ".yaml"), rules);
        Ran plan =
                Ran.command(
                        "plan",
                        "--keys",
                        String.valueOf(keys),
                        "--rate",
                        String.valueOf(keys * perSecond),
                        "--rules",
                        file.toString(),
                        "--fields",
                        String.valueOf(fields),
                        "--name-length",
                        "7",
                        "--json");
        assertThat(plan.code()).as(plan.err()).isZero();
        JsonNode foretold = JSON.readTree(plan.out());

        Lane lane = new Lane(KAFKA, "plan-" + name);
        KAFKA.createTopic(lane.signals(), 2, Stamps.CREATE_TIME);
        FlinkInside.Running job =
                FLINK.submit(
                        lane.job(folder)
                                .set("rules.files", file)
                                .parallelism(2)
                                .neverRestarted()
                                .checkpoints(Duration.ofMillis(500)));
        String savepoint;
        try {
            job.awaitRunning();
            KAFKA.produce(records(lane.signals(), keys, perSecond, Math.max(fields, 2), seconds));
            long last = BASE_NANOS / 1_000_000 + (seconds - ahead - 15) * 1_000L;
            await().atMost(FlinkInside.PATIENCE).until(() -> isPast(lane, last));
            savepoint = job.savepoint(folder.toUri().toString());
        } finally {
            job.cancel();
        }

        Ran inspected = Ran.command("state", "inspect", savepoint, "--largest", "1", "--json");
        assertThat(inspected.code()).as(inspected.err()).isZero();
        JsonNode govern = null;
        JsonNode entities = null;
        for (String line : inspected.out().lines().toList()) {
            JsonNode row = JSON.readTree(line);
            govern = row.path("operator").asText().equals("govern") ? row : govern;
            entities = row.has("entities") ? row : entities;
        }
        assertThat(entities.get("entities").asLong()).isEqualTo(keys);
        assertThat(foretold.get("stateBytes").asDouble())
                .as("state: %s, measured: %s", foretold, entities)
                .isCloseTo(entities.get("bytes").asDouble(), withinPercentage(25));
        assertThat(foretold.get("checkpointBytes").asDouble())
                .as("checkpoint: %s, measured: %s", foretold, govern)
                .isCloseTo(govern.get("bytes").asDouble(), withinPercentage(25));
    }

    private static boolean isPast(Lane lane, long millis) {
        return lane.uncommitted().lastWords().keySet().stream()
                .anyMatch(moment -> moment.timeMillis() >= millis);
    }

    private static List<ProducerRecord<byte[], byte[]>> records(
            String topic, int keys, int perSecond, int fields, int seconds) {
        Random random = new Random(Seeds.next());
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < seconds * perSecond; i++) {
            for (int key = 0; key < keys; key++) {
                long nanos = BASE_NANOS + (long) ((i + random.nextDouble()) * 1e9 / perSecond);
                Map<String, Double> values = new TreeMap<>();
                values.put("lat", random.nextDouble());
                values.put("load", random.nextDouble());
                for (int field = 2; field < fields; field++) {
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
