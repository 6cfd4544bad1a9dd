package io.chronofabric.it.kafka;

import static org.awaitility.Awaitility.await;

import io.chronofabric.jobs.kafka.TopicLeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What a test does at a broker: make topics, append records, read all there is. They outlive a
 * restart of the broker at the same address. What they do is bounded by a minute. Safe for use by
 * many threads.
 */
public final class KafkaClients implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Which records a consumer is given. */
    private enum Isolation {
        COMMITTED("read_committed"),
        UNCOMMITTED("read_uncommitted");

        private final String setting;

        Isolation(String setting) {
            this.setting = setting;
        }
    }

    private final String bootstrap;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    /**
     * @param bootstrap {@code host:port} of a listener without authentication
     */
    public KafkaClients(String bootstrap) {
        this.bootstrap = bootstrap;
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap));
        producer = producer(Map.of());
    }

    /** A client for everything else. */
    public Admin admin() {
        return admin;
    }

    /** Makes a topic with settings of its own, of one replica. */
    public void createTopic(String name, int partitions, Map<String, String> topicSettings) {
        NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(topicSettings);
        done(admin.createTopics(List.of(topic)).all());
        try {
            TopicLeaders.await(admin, List.of(name), PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Kafka", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("no leaders of " + name, e.getCause());
        }
    }

    /** The names of all topics but the broker's own. */
    public Collection<String> topics() {
        return done(admin.listTopics().names());
    }

    /**
     * Appends records in the order given, partition by partition.
     *
     * @return where each came to lie, in the order given
     */
    public List<RecordMetadata> produce(Iterable<ProducerRecord<byte[], byte[]>> records) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> entry : records) {
            sent.add(producer.send(entry));
        }
        producer.flush();
        return sent.stream().map(KafkaClients::done).toList();
    }

    /**
     * What a consumer reads from the first record to the last stable one, by partition. All that
     * was committed before the call is in it.
     */
    public List<ConsumerRecord<byte[], byte[]>> readCommitted(String topic) {
        awaitMarkers();
        return read(topic, Isolation.COMMITTED);
    }

    /** The broker answers a commit before its markers are in the partitions. */
    private void awaitMarkers() {
        ListTransactionsOptions onTheirWay =
                new ListTransactionsOptions()
                        .filterStates(
                                Set.of(
                                        TransactionState.PREPARE_COMMIT,
                                        TransactionState.PREPARE_ABORT));
        await("the markers of ended transactions")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> done(admin.listTransactions(onTheirWay).all()).isEmpty());
    }

    /** What a consumer reads that does not look at transactions, by partition. */
    public List<ConsumerRecord<byte[], byte[]>> readUncommitted(String topic) {
        return read(topic, Isolation.UNCOMMITTED);
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic, Isolation isolation) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(isolation)) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
            for (TopicPartition partition : partitions) {
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                long end = consumer.endOffsets(List.of(partition)).get(partition);
                while (consumer.position(partition) < end) {
                    // Bounded by the client's timeouts: it fails if the broker is gone.
                    for (ConsumerRecord<byte[], byte[]> found :
                            consumer.poll(Duration.ofMillis(200))) {
                        if (found.offset() < end) {
                            read.add(found);
                        }
                    }
                }
            }
            return read;
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer(Isolation isolation) {
        return consumer(Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.setting));
    }

    /** A consumer of the caller's own, who closes it; starts at the earliest record. */
    public KafkaConsumer<byte[], byte[]> consumer(Map<String, ?> more) {
        Map<String, Object> given = new HashMap<>();
        given.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        given.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        given.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        given.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
        given.putAll(more);
        return new KafkaConsumer<>(given, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** A producer of the caller's own, who closes it. */
    public KafkaProducer<byte[], byte[]> producer(Map<String, ?> more) {
        Map<String, Object> given = new HashMap<>();
        given.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        given.put(ProducerConfig.ACKS_CONFIG, "all");
        given.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        given.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
        given.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 << 20);
        given.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        given.putAll(more);
        return new KafkaProducer<>(given, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        admin.close(Duration.ZERO);
    }

    private static <T> T done(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Kafka", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka: " + e.getCause().getMessage(), e.getCause());
        }
    }
}
