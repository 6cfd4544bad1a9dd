package io.chronofabric.jobs.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.jobs.kafka.Range;
import io.chronofabric.jobs.kafka.TopicScan;
import io.chronofabric.state.model.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * The topic that notes which letters were replayed: key {@code TOPIC/PARTITION/OFFSET} of the
 * original, value the place of the letter. Compacted, so that it has one record for each.
 */
final class Marks {
    private final DeadLetterTopic letters;

    Marks(DeadLetterTopic letters) {
        this.letters = letters;
    }

    /**
     * Makes the topic where it is absent.
     *
     * @return what people should know, or empty
     * @throws ChronoFabricException if it is absent and may not be made
     */
    String prepare(Admin admin, TopicDirectory topics) {
        if (topics.has(letters.marks())) {
            return check(admin);
        }
        if (!letters.mayCreate()) {
            throw new ChronoFabricException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "topic " + letters.marks() + ", which notes what was replayed, is absent",
                    "that topic, as kafka.create-topics is false",
                    "Create it with one partition and cleanup.policy=compact.");
        }
        NewTopic topic =
                new NewTopic(
                        letters.marks(),
                        Optional.of(1),
                        letters.replication().map(Integer::shortValue));
        topic.configs(
                Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
        try {
            TopicDirectory.await(admin.createTopics(List.of(topic)).all());
        } catch (TopicExistsException e) {
            return "";
        }
        return "Created topic "
                + letters.marks()
                + ", compacted, one partition: it notes what was replayed.";
    }

    private String check(Admin admin) {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, letters.marks());
        try {
            Config config =
                    TopicDirectory.await(admin.describeConfigs(List.of(topic)).all()).get(topic);
            ConfigEntry policy = config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
            if (policy != null && policy.value().contains(TopicConfig.CLEANUP_POLICY_DELETE)) {
                return "Topic "
                        + letters.marks()
                        + " forgets what was replayed: cleanup.policy is "
                        + policy.value()
                        + " (expected: compact). Set it, or a later replay sends again.";
            }
        } catch (KafkaException e) {
            // Looking at settings takes a right that a replay needs for nothing else.
            return "";
        }
        return "";
    }

    /** Takes out of a set what is marked in some ranges of the topic. */
    int remove(OriginSet candidates, TopicScan marks, List<Range> ranges) {
        int before = candidates.size();
        marks.read(
                ranges,
                mark -> {
                    // Without a value it was taken back, by someone's hand.
                    if (mark.key() != null && mark.value() != null) {
                        OriginId.parse(new String(mark.key(), UTF_8)).ifPresent(candidates::remove);
                    }
                    return candidates.size() > 0;
                });
        return before - candidates.size();
    }

    /** The mark of a letter. */
    ProducerRecord<byte[], byte[]> mark(Origin original, Origin letter) {
        return new ProducerRecord<>(
                letters.marks(), original.id().getBytes(UTF_8), letter.id().getBytes(UTF_8));
    }
}
