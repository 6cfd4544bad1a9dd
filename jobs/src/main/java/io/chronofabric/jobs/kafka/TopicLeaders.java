package io.chronofabric.jobs.kafka;

import io.chronofabric.time.TimeSource;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.RetriableException;

/**
 * The leaders of new topics' partitions. A topic is said to be made before they know that they
 * lead, and a producer that sends in between may hang until its delivery time-out. Stateless.
 */
public final class TopicLeaders {
    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private TopicLeaders() {}

    /**
     * Waits until each leads.
     *
     * @param topics topics that were made
     * @param patience how long to wait
     * @throws ExecutionException with the last answer of the brokers, if one does not
     */
    public static void await(Admin admin, Collection<String> topics, Duration patience)
            throws InterruptedException, ExecutionException {
        TimeSource time = TimeSource.system();
        long start = time.monotonicNanos();
        while (true) {
            try {
                // Only a leader answers this.
                admin.listOffsets(ends(admin, topics)).all().get();
                return;
            } catch (ExecutionException e) {
                boolean late = time.monotonicNanos() - start > patience.toNanos();
                if (late || !(e.getCause() instanceof RetriableException)) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private static Map<TopicPartition, OffsetSpec> ends(Admin admin, Collection<String> topics)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (TopicDescription topic : admin.describeTopics(topics).allTopicNames().get().values()) {
            for (TopicPartitionInfo partition : topic.partitions()) {
                ends.put(
                        new TopicPartition(topic.name(), partition.partition()),
                        OffsetSpec.latest());
            }
        }
        return ends;
    }
}
