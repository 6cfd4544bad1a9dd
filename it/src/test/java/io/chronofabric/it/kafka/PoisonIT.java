package io.chronofabric.it.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.it.kafka.EmbeddedKafka.Stamps;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Records that cannot be used: many among good ones, and nothing else. */
class PoisonIT {
    private static final int POISON = 100_000;
    private static final int LARGE = 20;

    @RegisterExtension static final EmbeddedKafka KAFKA = EmbeddedKafka.broker();
    @RegisterExtension static final FlinkInside FLINK = FlinkInside.with(1, 4);

    @TempDir Path folder;

    @Test
    void everyBadRecordBecomesOneDeadLetterWithItsReasonAndStopsNothing() {
        Lane lane = new Lane(KAFKA, "poison");
        Random random = new Random(Seeds.next());
        Workload load = Workload.seeded(Seeds.next()).services(100).seconds(60).make();
        KAFKA.createTopic(lane.signals(), 4, Stamps.CREATE_TIME);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        Map<Integer, String> reasons = new TreeMap<>();
        List<ProducerRecord<byte[], byte[]>> good = load.records(lane.signals());
        int next = 0;
        int bad = 0;
        while (next < good.size() || bad < POISON) {
            // As many bad ones before each good one as keep the two in step.
            if (bad < POISON && (long) bad * good.size() <= (long) next * POISON) {
                Poison poison =
                        bad % (POISON / LARGE) == 0
                                ? Poison.large(lane.signals(), random.nextInt(4))
                                : Poison.any(random, lane.signals(), random.nextInt(4));
                reasons.put(records.size(), poison.reason());
                records.add(poison.made());
                bad++;
            } else {
                records.add(good.get(next++));
            }
        }
        List<RecordMetadata> places = KAFKA.produce(records);

        FlinkInside.Running job =
                FLINK.submit(
                        lane.job(folder)
                                .parallelism(2)
                                .neverRestarted()
                                .set("dead-letters.fail-after-ratio", "1")
                                .set("kafka.until", "latest"));
        job.finish();

        assertThat(job.failures()).isEmpty();
        Map<String, String> expected = new TreeMap<>();
        reasons.forEach((index, reason) -> expected.put(place(places.get(index)), reason));
        Map<String, String> told = new TreeMap<>();
        lane.letters().forEach((id, letter) -> told.put(id, letter.reason()));
        // Not as maps: a difference is told by its first entry, not by all hundred thousand.
        expected.forEach(
                (id, reason) ->
                        assertThat(told.get(id))
                                .as(
                                        "-Dseed=%d, %s: %s",
                                        Seeds.next(), id, value(id, places, records))
                                .isEqualTo(reason));
        assertThat(told).hasSameSizeAs(expected);
        FinalVerdicts verdicts = lane.committed();
        assertThat(verdicts.records()).isEqualTo(load.distinct() * Workload.RULE_COUNT);
        assertThat(verdicts.lastWords()).isEqualTo(load.answers());
        assertThat(verdicts.records() / Workload.RULE_COUNT + load.duplicates() + told.size())
                .isEqualTo(records.size());
    }

    @Test
    void aWhollyWrongInputStopsTheJobForGoodAndSaysWhy() {
        Lane lane = new Lane(KAFKA, "wrong");
        KAFKA.createTopic(lane.signals(), 2, Stamps.LOG_APPEND_TIME);
        KAFKA.produce(
                IntStream.range(0, 1_000)
                        .mapToObj(i -> line(lane.signals(), i % 2, "ts=12:00:0" + i + " lat=1"))
                        .toList());

        FlinkInside.Running job =
                FLINK.submit(lane.job(folder).set("dead-letters.fail-after-records", "500"));
        String failure = job.failure();

        assertThat(job.failures()).as("no restart").hasSize(1);
        assertThat(failure)
                .contains("500 of the last 500 records cannot be read")
                .contains("wrong.signals[")
                .contains("MALFORMED")
                .contains("dead-letters.fail-after-ratio");
    }

    @Test
    void anInputThatIsPartlyWrongDoesNot() {
        Lane lane = new Lane(KAFKA, "partly");
        Workload load = Workload.seeded(Seeds.next()).partitions(1).duplicates(0).make();
        KAFKA.createTopic(lane.signals(), 1, Stamps.LOG_APPEND_TIME);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> good : load.records(lane.signals())) {
            records.add(good);
            // Six of seven are bad: below nine tenths.
            for (int i = 0; i < 6; i++) {
                records.add(line(lane.signals(), 0, "no signal"));
            }
        }
        KAFKA.produce(records);

        FLINK.run(lane.job(folder).neverRestarted().set("kafka.until", "latest"));

        assertThat(lane.committed().lastWords()).isEqualTo(load.answers());
        assertThat(lane.letters()).hasSize(6 * load.size());
    }

    private static ProducerRecord<byte[], byte[]> line(String topic, int partition, String text) {
        return new ProducerRecord<>(topic, partition, null, text.getBytes(UTF_8));
    }

    private static String place(RecordMetadata place) {
        return place.topic() + '/' + place.partition() + '/' + place.offset();
    }

    /** What stood at a place, cut short. */
    private static Object value(
            String id, List<RecordMetadata> places, List<ProducerRecord<byte[], byte[]>> records) {
        return new Object() {
            @Override
            public String toString() {
                for (int i = 0; i < places.size(); i++) {
                    if (place(places.get(i)).equals(id)) {
                        byte[] value = records.get(i).value();
                        String text = value == null ? "tombstone" : new String(value, UTF_8);
                        return text.substring(0, Math.min(200, text.length()));
                    }
                }
                return "nothing";
            }
        };
    }
}
