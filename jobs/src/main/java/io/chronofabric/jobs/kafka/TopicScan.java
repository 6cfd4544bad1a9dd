package io.chronofabric.jobs.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads a topic that others go on writing to, one partition after the other, up to an end that was
 * fixed before. For one thread; the consumer stays the caller's to close.
 */
public final class TopicScan {
    private static final Duration POLL = Duration.ofMillis(500);

    /** Half a minute in which a partition neither gives a record nor moves on. */
    private static final int SILENT_POLLS = 60;

    /** Looks at a record. */
    public interface Visitor {
        /** Whether to go on after it. */
        boolean visit(ConsumerRecord<byte[], byte[]> entry);
    }

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;

    /** A scan of a topic. */
    public TopicScan(Consumer<byte[], byte[]> consumer, String topic) {
        this.consumer = consumer;
        this.topic = topic;
    }

    /** All that the topic has now, in order of partitions. */
    public List<Range> all() {
        List<PartitionInfo> known = consumer.partitionsFor(topic);
        if (known == null || known.isEmpty()) {
            // Not the same as empty: taking it for that could send what was sent before.
            throw new TimeoutException("no broker knows the partitions of " + topic + " yet");
        }
        List<TopicPartition> partitions =
                known.stream()
                        .sorted(Comparator.comparingInt(PartitionInfo::partition))
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> end = consumer.endOffsets(partitions);
        List<Range> ranges = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            if (first.get(partition) < end.get(partition)) {
                ranges.add(
                        new Range(partition.partition(), first.get(partition), end.get(partition)));
            }
        }
        return ranges;
    }

    /**
     * Reads ranges in their order.
     *
     * @return what is left of them where the visitor did not want to go on
     * @throws TimeoutException if a partition falls silent
     */
    public List<Range> read(List<Range> ranges, Visitor visitor) {
        for (int i = 0; i < ranges.size(); i++) {
            Range range = ranges.get(i);
            long stoppedAfter = read(range, visitor);
            if (stoppedAfter >= 0) {
                List<Range> rest = new ArrayList<>();
                // Kept even where it is empty, so that the rest says where it begins.
                rest.add(new Range(range.partition(), stoppedAfter + 1, range.to()));
                rest.addAll(ranges.subList(i + 1, ranges.size()));
                return rest;
            }
        }
        return List.of();
    }

    /** The offset at which the visitor stopped, or -1. */
    private long read(Range range, Visitor visitor) {
        TopicPartition partition = new TopicPartition(topic, range.partition());
        consumer.assign(List.of(partition));
        consumer.seek(partition, range.from());
        long position = range.from();
        int silent = 0;
        while (position < range.to()) {
            for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(POLL).records(partition)) {
                if (entry.offset() >= range.to()) {
                    return -1;
                }
                if (!visitor.visit(entry)) {
                    return entry.offset();
                }
            }
            long now = consumer.position(partition);
            silent = now > position ? 0 : silent + 1;
            position = now;
            if (silent == SILENT_POLLS) {
                throw new TimeoutException(partition + " gives nothing after offset " + position);
            }
        }
        return -1;
    }
}
