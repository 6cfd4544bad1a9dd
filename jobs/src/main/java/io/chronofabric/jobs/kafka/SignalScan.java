package io.chronofabric.jobs.kafka;

import io.chronofabric.jobs.config.ConfigurationProblems;
import io.chronofabric.jobs.config.KafkaOptions;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.TopicMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a job's input topics hold now, read once, one partition after the other, by the same rules
 * as the job reads them. For one thread.
 */
public final class SignalScan {
    private static final int REQUEST_MILLIS = 10_000;
    private static final int CALL_MILLIS = 20_000;

    private final KafkaClients clients;
    private final List<String> topics;
    private final SignalDeserializer reader;

    /** Takes what is found. */
    public interface Visitor {
        /** A partition begins; the one before has ended. */
        void partition(String topic, int partition, long records);

        /** A record of it. */
        void record(Ingested found);
    }

    private SignalScan(KafkaClients clients, List<String> topics, SignalDeserializer reader) {
        this.clients = clients;
        this.topics = topics;
        this.reader = reader;
    }

    /**
     * The topics that settings name.
     *
     * @throws ConfigurationProblems if a mapping file cannot be used
     */
    public static SignalScan of(Settings settings) {
        MappingFiles.Loaded loaded =
                MappingFiles.load(settings.find(KafkaOptions.MAPPING_FILES).orElse(List.of()));
        if (loaded.problems().stream().anyMatch(problem -> problem.isError())) {
            throw new ConfigurationProblems(loaded.problems());
        }
        List<TopicMapping> mappings = loaded.mappings();
        return new SignalScan(
                KafkaClients.of(settings),
                TopicPlan.of(settings, mappings).inputs(),
                new SignalDeserializer(
                        mappings,
                        new ArrivalCheck(
                                settings.get(KafkaOptions.MAX_AHEAD),
                                settings.get(KafkaOptions.EARLIEST))));
    }

    /** Names of the topics. */
    public List<String> topics() {
        return topics;
    }

    /** Reads all of them to the end they have now. */
    public void read(Visitor visitor) {
        read(visitor, 0);
    }

    /**
     * Reads what came since a time, to the end they have now. An event is never taken in long
     * before its own time, so this leaves out none that is dated after it.
     *
     * @param sinceMillis in milliseconds since the epoch, by the topics' clock
     */
    public void read(Visitor visitor, long sinceMillis) {
        Properties properties = clients.consumer();
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_MILLIS);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_MILLIS);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            for (String topic : topics) {
                TopicScan scan = new TopicScan(consumer, topic);
                for (Range all : new ArrayList<>(scan.all())) {
                    Range range = since(sinceMillis, topic, all, consumer);
                    visitor.partition(topic, range.partition(), range.to() - range.from());
                    scan.read(
                            List.of(range),
                            entry -> {
                                visitor.record(reader.read(entry));
                                return true;
                            });
                }
            }
        }
    }

    private static Range since(
            long millis, String topic, Range all, KafkaConsumer<byte[], byte[]> consumer) {
        if (millis <= 0) {
            return all;
        }
        TopicPartition partition = new TopicPartition(topic, all.partition());
        OffsetAndTimestamp first =
                consumer.offsetsForTimes(Map.of(partition, millis)).get(partition);
        long from = first == null ? all.to() : Math.max(all.from(), first.offset());
        return new Range(all.partition(), Math.min(from, all.to()), all.to());
    }
}
