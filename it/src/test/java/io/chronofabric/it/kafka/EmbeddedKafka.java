package io.chronofabric.it.kafka;

import static org.awaitility.Awaitility.await;

import io.chronofabric.it.broker.LocalBroker;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
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

    private final Map<String, String> settings = new LinkedHashMap<>();
    private boolean sasl;
    private LocalBroker broker;
    private KafkaClients clients;

    private EmbeddedKafka() {}

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
        broker = LocalBroker.start(settings);
        clients = new KafkaClients(bootstrap());
    }

    /** Stops the broker and removes its files. */
    void stop() throws Exception {
        if (clients != null) {
            clients.close();
        }
        if (broker != null) {
            broker.close();
        }
    }

    /** {@code host:port} without authentication. */
    String bootstrap() {
        return broker.bootstrap();
    }

    /** {@code host:port} of the listener that wants SASL/PLAIN. */
    String saslBootstrap() {
        if (!sasl) {
            throw new IllegalStateException(
                    "no SASL listener (expected: withSaslPlain before start)");
        }
        return "localhost:" + broker.port(SASL_LISTENER);
    }

    /** A client for everything else. */
    Admin admin() {
        return clients.admin();
    }

    /** Makes a topic. */
    void createTopic(String name, int partitions, Stamps stamps) {
        createTopic(name, partitions, Map.of("message.timestamp.type", stamps.setting));
    }

    /** Makes a topic with settings of its own. */
    void createTopic(String name, int partitions, Map<String, String> topicSettings) {
        clients.createTopic(name, partitions, topicSettings);
    }

    /** Deletes the topics whose names begin so, for others of the same names. */
    void deleteTopics(String prefix) {
        List<String> names = topics().stream().filter(name -> name.startsWith(prefix)).toList();
        try {
            admin().deleteTopics(names).all().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Kafka", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka: " + e.getCause(), e);
        }
        await().until(() -> topics().stream().noneMatch(names::contains));
    }

    /** The names of all topics but the broker's own. */
    Collection<String> topics() {
        return clients.topics();
    }

    /**
     * Appends records in the order given, partition by partition.
     *
     * @return where each came to lie, in the order given
     */
    List<RecordMetadata> produce(Iterable<ProducerRecord<byte[], byte[]>> records) {
        return clients.produce(records);
    }

    /**
     * What a consumer reads from the first record to the last stable one, by partition. All that
     * was committed before the call is in it.
     */
    List<ConsumerRecord<byte[], byte[]>> readCommitted(String topic) {
        return clients.readCommitted(topic);
    }

    /** What a consumer reads that does not look at transactions, by partition. */
    List<ConsumerRecord<byte[], byte[]>> readUncommitted(String topic) {
        return clients.readUncommitted(topic);
    }
}
