package io.chronofabric.it.container;

import static org.awaitility.Awaitility.await;

import io.chronofabric.it.kafka.KafkaClients;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A producer that sends records at a steady pace, whatever becomes of the broker: one that waits
 * for acknowledgement, tries again without idempotence, and so leaves some records twice. Its
 * methods are for one thread.
 */
final class Feed implements AutoCloseable {
    /** How long the producer waits for an answer before it sends again. */
    static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int BEATS_PER_SECOND = 50;

    private final KafkaProducer<byte[], byte[]> producer;
    private final int perBeat;
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final Queue<Exception> failures = new ConcurrentLinkedQueue<>();
    private int given;

    /**
     * @param perSecond records, a multiple of {@value #BEATS_PER_SECOND}
     */
    Feed(KafkaClients clients, int perSecond) {
        producer =
                clients.producer(
                        Map.of(
                                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                                false,
                                ProducerConfig.RETRIES_CONFIG,
                                Integer.MAX_VALUE,
                                // More would come in another order where it has to send again: by
                                // more than the rules wait, as events come faster than their clock.
                                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                                1,
                                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                (int) REQUEST_TIMEOUT.toMillis(),
                                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                                (int) PATIENCE.toMillis()));
        perBeat = perSecond / BEATS_PER_SECOND;
    }

    /** Begins to send records in the order given, after those of before. */
    void begin(List<ProducerRecord<byte[], byte[]>> records) {
        given += records.size();
        Queue<ProducerRecord<byte[], byte[]>> left = new ArrayDeque<>(records);
        for (int beat = 0; beat * perBeat < records.size(); beat++) {
            pace.schedule(() -> send(left), beat * 1000L / BEATS_PER_SECOND, TimeUnit.MILLISECONDS);
        }
    }

    private void send(Queue<ProducerRecord<byte[], byte[]>> left) {
        for (int i = 0; i < perBeat && !left.isEmpty(); i++) {
            producer.send(
                    left.remove(),
                    (where, failure) -> {
                        if (failure == null) {
                            acknowledged.incrementAndGet();
                        } else {
                            failures.add(failure);
                        }
                    });
            sent.incrementAndGet();
        }
    }

    /** Records sent until now. */
    int sent() {
        return sent.get();
    }

    /** Waits until so many records have been sent. */
    void awaitSent(int number) {
        await(number + " records sent")
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> sent.get() >= number);
    }

    /** Waits until the broker has taken every record given so far. */
    void awaitAcknowledged() {
        await(given + " records acknowledged")
                .atMost(PATIENCE)
                .until(() -> !failures.isEmpty() || acknowledged.get() == given);
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " records not taken", failures.peek());
        }
    }

    @Override
    public void close() {
        pace.shutdownNow();
        producer.close(Duration.ZERO);
    }
}
