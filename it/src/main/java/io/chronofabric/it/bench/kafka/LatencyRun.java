package io.chronofabric.it.bench.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronofabric.jobs.embedded.EmbeddedFlink;
import io.chronofabric.time.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;

/**
 * One job under a constant load, whatever the job does: an open loop. Every {@value #STEP_MILLIS}
 * ms of the wall clock is a step; each of {@value #ENTITIES} entities has an event at its
 * beginning, and their records are spread evenly over it. All go through one partition.
 *
 * <p>The clock starts when the record that makes an answer possible is <em>meant</em> to be sent,
 * so a stall of the sender, the broker or the job counts for every record behind it. For a plain
 * job that is the event's own record. A governed moment is settled by the first record of the next
 * step, since it moves the watermark; waiting for it is what the rule asks for and not counted. The
 * clock stops when the consumer's poll returns the verdict. Both are read in this JVM.
 */
final class LatencyRun {
    private static final long STEP_MILLIS = 10;
    private static final int ENTITIES = 10;
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final long STEP_NANOS = STEP_MILLIS * NANOS_PER_MILLI;
    private static final long STEPS_PER_SECOND = 1_000 / STEP_MILLIS;
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final int BROKEN_EVERY = 97;
    private static final String ENTITY = "svc-";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The rule's period that fits. */
    static final String PERIOD = STEP_MILLIS + "ms";

    /** Records sent in a second. */
    static final long RATE = STEPS_PER_SECOND * ENTITIES;

    private final Workbench bench;
    private final Lane lane;
    private final int warmSeconds;
    private final int seconds;
    private final TimeSource time = TimeSource.system();

    private long firstMillis;
    private long firstNanos;
    private volatile long fromStep = Long.MAX_VALUE;
    private volatile boolean done;

    /**
     * What is measured.
     *
     * @param name of its rows
     * @param way what the job does
     * @param delivery of the verdicts
     * @param checkpoints how often
     * @param definitions settings of the job besides
     * @param peer the lane that it is compared with; empty for none
     */
    record Lane(
            String name,
            Way way,
            String delivery,
            Duration checkpoints,
            List<String> definitions,
            String peer) {
        String isolation() {
            return delivery.equals("exactly-once") ? "read_committed" : "read_uncommitted";
        }
    }

    LatencyRun(Workbench bench, Lane lane, int warmSeconds, int seconds) {
        this.bench = bench;
        this.lane = lane;
        this.warmSeconds = warmSeconds;
        this.seconds = seconds;
    }

    /**
     * Starts the job, waits for its first verdict, warms up, measures and cancels it.
     *
     * @param verdicts takes nanoseconds to the verdict
     * @param appends takes nanoseconds to the acknowledgement of an event's record
     */
    void run(Histogram verdicts, Histogram appends) throws Exception {
        String signals = bench.makeTopic("signals", 1);
        String output = bench.makeTopic("verdicts", 1);
        EmbeddedFlink.Job job =
                bench.submit(lane.way(), 1, lane.checkpoints(), definitions(signals, output));
        long now = time.epochNanos();
        firstMillis = (now / STEP_NANOS + 2) * STEP_MILLIS;
        firstNanos = time.monotonicNanos() + firstMillis * NANOS_PER_MILLI - now;
        Thread sender = new Thread(() -> send(signals, appends), "sender");
        try (KafkaConsumer<byte[], byte[]> consumer = bench.consumer(lane.isolation())) {
            sender.start();
            List<TopicPartition> partition = List.of(new TopicPartition(output, 0));
            consumer.assign(partition);
            consumer.seekToBeginning(partition);
            receive(consumer, verdicts, job);
        } finally {
            done = true;
            sender.join();
        }
        bench.cancel(job);
        bench.deleteTopics(signals, output);
    }

    private List<String> definitions(String signals, String output) {
        List<String> definitions = new ArrayList<>(lane.definitions());
        definitions.add("kafka.input.topics=" + signals);
        definitions.add("kafka.verdicts.topic=" + output);
        definitions.add("kafka.verdicts.delivery=" + lane.delivery());
        definitions.add("kafka.group=" + signals);
        definitions.add("kafka.transaction.id-prefix=" + signals);
        definitions.add("kafka.out-of-orderness=0s");
        return definitions;
    }

    private void send(String topic, Histogram appends) {
        try (KafkaProducer<byte[], byte[]> producer = bench.producer(0)) {
            for (long sent = 0; !done; sent++) {
                long step = sent / ENTITIES;
                int entity = (int) (sent % ENTITIES);
                long due = due(step, entity);
                long ahead = due - time.monotonicNanos();
                while (ahead > 0) {
                    LockSupport.parkNanos(ahead);
                    ahead = due - time.monotonicNanos();
                }
                double latency = sent % BROKEN_EVERY == 0 ? 300.5 : 100.5;
                producer.send(
                        Workbench.event(
                                topic,
                                0,
                                ENTITY + entity,
                                firstMillis + step * STEP_MILLIS,
                                latency),
                        (place, failure) -> {
                            if (failure == null && isMeasured(step)) {
                                appends.recordValue(time.monotonicNanos() - due);
                            }
                        });
            }
        }
    }

    /** When an event's record is meant to be sent. */
    private long due(long step, int entity) {
        return firstNanos + step * STEP_NANOS + entity * STEP_NANOS / ENTITIES;
    }

    private boolean isMeasured(long step) {
        long from = fromStep;
        return step >= from && step - from < seconds * STEPS_PER_SECOND;
    }

    private void receive(
            KafkaConsumer<byte[], byte[]> consumer, Histogram verdicts, EmbeddedFlink.Job job)
            throws Exception {
        long missing = seconds * RATE;
        long limit = time.monotonicNanos() + PATIENCE_NANOS;
        while (missing > 0) {
            Iterable<ConsumerRecord<byte[], byte[]>> records =
                    consumer.poll(Duration.ofMillis(100));
            long now = time.monotonicNanos();
            if (job.isDone()) {
                job.check();
                throw new IllegalStateException(lane.name() + ": the job ended by itself");
            }
            if (now > limit) {
                throw new IllegalStateException(
                        lane.name() + ": " + missing + " verdicts did not come");
            }
            for (ConsumerRecord<byte[], byte[]> found : records) {
                if (fromStep == Long.MAX_VALUE) {
                    fromStep = (now - firstNanos) / STEP_NANOS + warmSeconds * STEPS_PER_SECOND;
                    limit = now + (warmSeconds + seconds) * 1_000_000_000L + PATIENCE_NANOS;
                }
                missing -= take(found, now, verdicts);
            }
        }
    }

    /** 1 if the verdict is one of the measured. */
    private int take(ConsumerRecord<byte[], byte[]> found, long now, Histogram verdicts)
            throws IOException {
        JsonNode verdict = JSON.readTree(found.value());
        long step = (verdict.path("time").asLong() - firstMillis) / STEP_MILLIS;
        if (!isMeasured(step)) {
            return 0;
        }
        int entity = Integer.parseInt(verdict.path("entity").asText().substring(ENTITY.length()));
        verdicts.recordValue(
                now - (lane.way() == Way.GOVERN ? due(step + 1, 0) : due(step, entity)));
        return 1;
    }
}
