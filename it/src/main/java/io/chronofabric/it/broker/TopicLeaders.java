package io.chronofabric.it.broker;

import io.chronofabric.time.TimeSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/**
 * The leaders of a new topic's partitions. The broker says that a topic is made before they know
 * that they lead, and a producer that sends in between may hang until its delivery time-out.
 */
public final class TopicLeaders {
    private static final long PATIENCE_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();

    private TopicLeaders() {}

    /**
     * Waits until each leads, a minute at the most.
     *
     * @param partitions how many the topic has
     * @throws IllegalStateException if one does not
     */
    public static void await(Admin admin, String topic, int partitions)
            throws InterruptedException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int i = 0; i < partitions; i++) {
            ends.put(new TopicPartition(topic, i), OffsetSpec.latest());
        }
        TimeSource time = TimeSource.system();
        long limit = time.monotonicNanos() + PATIENCE_NANOS;
        while (true) {
            try {
                // Only a leader answers this.
                admin.listOffsets(ends).all().get();
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RetriableException)
                        || time.monotonicNanos() > limit) {
                    throw new IllegalStateException("no leaders of " + topic, e.getCause());
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }
}
