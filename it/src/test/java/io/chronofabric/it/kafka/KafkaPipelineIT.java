package io.chronofabric.it.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronofabric.it.kafka.EmbeddedKafka.Stamps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From topic to topic, undisturbed. */
class KafkaPipelineIT {
    @RegisterExtension static final EmbeddedKafka KAFKA = EmbeddedKafka.broker();
    @RegisterExtension static final FlinkInside FLINK = FlinkInside.with(1, 4);

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"at-least-once", "exactly-once"})
    void aBoundedRunJudgesEveryEventOnceAndDropsWhatIsSentTwice(String delivery) {
        Lane lane = new Lane(KAFKA, "bounded-" + delivery);
        Workload load = Workload.seeded(Seeds.next()).partitions(4).make();
        KAFKA.createTopic(lane.signals(), 4, Stamps.LOG_APPEND_TIME);
        KAFKA.produce(load.records(lane.signals()));

        FLINK.run(
                lane.job(folder)
                        .parallelism(2)
                        .set("kafka.until", "latest")
                        .set("kafka.verdicts.delivery", delivery)
                        .checkpoints(Duration.ofMillis(200)));

        FinalVerdicts verdicts = lane.committed();
        assertThat(verdicts.records())
                .as("-Dseed=%d", Seeds.next())
                .isEqualTo(load.distinct() * Workload.RULE_COUNT);
        assertThat(verdicts.lastWords()).isEqualTo(load.answers());
        assertThat(verdicts.repeated()).isEmpty();
        assertThat(lane.letters()).isEmpty();
    }

    @Test
    void verdictsAndDecisionsCarryTheTraceOfTheEventThatDecided() {
        Lane lane = new Lane(KAFKA, "traced");
        Workload load = Workload.seeded(Seeds.next()).services(4).seconds(10).make();
        KAFKA.createTopic(lane.signals(), 4, Stamps.LOG_APPEND_TIME);
        Map<String, String> sent = new HashMap<>();
        List<ProducerRecord<byte[], byte[]>> records = load.records(lane.signals());
        for (ProducerRecord<byte[], byte[]> made : records) {
            // Of what is sent twice, both have the same; one in eight has none.
            String trace = trace(made.value());
            if (trace.hashCode() % 8 != 0) {
                made.headers().add("traceparent", trace.getBytes(UTF_8));
                sent.put(new String(made.key(), UTF_8) + "@" + made.timestamp() / 1000, trace);
            }
        }
        KAFKA.produce(records);

        FLINK.run(lane.job(folder).parallelism(2).set("kafka.until", "latest"));

        List<ConsumerRecord<byte[], byte[]>> told = KAFKA.readCommitted(lane.verdicts());
        assertThat(told).hasSize(load.distinct() * Workload.RULE_COUNT);
        for (ConsumerRecord<byte[], byte[]> verdict : told) {
            assertThat(traceOf(verdict))
                    .as("-Dseed=%d", Seeds.next())
                    .isEqualTo(sent.get(new String(verdict.key(), UTF_8) + "@" + second(verdict)));
        }
        assertThat(KAFKA.readCommitted("traced.decisions"))
                .isNotEmpty()
                .anyMatch(decision -> traceOf(decision) != null);
    }

    private static String trace(byte[] value) {
        return "00-%032x-%016x-01".formatted(Arrays.hashCode(value) & 0xffffffffL | 1L << 40, 7);
    }

    private static String traceOf(ConsumerRecord<byte[], byte[]> found) {
        Header header = found.headers().lastHeader("traceparent");
        return header == null ? null : new String(header.value(), UTF_8);
    }

    /** The second of the event that a verdict of the load is about. */
    private static long second(ConsumerRecord<byte[], byte[]> verdict) {
        String text = new String(verdict.value(), UTF_8);
        return Long.parseLong(text.replaceFirst(".*?\"time\":\"?(\\d+).*", "$1")) / 1000 - 1;
    }

    @Test
    void severalTopicsAreReadAndAnswersAreCorrectedByLateEvents() {
        Lane lane = new Lane(KAFKA, "several");
        Workload load = Workload.seeded(Seeds.next()).partitions(4).revisions(2).make();
        List<String> topics = List.of("several.a", "several.b");
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> made : load.records("")) {
            // Two partitions of each topic: a service stays in one of the four.
            records.add(
                    new ProducerRecord<>(
                            topics.get(made.partition() % 2),
                            made.partition() / 2,
                            made.timestamp(),
                            made.key(),
                            made.value(),
                            made.headers()));
        }
        topics.forEach(topic -> KAFKA.createTopic(topic, 2, Stamps.CREATE_TIME));
        KAFKA.produce(records);

        FLINK.run(
                lane.job(folder)
                        .parallelism(4)
                        .set("kafka.input.topics", String.join(";", topics))
                        .set("kafka.until", "latest"));

        FinalVerdicts verdicts = lane.committed();
        assertThat(verdicts.lastWords()).as("-Dseed=%d", Seeds.next()).isEqualTo(load.answers());
        assertThat(verdicts.highestCorrections()).isEqualTo(load.answers());
        assertThat(verdicts.corrections()).isPositive();
        assertThat(lane.letters()).isEmpty();
    }

    @Test
    void aTopicOfATeamsOwnIsReadByItsMappingBesideOneInTheOwnForm() throws IOException {
        Lane lane = new Lane(KAFKA, "mapped");
        Workload load = Workload.seeded(Seeds.next()).partitions(2).duplicates(0).make();
        KAFKA.createTopic(lane.signals(), 1, Stamps.LOG_APPEND_TIME);
        KAFKA.createTopic("mapped.http", 1, Stamps.LOG_APPEND_TIME);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (ProducerRecord<byte[], byte[]> made : load.records(lane.signals())) {
            records.add(made.partition() == 0 ? made : inTheTeamsForm(made, "mapped.http"));
        }
        KAFKA.produce(records);

        FLINK.run(
                lane.job(folder)
                        .parallelism(2)
                        .set("kafka.until", "latest")
                        .set(
                                "kafka.mapping.files",
                                Files.writeString(
                                        folder.resolve("http.yaml"), Lane.mapping("mapped.http"))));

        assertThat(lane.letters()).isEmpty();
        assertThat(lane.committed().records()).isEqualTo(load.distinct() * Workload.RULE_COUNT);
        assertThat(lane.committed().lastWords()).isEqualTo(load.answers());
    }

    @Test
    void partitionsWithNothingOrOnlyGarbageDoNotHoldBackTheAnswersOfTheOthers() {
        Lane lane = new Lane(KAFKA, "idle");
        Workload load = Workload.seeded(Seeds.next()).partitions(2).seconds(10).make();
        KAFKA.createTopic(lane.signals(), 4, Stamps.LOG_APPEND_TIME);
        FlinkInside.Running job =
                FLINK.submit(
                        lane.job(folder)
                                .parallelism(2)
                                .neverRestarted()
                                .set("dead-letters.fail-after-ratio", "1")
                                .set("kafka.idle-after", "1s"));
        KAFKA.produce(load.records(lane.signals()));
        KAFKA.produce(load.ticks(lane.signals()));

        await().atMost(FlinkInside.PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(
                        () -> {
                            // Garbage all the time, more often than a partition becomes idle.
                            KAFKA.produce(List.of(garbage(lane.signals(), 2)));
                            assertThat(job.failures()).isEmpty();
                            assertThat(lane.committed().lastWords()).isEqualTo(load.answers());
                        });
        job.cancel();
        assertThat(lane.letters().values())
                .isNotEmpty()
                .allMatch(letter -> letter.reason().equals("MALFORMED"));
    }

    @ParameterizedTest
    @EnumSource(Stamps.class)
    void whatIsTooFarAheadOfItsRecordIsRefusedTheSameWayInEveryRun(Stamps stamps) {
        String topic = "ahead-" + stamps;
        Workload load = Workload.seeded(Seeds.next()).partitions(2).seconds(5).make();
        KAFKA.createTopic(topic, 2, stamps);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(load.records(topic));
        // In front, so that one that was believed would make all others too late.
        records.addAll(0, List.of(ahead(topic, 0, "2100-01-01"), ahead(topic, 1, "2250-01-01")));
        KAFKA.produce(records);

        List<Map<String, Lane.Letter>> told = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            Lane lane = new Lane(KAFKA, topic + "-" + run);
            FLINK.run(
                    lane.job(folder)
                            .parallelism(1 + run)
                            .set("kafka.input.topics", topic)
                            .set("kafka.until", "latest"));
            assertThat(lane.committed().lastWords()).isEqualTo(load.answers());
            told.add(lane.letters());
        }
        assertThat(told.get(0)).hasSize(2).isEqualTo(told.get(1));
        assertThat(told.get(0).values())
                .allMatch(letter -> letter.reason().equals("TOO_FAR_AHEAD"))
                .allMatch(letter -> letter.text().contains("ingest.max-ahead"));
    }

    private static ProducerRecord<byte[], byte[]> inTheTeamsForm(
            ProducerRecord<byte[], byte[]> made, String topic) {
        String fields = new String(made.value(), UTF_8).replaceFirst(".*\"fields\":(.*)}", "$1");
        String value =
                "{\"ts\":"
                        + made.timestamp()
                        + ",\"service\":\""
                        + new String(made.key(), UTF_8)
                        + "\",\"m\":"
                        + fields
                        + "}";
        return new ProducerRecord<>(topic, 0, made.key(), value.getBytes(UTF_8));
    }

    private static ProducerRecord<byte[], byte[]> garbage(String topic, int partition) {
        return new ProducerRecord<>(topic, partition, null, "%&!".getBytes(UTF_8));
    }

    private static ProducerRecord<byte[], byte[]> ahead(String topic, int partition, String day) {
        long nanos = Instant.parse(day + "T00:00:00Z").getEpochSecond() * 1_000_000_000L;
        String value =
                "{\"physicalNanos\":" + nanos + ",\"entity\":\"svc-0\",\"fields\":{\"lat\":1}}";
        return new ProducerRecord<>(
                topic, partition, Workload.BASE_SECOND * 1000, null, value.getBytes(UTF_8));
    }
}
