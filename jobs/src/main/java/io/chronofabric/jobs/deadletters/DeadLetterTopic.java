package io.chronofabric.jobs.deadletters;

import io.chronofabric.jobs.config.KafkaOptions;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.kafka.KafkaClients;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Which topic has the letters, and how its brokers are reached. Immutable.
 *
 * @param clients what Kafka clients are told
 * @param name the topic of dead letters
 * @param mayCreate whether the topic of marks may be made
 * @param replication copies of that topic; empty for the brokers' default
 */
public record DeadLetterTopic(
        KafkaClients clients, String name, boolean mayCreate, Optional<Integer> replication) {
    /** Of one fetch; a record may be larger, and comes alone then. */
    private static final int FETCH_BYTES = 8 << 20;

    /** The topic's own limit says whether a record is too large, not this client's. */
    private static final int REQUEST_BYTES = 64 << 20;

    private static final int REQUEST_MILLIS = 10_000;
    private static final int CALL_MILLIS = 20_000;

    /** Checks that nothing is missing. */
    public DeadLetterTopic {
        Objects.requireNonNull(clients, "clients");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(replication, "replication");
    }

    /**
     * What settings say.
     *
     * @param settings with {@link KafkaOptions#BOOTSTRAP}
     */
    public static DeadLetterTopic of(Settings settings) {
        return new DeadLetterTopic(
                KafkaClients.of(settings),
                settings.get(KafkaOptions.DEAD_LETTERS_TOPIC),
                settings.get(KafkaOptions.CREATE_TOPICS),
                settings.find(KafkaOptions.CREATE_REPLICATION));
    }

    /** The topic that marks what was replayed. */
    String marks() {
        return name + ".replayed";
    }

    /** The one replay of this topic that may run at a time. */
    String transactionalId() {
        return name + "-replay";
    }

    Admin admin() {
        return Admin.create(clients.admin());
    }

    KafkaConsumer<byte[], byte[]> consumer() {
        Properties properties = clients.consumer();
        // Whatever was set for the job: a letter of an open transaction may yet never have been.
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.putIfAbsent(
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, Integer.toString(REQUEST_MILLIS));
        properties.putIfAbsent(
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Integer.toString(CALL_MILLIS));
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Integer.toString(FETCH_BYTES));
        properties.put(
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Integer.toString(FETCH_BYTES));
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    KafkaProducer<byte[], byte[]> producer() {
        Properties properties = clients.producer();
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId());
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(REQUEST_BYTES));
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(2 * REQUEST_BYTES));
        properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, Integer.toString(CALL_MILLIS));
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
