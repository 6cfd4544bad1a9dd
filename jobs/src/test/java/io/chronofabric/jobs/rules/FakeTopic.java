package io.chronofabric.jobs.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chronofabric.jobs.config.SettingsLoader;
import io.chronofabric.state.model.RuleFrontier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The rules' topic in memory: what is sent can be read at once, unless somebody is faster. Safe for
 * use by many threads.
 */
final class FakeTopic {
    static final RuleTopic TOPIC =
            RuleTopic.of(
                    SettingsLoader.load(
                            Optional.empty(), Map.of(), List.of("kafka.bootstrap=localhost:1")));

    /** When every record came, by the topic's clock. */
    private static final long APPENDED = 1_700_000_000_000L;

    private static final TopicPartition PARTITION = new TopicPartition(TOPIC.name(), 0);

    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    private volatile boolean broken;

    /** Appends a record; its offset. */
    synchronized long append(byte[] key, byte[] value) {
        long offset = records.size();
        records.add(
                new ConsumerRecord<>(
                        TOPIC.name(),
                        0,
                        offset,
                        APPENDED,
                        TimestampType.LOG_APPEND_TIME,
                        -1,
                        -1,
                        key,
                        value,
                        new RecordHeaders(),
                        Optional.empty()));
        return offset;
    }

    long append(ProducerRecord<byte[], byte[]> entry) {
        return append(entry.key(), entry.value());
    }

    long promise(long throughMillis) {
        return append(TOPIC.entry(new RuleFrontier(throughMillis, "job")));
    }

    /** All records fail from now on, or do no more. */
    void breaks(boolean now) {
        broken = now;
    }

    synchronized List<ConsumerRecord<byte[], byte[]>> records() {
        return List.copyOf(records);
    }

    /** Of each key only the last record, and of those without a value none, at their offsets. */
    static List<ConsumerRecord<byte[], byte[]>> compacted(
            List<ConsumerRecord<byte[], byte[]>> records) {
        Map<String, Long> last = new HashMap<>();
        records.forEach(record -> last.put(new String(record.key(), UTF_8), record.offset()));
        return records.stream()
                .filter(record -> last.containsValue(record.offset()))
                .filter(record -> record.value() != null)
                .toList();
    }

    MockConsumer<byte[], byte[]> consumer() {
        return consumer(this::records);
    }

    /** Reads some records, which may have holes between them. */
    static MockConsumer<byte[], byte[]> consumer(
            Supplier<List<ConsumerRecord<byte[], byte[]>>> records) {
        return new MockConsumer<>("earliest") {
            private long position;

            @Override
            public synchronized List<PartitionInfo> partitionsFor(String topic) {
                return List.of(new PartitionInfo(topic, 0, null, new Node[0], new Node[0]));
            }

            @Override
            public synchronized Map<TopicPartition, Long> beginningOffsets(
                    Collection<TopicPartition> partitions) {
                return Map.of(PARTITION, 0L);
            }

            @Override
            public synchronized Map<TopicPartition, Long> endOffsets(
                    Collection<TopicPartition> partitions) {
                return Map.of(PARTITION, end());
            }

            private long end() {
                return records.get().stream().mapToLong(ConsumerRecord::offset).max().orElse(-1)
                        + 1;
            }

            @Override
            public synchronized void seek(TopicPartition partition, long offset) {
                position = offset;
            }

            @Override
            public synchronized long position(TopicPartition partition) {
                return position;
            }

            @Override
            public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
                List<ConsumerRecord<byte[], byte[]>> next =
                        records.get().stream()
                                .filter(record -> record.offset() >= position)
                                .toList();
                position = Math.max(position, end());
                return new ConsumerRecords<>(Map.of(PARTITION, next), Map.of());
            }
        };
    }

    /**
     * Writes to the topic.
     *
     * @param before is told of each record before it is there, and may be faster
     */
    MockProducer<byte[], byte[]> producer(Consumer<ProducerRecord<byte[], byte[]>> before) {
        return new MockProducer<>(
                true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
            @Override
            public synchronized Future<RecordMetadata> send(
                    ProducerRecord<byte[], byte[]> entry, Callback callback) {
                before.accept(entry);
                if (broken) {
                    RuntimeException failure = new TimeoutException("no answer");
                    if (callback != null) {
                        callback.onCompletion(null, failure);
                    }
                    return CompletableFuture.failedFuture(failure);
                }
                RecordMetadata metadata =
                        new RecordMetadata(PARTITION, append(entry), 0, 1_000, 0, 0);
                if (callback != null) {
                    callback.onCompletion(metadata, null);
                }
                return CompletableFuture.completedFuture(metadata);
            }

            @Override
            public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> entry) {
                return send(entry, null);
            }
        };
    }
}
