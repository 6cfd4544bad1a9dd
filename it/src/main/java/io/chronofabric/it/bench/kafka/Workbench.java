package io.chronofabric.it.bench.kafka;

import io.chronofabric.it.broker.BrokerProcess;
import io.chronofabric.jobs.embedded.EmbeddedFlink;
import io.chronofabric.jobs.embedded.JobMetrics;
import io.chronofabric.jobs.kafka.TopicLeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A broker in a JVM of its own, Flink in this one, and clients of both. A job that fails is not
 * restarted. For one thread.
 */
final class Workbench implements AutoCloseable {
    private static final int SLOTS = 2;
    private static final int FIRST_PORT = 18_081;
    private static final long SECONDS_TO_END = 120;
    private static final Duration LEADERS_WITHIN = Duration.ofMinutes(1);
    private static final String RULE =
            """
            apiVersion: egc/v1
            kind: Rule
            metadata: {id: latency}
            spec:
              signals: {lat: lat}
              sampling: {period: PERIOD, tolerance: 0%, fill: none}
              lateness: 0s
              report: every
              formula: "lat <= 250"
            """;

    private final BrokerProcess broker;
    private final EmbeddedFlink flink;
    private final Admin admin;
    private final Path rules;
    private int topics;

    private Workbench(BrokerProcess broker, EmbeddedFlink flink, Path rules) {
        this.broker = broker;
        this.flink = flink;
        this.rules = rules;
        this.admin =
                Admin.create(
                        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrap()));
    }

    /**
     * Starts broker and Flink.
     *
     * @param period of the rule's samples, such as {@code 1s}
     */
    static Workbench open(String period) throws Exception {
        Path rules = Files.createTempFile("chronofabric-bench", ".yaml");
        Files.writeString(rules, RULE.replace("PERIOD", period));
        BrokerProcess broker = BrokerProcess.start();
        try {
            return new Workbench(
                    broker, EmbeddedFlink.start(FIRST_PORT, SLOTS, new JobMetrics()), rules);
        } catch (Exception e) {
            broker.close();
            throw e;
        }
    }

    /**
     * Submits a job.
     *
     * @param definitions settings over those that all jobs here have
     * @param checkpoints how often it takes one
     */
    EmbeddedFlink.Job submit(
            Way way, int parallelism, Duration checkpoints, List<String> definitions)
            throws Exception {
        Configuration flags = new Configuration();
        flags.set(PipelineOptions.GENERIC_TYPES, false);
        flags.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
        flags.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        flags.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpoints);
        List<String> all = new ArrayList<>(definitions);
        all.add("kafka.bootstrap=" + broker.bootstrap());
        all.add("kafka.decisions.topic=decisions");
        all.add("kafka.dead-letters.topic=dead-letters");
        all.add("rules.files=" + rules);
        return flink.submit(way.name(), way.define(flags, all));
    }

    /** Ends a job that has no end of its own. */
    void cancel(EmbeddedFlink.Job job) throws Exception {
        flink.cancel(job);
        await(job);
    }

    /** Waits for the end of a bounded job. */
    void await(EmbeddedFlink.Job job) throws Exception {
        job.done().get(SECONDS_TO_END, TimeUnit.SECONDS);
        job.check();
    }

    /** Makes a topic whose records carry the broker's time, under a name of its own. */
    String makeTopic(String purpose, int partitions) throws Exception {
        String name = purpose + "-" + topics++;
        NewTopic topic =
                new NewTopic(name, partitions, (short) 1)
                        .configs(Map.of("message.timestamp.type", "LogAppendTime"));
        admin.createTopics(List.of(topic)).all().get();
        TopicLeaders.await(admin, List.of(name), LEADERS_WITHIN);
        return name;
    }

    void deleteTopics(String... names) throws Exception {
        admin.deleteTopics(List.of(names)).all().get();
    }

    /** A producer whose batches wait so long to fill; the caller closes it. */
    KafkaProducer<byte[], byte[]> producer(int lingerMillis) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker.bootstrap(),
                        ProducerConfig.LINGER_MS_CONFIG,
                        lingerMillis,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        256 << 10),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** A consumer with Kafka's defaults; the caller closes it. */
    KafkaConsumer<byte[], byte[]> consumer(String isolation) {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker.bootstrap(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        isolation,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** An event in ChronoFabric's own form. */
    static ProducerRecord<byte[], byte[]> event(
            String topic, int partition, String entity, long millis, double latency) {
        String value =
                "{\"physicalNanos\":\""
                        + millis
                        + "000000\",\"logical\":0,\"node\":7,\"entity\":\""
                        + entity
                        + "\",\"fields\":{\"lat\":"
                        + latency
                        + "}}";
        return new ProducerRecord<>(
                topic,
                partition,
                entity.getBytes(StandardCharsets.UTF_8),
                value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws Exception {
        admin.close(Duration.ZERO);
        flink.close();
        broker.close();
        Files.delete(rules);
    }
}
