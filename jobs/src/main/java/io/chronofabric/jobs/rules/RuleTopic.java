package io.chronofabric.jobs.rules;

import io.chronofabric.jobs.config.KafkaOptions;
import io.chronofabric.jobs.config.RulesOptions;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.kafka.KafkaClients;
import io.chronofabric.state.codec.RuleControlJson;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleControl;
import io.chronofabric.state.model.RuleFrontier;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The topic that carries changes of rules. It has one partition, for all readers must see one
 * order, and is compacted: a change has a key of its own and stays, of the frontiers only the last
 * one does.
 *
 * <p>A compacted log no longer says which frontiers stood before a change. A change that was
 * refused for coming too late is therefore replaced by nothing ({@link #withdrawal}) well before
 * compaction may forget why.
 *
 * @param clients how to reach it
 * @param name its name
 */
public record RuleTopic(KafkaClients clients, String name) implements Serializable {
    /** Its name where none is given. */
    public static final String DEFAULT_NAME = "egc.rules";

    private static final String CHANGE_KEY = "change/";
    private static final String FRONTIER_KEY = "frontier";
    private static final String REQUEST_MILLIS = "10000";
    private static final String CALL_MILLIS = "20000";
    private static final Duration FURTHEST = Duration.ofHours(1);
    private static final Duration COMPACTION_LAG = Duration.ofDays(1);

    /** Checks that nothing is missing. */
    public RuleTopic {
        Objects.requireNonNull(clients, "clients");
        Objects.requireNonNull(name, "name");
    }

    /** The topic that settings name, or the usual one. */
    public static RuleTopic of(Settings settings) {
        return new RuleTopic(
                KafkaClients.of(settings), settings.find(RulesOptions.TOPIC).orElse(DEFAULT_NAME));
    }

    /** How it is made where it is absent. */
    public NewTopic description(Settings settings) {
        Optional<Short> copies =
                settings.find(KafkaOptions.CREATE_REPLICATION).map(Integer::shortValue);
        return new NewTopic(name, Optional.of(1), copies)
                .configs(
                        Map.of(
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                TopicConfig.CLEANUP_POLICY_COMPACT,
                                TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
                                String.valueOf(COMPACTION_LAG.toMillis()),
                                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                                "LogAppendTime"));
    }

    /** A reader of the topic, from its beginning or wherever it is told to begin. */
    Consumer<byte[], byte[]> consumer() {
        Properties properties = clients.consumer();
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.putIfAbsent(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        properties.putIfAbsent(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_MILLIS);
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** A writer whose records are there, or known not to be, within seconds. */
    Producer<byte[], byte[]> producer() {
        Properties properties = clients.producer();
        properties.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, CALL_MILLIS);
        properties.putIfAbsent(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        properties.putIfAbsent(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, CALL_MILLIS);
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** The id of the change that a record is about; empty for any other record. */
    static Optional<String> changeId(byte[] key) {
        String text = key == null ? "" : new String(key, StandardCharsets.UTF_8);
        return text.startsWith(CHANGE_KEY)
                ? Optional.of(text.substring(CHANGE_KEY.length()))
                : Optional.empty();
    }

    /**
     * What a record says.
     *
     * <p>A promise that reaches further beyond the moment at which the topic took it than any
     * governor's clock may be wrong is rejected: it would forbid every change until then. Every
     * reader finds the same, for it is the topic's own time.
     */
    public static RuleControl read(ConsumerRecord<byte[], byte[]> entry) {
        Origin origin = new Origin(entry.topic(), entry.partition(), entry.offset());
        RuleControl control = RuleControlJson.read(entry.value(), origin);
        if (control instanceof RuleFrontier frontier
                && entry.timestamp() >= 0
                && frontier.throughMillis() - FURTHEST.toMillis() > entry.timestamp()) {
            return new Rejected(
                    entry.value(),
                    origin,
                    RejectReason.TOO_FAR_AHEAD,
                    "a promise through "
                            + frontier.throughMillis()
                            + ", written at "
                            + entry.timestamp()
                            + " (expected: at most "
                            + FURTHEST.toHours()
                            + " h ahead)");
        }
        return control;
    }

    /** A change as a record. */
    public ProducerRecord<byte[], byte[]> entry(RuleChange change) {
        return entry(CHANGE_KEY + change.id(), RuleControlJson.write(change));
    }

    /** A promise as a record. */
    public ProducerRecord<byte[], byte[]> entry(RuleFrontier frontier) {
        return entry(FRONTIER_KEY, RuleControlJson.write(frontier));
    }

    /** What takes a refused change out of the log for good. */
    public ProducerRecord<byte[], byte[]> withdrawal(RuleChange refused) {
        return withdrawal(refused.id());
    }

    /** What takes a refused change out of the log for good. */
    ProducerRecord<byte[], byte[]> withdrawal(String id) {
        return new ProducerRecord<>(name, bytes(CHANGE_KEY + id), null);
    }

    private ProducerRecord<byte[], byte[]> entry(String key, String json) {
        return new ProducerRecord<>(name, bytes(key), bytes(json));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
