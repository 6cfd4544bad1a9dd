package io.chronofabric.it.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The topics of one job, apart from those of all others at the same broker.
 *
 * @param kafka the broker
 * @param name what the topics' names begin with
 */
record Lane(EmbeddedKafka kafka, String name) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What a dead letter says.
     *
     * @param reason why
     * @param text why, for people
     * @param json all of it
     */
    record Letter(String reason, String text, String json) {}

    /** A mapping document for records {@code {"ts":…,"service":"…","m":{"lat":…,"load":…}}}. */
    static String mapping(String topic) {
        return """
               apiVersion: ingest/v1
               kind: Mapping
               metadata: {id: http}
               spec:
                 topics: [TOPIC]
                 time: {at: /ts, unit: ms}
                 entity: {at: /service}
                 signals:
                   lat: /m/lat
                   load: /m/load
               """
                .replace("TOPIC", topic);
    }

    /** The input topic. */
    String signals() {
        return name + ".signals";
    }

    /** The topic of verdicts. */
    String verdicts() {
        return name + ".verdicts";
    }

    /** The topic of dead letters. */
    String deadLetters() {
        return name + ".dead-letters";
    }

    /** A job that reads and writes these topics and enforces the workload's rules. */
    FlinkInside.Spec job(Path folder) {
        return FlinkInside.job()
                .set("kafka.bootstrap", kafka.bootstrap())
                .set("kafka.input.topics", signals())
                .set("kafka.verdicts.topic", verdicts())
                .set("kafka.decisions.topic", name + ".decisions")
                .set("kafka.dead-letters.topic", deadLetters())
                .set("kafka.group", name)
                .set("kafka.transaction.id-prefix", name)
                .set("rules.files", Workload.rulesIn(folder));
    }

    /** The committed verdicts. */
    FinalVerdicts committed() {
        return FinalVerdicts.of(kafka.readCommitted(verdicts()));
    }

    /** The verdicts of all transactions, be they committed, open or aborted. */
    FinalVerdicts uncommitted() {
        return FinalVerdicts.of(kafka.readUncommitted(verdicts()));
    }

    /**
     * The committed dead letters by {@code TOPIC/PARTITION/OFFSET}.
     *
     * @throws AssertionError if one came twice, or its key is not its origin
     */
    Map<String, Letter> letters() {
        Map<String, Letter> letters = new TreeMap<>();
        List<ConsumerRecord<byte[], byte[]>> records = kafka.readCommitted(deadLetters());
        for (ConsumerRecord<byte[], byte[]> found : records) {
            JsonNode json = parse(found.value());
            JsonNode origin = json.path("origin");
            String id =
                    origin.path("source").asText()
                            + '/'
                            + origin.path("partition").asInt()
                            + '/'
                            + origin.path("position").asLong();
            if (!id.equals(new String(found.key(), UTF_8))) {
                throw new AssertionError("key " + new String(found.key(), UTF_8) + " of " + id);
            }
            Letter letter =
                    new Letter(
                            json.path("reason").asText(),
                            json.path("text").asText(),
                            new String(found.value(), UTF_8));
            if (letters.put(id, letter) != null) {
                throw new AssertionError("dead letter " + id + " came twice");
            }
        }
        return letters;
    }

    private static JsonNode parse(byte[] value) {
        try {
            return JSON.readTree(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
