package io.chronofabric.it.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chronofabric.state.codec.SignalJson;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import io.chronofabric.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * One entity a partition, {@code svc-0} in partition 0, that says something every {@value
 * #PERIOD_MILLIS} ms of the wall clock until it is silenced. A beat that is due while the machine
 * is busy is sent later, with the time at which it was due. Safe for use by many threads.
 */
final class Heartbeats implements AutoCloseable {
    static final long PERIOD_MILLIS = 100;

    private static final long NANOS_PER_MILLI = 1_000_000L;

    /** No beat falls on a moment of a rule. */
    private static final long OFFSET_MILLIS = 50;

    private final EmbeddedKafka kafka;
    private final String topic;
    private final TimeSource time = TimeSource.system();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final Set<Integer> alive = new ConcurrentSkipListSet<>();
    private final long[] last;
    private long nextMillis;

    Heartbeats(EmbeddedKafka kafka, String topic, int partitions) {
        this.kafka = kafka;
        this.topic = topic;
        this.last = new long[partitions];
        for (int i = 0; i < partitions; i++) {
            alive.add(i);
        }
        nextMillis = nowMillis() / 1_000 * 1_000 + OFFSET_MILLIS;
        clock.scheduleAtFixedRate(this::beat, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    static String entity(int partition) {
        return "svc-" + partition;
    }

    /** What the entities say of themselves at a time: the same for all within a second. */
    static double value(long millis) {
        return 0.5 + millis / 1_000 % 6 * 0.1;
    }

    /** From now on says nothing; when this returns, it has said its last. */
    synchronized void silence(int partition) {
        alive.remove(partition);
    }

    /** Says something again, from now on. */
    synchronized void revive(int partition) {
        nextMillis = Math.max(nextMillis, nowMillis() / 1_000 * 1_000 + OFFSET_MILLIS);
        alive.add(partition);
    }

    /** When an entity said its last, in milliseconds since the epoch. */
    synchronized long lastMillis(int partition) {
        return last[partition];
    }

    /** Says something as of a time. */
    synchronized void say(int partition, long millis) {
        kafka.produce(List.of(said(partition, millis)));
    }

    private synchronized void beat() {
        List<ProducerRecord<byte[], byte[]>> due = new ArrayList<>();
        for (; nextMillis <= nowMillis(); nextMillis += PERIOD_MILLIS) {
            for (int partition : alive) {
                due.add(said(partition, nextMillis));
                last[partition] = nextMillis;
            }
        }
        kafka.produce(due);
    }

    private ProducerRecord<byte[], byte[]> said(int partition, long millis) {
        Signal signal =
                new Signal(
                        new LogicalTime(millis * NANOS_PER_MILLI, 0, 1),
                        entity(partition),
                        Fields.of(Map.of("lat", value(millis))),
                        new Origin("", 0, 0));
        return new ProducerRecord<>(
                topic,
                partition,
                entity(partition).getBytes(UTF_8),
                SignalJson.write(signal).getBytes(UTF_8));
    }

    private long nowMillis() {
        return time.epochNanos() / NANOS_PER_MILLI;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
