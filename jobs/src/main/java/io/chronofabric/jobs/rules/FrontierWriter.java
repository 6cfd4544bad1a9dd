package io.chronofabric.jobs.rules;

import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleFrontier;
import io.chronofabric.time.TimeSource;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The governor: promises, whenever it is asked to, that no rule changes for a while. Several may
 * promise on one topic; the furthest promise counts. For one thread.
 */
public final class FrontierWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FrontierWriter.class);
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final int BLOCK_MILLIS = 1_000;
    private static final int DELIVERY_MILLIS = 10_000;
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final RuleTopic topic;
    private final Producer<byte[], byte[]> producer;
    private final TimeSource time;
    private final long leadMillis;
    private final String by;
    private final AtomicReference<String> failure = new AtomicReference<>("");
    private long promised = Long.MIN_VALUE;

    FrontierWriter(
            RuleTopic topic,
            Producer<byte[], byte[]> producer,
            TimeSource time,
            Duration lead,
            String by) {
        this.topic = topic;
        this.producer = producer;
        this.time = time;
        this.leadMillis = lead.toMillis();
        this.by = by;
    }

    /**
     * A governor with a producer of its own.
     *
     * @param by who promises, for people
     * @throws KafkaException if no producer can be made
     */
    public static FrontierWriter open(RuleTopic topic, TimeSource time, Duration lead, String by) {
        Properties properties = topic.clients().producer();
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MILLIS);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS / 2);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MILLIS);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return new FrontierWriter(
                topic,
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer()),
                time,
                lead,
                by);
    }

    /**
     * Promises up to the lead from now. Never less than before, whatever the clock does.
     *
     * @return the moment promised, in milliseconds since the epoch
     */
    public long promise() {
        promised = Math.max(promised, time.epochNanos() / NANOS_PER_MILLI + leadMillis);
        try {
            producer.send(topic.entry(new RuleFrontier(promised, by)), answer("promise"));
        } catch (KafkaException e) {
            failed("promise", e);
        }
        return promised;
    }

    /** Takes a refused change out of the log. */
    public void withdraw(RuleChange refused) {
        withdraw(refused.id());
    }

    void withdraw(String id) {
        try {
            producer.send(topic.withdrawal(id), answer("withdraw " + id));
        } catch (KafkaException e) {
            failed("withdraw " + id, e);
        }
    }

    /** Why the last try failed; empty if it did not, or is not known to have. */
    public String failure() {
        return failure.get();
    }

    private Callback answer(String what) {
        return (metadata, exception) -> {
            if (exception == null) {
                failure.set("");
            } else {
                failed(what, exception);
            }
        };
    }

    private void failed(String what, Exception cause) {
        if (failure.getAndSet(String.valueOf(cause.getMessage())).isEmpty()) {
            LOG.warn(
                    "The governor cannot {} on topic {}: {}", what, topic.name(), cause.toString());
        }
    }

    @Override
    public void close() {
        producer.close(CLOSE_WITHIN);
    }
}
