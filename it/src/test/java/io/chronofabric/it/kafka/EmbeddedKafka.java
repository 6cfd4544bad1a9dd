package io.chronofabric.it.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One Kafka broker, its own controller, in this JVM, for the tests of a class:
 * {@code @RegisterExtension static final EmbeddedKafka KAFKA = EmbeddedKafka.broker()}. Ready in
 * about 3 s, a second one in the same JVM in under 1 s. What its clients do is bounded by a minute.
 * Safe for use by many threads once started.
 */
final class EmbeddedKafka implements BeforeAllCallback, AfterAllCallback {
    private static final String SASL_LISTENER = "SASL";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Whose clock the records of a topic carry. */
    enum Stamps {
        /** The producer's; the broker's default. */
        CREATE_TIME("CreateTime"),
        /** The broker's, at arrival. */
        LOG_APPEND_TIME("LogAppendTime");

        private final String setting;

        Stamps(String setting) {
            this.setting = setting;
        }
    }

    /** Which records a consumer is given. */
    private enum Isolation {
        COMMITTED("read_committed"),
        UNCOMMITTED("read_uncommitted");

        private final String setting;

        Isolation(String setting) {
            this.setting = setting;
        }
    }

    private final Map<String, String> settings = new LinkedHashMap<>();
    private boolean sasl;
    private KafkaClusterTestKit kit;
    private Admin admin;
    private KafkaProducer<byte[], byte[]> producer;

    private EmbeddedKafka() {
        settings.put("auto.create.topics.enable", "false");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "4");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("log.cleaner.enable", "false");
        settings.put("log.segment.bytes", Integer.toString(16 << 20));
    }

    /** A broker that makes no topic by itself, on a free port of the loopback address. */
    static EmbeddedKafka broker() {
        return new EmbeddedKafka();
    }

    /** With a broker setting; before it starts. */
    EmbeddedKafka with(String setting, Object value) {
        settings.put(setting, value.toString());
        return this;
    }

    /** With a second listener that wants SASL/PLAIN; before it starts. */
    EmbeddedKafka withSaslPlain(String user, String password) {
        sasl = true;
        return with(
                        "listeners",
                        "EXTERNAL://localhost:0,SASL://localhost:0,CONTROLLER://localhost:0")
                .with(
                        "listener.security.protocol.map",
                        "EXTERNAL:PLAINTEXT,SASL:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT")
                .with("sasl.enabled.mechanisms", "PLAIN")
                .with("listener.name.sasl.sasl.enabled.mechanisms", "PLAIN")
                .with(
                        "listener.name.sasl.plain.sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required user_"
                                + user
                                + "=\""
                                + password
                                + "\";");
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        start();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        stop();
    }

    /** Starts the broker, for those who do not register it as an extension. */
    void start() throws Exception {
        KafkaClusterTestKit.Builder builder =
                new KafkaClusterTestKit.Builder(
                        new TestKitNodes.Builder()
                                .setCombined(true)
                                .setNumBrokerNodes(1)
                                .setNumControllerNodes(1)
                                .build());
        settings.forEach(builder::setConfigProp);
        kit = builder.build();
        kit.format();
        kit.startup();
        kit.waitForReadyBrokers();
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap()));
        producer = new KafkaProducer<>(producerSettings());
    }

    /** Stops the broker and removes its files. */
    void stop() throws Exception {
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
        if (kit != null) {
            kit.close();
        }
    }

    /** {@code host:port} without authentication. */
    String bootstrap() {
        return kit.bootstrapServers();
    }

    /** {@code host:port} of the listener that wants SASL/PLAIN. */
    String saslBootstrap() {
        if (!sasl) {
            throw new IllegalStateException(
                    "no SASL listener (expected: withSaslPlain before start)");
        }
        return "localhost:"
                + kit.brokers().get(0).socketServer().boundPort(new ListenerName(SASL_LISTENER));
    }

    /** A client for everything else. */
    Admin admin() {
        return admin;
    }

    /** Makes a topic. */
    void createTopic(String name, int partitions, Stamps stamps) {
        createTopic(name, partitions, Map.of("message.timestamp.type", stamps.setting));
    }

    /** Makes a topic with settings of its own. */
    void createTopic(String name, int partitions, Map<String, String> topicSettings) {
        NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(topicSettings);
        done(admin.createTopics(List.of(topic)).all());
    }

    /** The names of all topics but the broker's own. */
    Collection<String> topics() {
        return done(admin.listTopics().names());
    }

    /**
     * Appends records in the order given, partition by partition.
     *
     * @return where each came to lie, in the order given
     */
    List<RecordMetadata> produce(Iterable<ProducerRecord<byte[], byte[]>> records) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> entry : records) {
            sent.add(producer.send(entry));
        }
        producer.flush();
        return sent.stream().map(EmbeddedKafka::done).toList();
    }

    /** What a consumer reads from the first record to the last stable one, by partition. */
    List<ConsumerRecord<byte[], byte[]>> readCommitted(String topic) {
        return read(topic, Isolation.COMMITTED);
    }

    /** What a consumer reads that does not look at transactions, by partition. */
    List<ConsumerRecord<byte[], byte[]>> readUncommitted(String topic) {
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
        Map<String, Object> given = new HashMap<>();
        given.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap());
        given.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.setting);
        given.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        given.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        given.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
        return new KafkaConsumer<>(given, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> producerSettings() {
        Map<String, Object> given = new HashMap<>();
        given.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap());
        given.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        given.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        given.put(ProducerConfig.ACKS_CONFIG, "all");
        given.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        given.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
        given.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 << 20);
        given.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
        return given;
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
