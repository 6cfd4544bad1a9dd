package io.chronofabric.jobs.rules;

import io.chronofabric.jobs.config.KafkaOptions;
import io.chronofabric.jobs.config.RulesOptions;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.kafka.KafkaClients;
import io.chronofabric.state.codec.RuleControlJson;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleFrontier;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;

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
        return new ProducerRecord<>(name, bytes(CHANGE_KEY + refused.id()), null);
    }

    private ProducerRecord<byte[], byte[]> entry(String key, String json) {
        return new ProducerRecord<>(name, bytes(key), bytes(json));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
