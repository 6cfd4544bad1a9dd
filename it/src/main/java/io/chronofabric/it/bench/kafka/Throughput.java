package io.chronofabric.it.bench.kafka;

import io.chronofabric.it.bench.Load;
import io.chronofabric.it.bench.Measurement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;

/**
 * Records a second through a job that reads topics to their end and writes as many records: their
 * number by the time from the first to the last record in its output, by the broker's clock. Jobs
 * take turns after two unmeasured ones each; each figure is the median of its turns.
 */
public final class Throughput implements Load {
    private static final int PARTITIONS = 4;
    private static final int PARALLELISM = 2;
    private static final int ENTITIES = 10_000;
    private static final long BASE_MILLIS = 1_700_000_000_000L;
    private static final long SEED = 1;
    private static final Duration CHECKPOINTS = Duration.ofSeconds(1);
    private static final int WARM_TURNS = 2;
    private static final List<String> NONE = List.of();

    private static final List<Lane> LANES =
            List.of(
                    new Lane("bytes", Way.BYTES, NONE, "plain"),
                    new Lane("plain", Way.PLAIN, NONE, ""),
                    new Lane("govern", Way.GOVERN, NONE, "plain"),
                    new Lane(
                            "governNoLinger",
                            Way.GOVERN,
                            List.of("kafka.properties.linger.ms=0"),
                            "govern"));

    /**
     * What is measured.
     *
     * @param name of its row
     * @param way what the job does
     * @param definitions settings of the job besides
     * @param peer the lane that it is compared with; empty for none
     */
    private record Lane(String name, Way way, List<String> definitions, String peer) {}

    /** Creates the load, as {@link Load} asks. */
    public Throughput() {}

    @Override
    public List<Measurement> run(boolean quick) throws Exception {
        int turns = quick ? 1 : 3;
        int records = quick ? 200_000 : 500_000;
        Map<String, double[]> rates = new HashMap<>();
        LANES.forEach(lane -> rates.put(lane.name(), new double[turns]));
        try (Workbench bench = Workbench.open("1s")) {
            String signals = bench.makeTopic("signals", PARTITIONS);
            produce(bench, signals, records);
            for (int turn = -WARM_TURNS; turn < turns; turn++) {
                for (Lane lane : LANES) {
                    double rate = measure(bench, lane, signals, records);
                    if (turn >= 0) {
                        rates.get(lane.name())[turn] = rate;
                    }
                }
            }
        }
        List<Measurement> rows = new ArrayList<>();
        for (Lane lane : LANES) {
            Measurement row =
                    Measurement.of(
                            "Throughput." + lane.name(),
                            median(rates.get(lane.name())),
                            "records/s");
            rows.add(lane.peer().isEmpty() ? row : row.against("Throughput." + lane.peer()));
        }
        return rows;
    }

    /** An event of each entity for each second, each at its own place in the second. */
    private static void produce(Workbench bench, String topic, int records) {
        Random random = new Random(SEED);
        try (KafkaProducer<byte[], byte[]> producer = bench.producer(5)) {
            for (int i = 0; i < records; i++) {
                int entity = i % ENTITIES;
                long second = i / ENTITIES;
                long within = 1 + 998L * entity / ENTITIES;
                producer.send(
                        Workbench.event(
                                topic,
                                entity % PARTITIONS,
                                "svc-" + entity,
                                BASE_MILLIS + second * 1_000 + within,
                                random.nextInt(2_100) / 8.0));
            }
        }
    }

    private static double measure(Workbench bench, Lane lane, String signals, int records)
            throws Exception {
        String output = bench.makeTopic("verdicts", PARTITIONS);
        List<String> definitions = new ArrayList<>(lane.definitions());
        definitions.add("kafka.input.topics=" + signals);
        definitions.add("kafka.verdicts.topic=" + output);
        definitions.add("kafka.group=" + output);
        definitions.add("kafka.from=earliest");
        definitions.add("kafka.until=latest");
        bench.await(bench.submit(lane.way(), PARALLELISM, CHECKPOINTS, definitions));
        double seconds = secondsOf(bench, output, records, lane.name());
        bench.deleteTopics(output);
        return records / seconds;
    }

    /** From the first record's time to the last one's. */
    private static double secondsOf(Workbench bench, String topic, int records, String lane) {
        try (KafkaConsumer<byte[], byte[]> consumer = bench.consumer("read_uncommitted")) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
            ends.values().removeIf(end -> end == 0);
            long written = ends.values().stream().mapToLong(Long::longValue).sum();
            if (written != records) {
                throw new IllegalStateException(
                        lane + ": " + written + " records came out (expected: " + records + ")");
            }
            long first = Long.MAX_VALUE;
            long last = Long.MIN_VALUE;
            for (TopicPartition partition : ends.keySet()) {
                first = Math.min(first, timeAt(consumer, partition, 0));
                last = Math.max(last, timeAt(consumer, partition, ends.get(partition) - 1));
            }
            return (last - first) / 1e3;
        }
    }

    private static long timeAt(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long offset) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, offset);
        while (true) {
            for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofSeconds(1))) {
                return found.timestamp();
            }
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
