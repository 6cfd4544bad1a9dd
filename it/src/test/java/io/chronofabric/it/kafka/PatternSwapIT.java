package io.chronofabric.it.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronofabric.it.kafka.EmbeddedKafka.Stamps;
import io.chronofabric.state.codec.RuleControlJson;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleFrontier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Patterns that come, change and go over the topic while TaskManagers are killed and the job is
 * rescaled: what is found is what a few lines here find, each match by the version in force, once.
 */
class PatternSwapIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PARTS = 6;
    private static final int SECONDS = 60;
    private static final int PUMPS = 12;
    private static final int PARTITIONS = 3;

    /** Seconds of the load at which the pattern changes. */
    private static final int STRICTER = 22;

    private static final int DISABLED = 44;
    private static final int LATENESS = 4;

    @RegisterExtension static final EmbeddedKafka KAFKA = EmbeddedKafka.broker();
    @RegisterExtension static final FlinkInside FLINK = FlinkInside.with(2, 2);

    @TempDir Path folder;

    private final Lane lane = new Lane(KAFKA, "pattern-swap");
    private int changes;

    /** One event of a pump. */
    private record Event(int pump, long millis, int value, long arrivalMillis) {}

    @Test
    void everyMatchIsFoundOnceByTheVersionInForce() throws Exception {
        Random random = new Random(Seeds.next());
        List<Event> load = load(random);
        KAFKA.createTopic(lane.signals(), PARTITIONS, Stamps.LOG_APPEND_TIME);
        FlinkInside.Running job = FLINK.submit(job(4, null));
        change(RuleChange.Action.APPLY, 1, -10, pattern(1, 2));
        for (int part = 0; part < PARTS; part++) {
            job.awaitRunning();
            if (part == 1) {
                change(RuleChange.Action.APPLY, 2, STRICTER, pattern(2, 3));
            } else if (part == 3) {
                change(RuleChange.Action.DISABLE, 0, DISABLED, "");
            }
            KAFKA.produce(records(load, part));
            promise((part + 1) * SECONDS / PARTS);
            job.checkpoint();
            if (part == 2) {
                job = FLINK.submit(job(3, job.stop(folder.toUri().toString())));
            } else if (part % 2 == 1) {
                FLINK.replaceTaskManager(random);
            }
        }
        promise(10 * SECONDS);
        KAFKA.produce(ticks());
        Map<String, Integer> expected = expected(load);
        await().atMost(FlinkInside.PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(found())
                                        .as("-Dseed=%d", Seeds.next())
                                        .isEqualTo(expected));
        assertThat(job.failures()).as("what made the job restart").isNotEmpty();
        job.stop(folder.toUri().toString());

        assertThat(found()).as("-Dseed=%d", Seeds.next()).isEqualTo(expected);
        assertThat(expected.keySet())
                .anyMatch(word -> word.startsWith("rise@1 "))
                .anyMatch(word -> word.startsWith("rise@2 "));
        assertThat(KAFKA.readCommitted(lane.name() + ".decisions")).hasSize(expected.size());
        assertThat(lane.letters()).isEmpty();
    }

    private FlinkInside.Spec job(int parallelism, String savepoint) {
        return lane.job(folder)
                .parallelism(parallelism)
                .checkpoints(Duration.ofMillis(300))
                .set("kafka.verdicts.delivery", "exactly-once")
                .set("kafka.decisions.delivery", "exactly-once")
                .set("rules.topic", lane.name() + ".rules")
                .set("rules.governor", "external")
                .from(savepoint);
    }

    /** A value above a threshold, and the next one higher still. */
    private static String pattern(int version, int threshold) {
        return """
               kind: Pattern
               metadata: {id: rise, version: %d}
               spec:
                 appliesTo: {entity: "pump-*"}
                 signals: {x: x}
                 lateness: %ds
                 sequence:
                   - {name: up, when: x > %d}
                   - {name: more, when: x > up.x, then: next}
                 afterMatch: no-skip
               """
                .formatted(version, LATENESS, threshold);
    }

    private static Map<String, Integer> expected(List<Event> load) {
        Map<Integer, List<Event>> byPump = new HashMap<>();
        load.stream()
                .distinct()
                .sorted(Comparator.comparingLong(Event::millis))
                .forEach(
                        event ->
                                byPump.computeIfAbsent(event.pump, unused -> new ArrayList<>())
                                        .add(event));
        Map<String, Integer> expected = new TreeMap<>();
        for (List<Event> events : byPump.values()) {
            for (int i = 0; i + 1 < events.size(); i++) {
                Event up = events.get(i);
                Event more = events.get(i + 1);
                int version = versionAt(up);
                int threshold = version + 1;
                if (version > 0
                        && version == versionAt(more)
                        && up.value > threshold
                        && more.value > up.value) {
                    expected.merge(
                            "rise@" + version + " pump-" + up.pump + " " + more.millis,
                            1,
                            Integer::sum);
                }
            }
        }
        return expected;
    }

    private static int versionAt(Event event) {
        long millis = event.millis - Workload.BASE_SECOND * 1000;
        if (millis >= DISABLED * 1000L) {
            return 0;
        }
        return millis < STRICTER * 1000L ? 1 : 2;
    }

    private Map<String, Integer> found() {
        Map<String, Integer> found = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : KAFKA.readCommitted(lane.verdicts())) {
            try {
                JsonNode match = JSON.readTree(record.value());
                assertThat(match.get("kind").asText()).isEqualTo("match");
                found.merge(
                        match.get("rule").asText()
                                + "@"
                                + match.get("version").asInt()
                                + " "
                                + match.get("entity").asText()
                                + " "
                                + match.get("time").asLong(),
                        1,
                        Integer::sum);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    /** An event for each pump and second, some of them twice, out of order by up to 3 s. */
    private static List<Event> load(Random random) {
        List<Event> load = new ArrayList<>();
        for (int second = 0; second < SECONDS; second++) {
            for (int pump = 0; pump < PUMPS; pump++) {
                long millis = (Workload.BASE_SECOND + second) * 1000L + random.nextInt(1_000);
                Event event =
                        new Event(pump, millis, random.nextInt(8), millis + random.nextInt(3_000));
                load.add(event);
                if (random.nextInt(20) == 0) {
                    load.add(event);
                }
            }
        }
        load.sort(Comparator.comparingLong(Event::arrivalMillis));
        return load;
    }

    /** Those of a span of event time. */
    private List<ProducerRecord<byte[], byte[]>> records(List<Event> load, int part) {
        return load.stream()
                .filter(
                        event ->
                                (event.millis / 1000 - Workload.BASE_SECOND) * PARTS / SECONDS
                                        == part)
                .map(
                        event ->
                                record(
                                        event.pump % PARTITIONS,
                                        "pump-" + event.pump,
                                        event.millis,
                                        event.value))
                .toList();
    }

    /** One event for each partition that nothing looks at, long after all others. */
    private List<ProducerRecord<byte[], byte[]>> ticks() {
        List<ProducerRecord<byte[], byte[]>> ticks = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            ticks.add(record(partition, "tick-" + partition, millis(2 * SECONDS), 0));
        }
        return ticks;
    }

    private ProducerRecord<byte[], byte[]> record(
            int partition, String entity, long millis, int value) {
        String json =
                "{\"physicalNanos\":\""
                        + millis
                        + "000000\",\"entity\":\""
                        + entity
                        + "\",\"fields\":{\"x\":"
                        + value
                        + "}}";
        return new ProducerRecord<>(lane.signals(), partition, millis, null, json.getBytes(UTF_8));
    }

    private void change(RuleChange.Action action, int version, int second, String document) {
        RuleChange change =
                new RuleChange(
                        "change-" + changes++,
                        action,
                        "default",
                        "rise",
                        version,
                        millis(second),
                        document,
                        "test",
                        0,
                        new Origin("", 0, 0));
        send("change/" + change.id(), RuleControlJson.write(change));
    }

    private void promise(int second) {
        send("frontier", RuleControlJson.write(new RuleFrontier(millis(second) - 1, "test")));
    }

    private void send(String key, String json) {
        KAFKA.produce(
                List.of(
                        new ProducerRecord<>(
                                lane.name() + ".rules",
                                key.getBytes(UTF_8),
                                json.getBytes(UTF_8))));
    }

    private static long millis(int second) {
        return (Workload.BASE_SECOND + second) * 1000L;
    }
}
