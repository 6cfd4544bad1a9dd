package io.chronofabric.it.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronofabric.it.kafka.EmbeddedKafka.Stamps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The savepoints that earlier builds left, taken up by this one: at 1, 2, 5 and 3 tasks, with
 * another state backend each time. What is said from there on must be what the build that left it
 * would have said.
 *
 * <p>{@code -Dsavepoint.write=RELEASE} makes the savepoints of a release. They are never made again
 * once it is out: a build that cannot read one has lost its users' state.
 */
class GoldenSavepointIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int[] PARALLELISMS = {1, 2, 5, 3};
    private static final String[] BACKENDS = {"hashmap", "rocksdb"};
    private static final String WRITE = System.getProperty("savepoint.write", "");

    @RegisterExtension static final EmbeddedKafka KAFKA = EmbeddedKafka.broker();
    @RegisterExtension static final FlinkInside FLINK = FlinkInside.with(1, 5);

    @TempDir Path folder;

    static Stream<GoldenSavepoint> savepoints() throws IOException {
        return GoldenSavepoint.all().stream();
    }

    @ParameterizedTest
    @MethodSource("savepoints")
    void goesOnAsTheBuildThatLeftItWouldHave(GoldenSavepoint golden) throws IOException {
        for (int first = 0; first < BACKENDS.length; first++) {
            Lane lane = new Lane(KAFKA, golden.lane());
            KAFKA.createTopic(lane.signals(), GoldenLoad.PARTITIONS, Stamps.LOG_APPEND_TIME);
            KAFKA.produce(golden.events(lane.signals(), true));
            control(lane, golden);
            List<ProducerRecord<byte[], byte[]>> after = golden.events(lane.signals(), false);
            String savepoint = golden.savepoint(folder.resolve("golden-" + first));
            for (int run = 0; run < PARALLELISMS.length; run++) {
                FlinkInside.Running job =
                        FLINK.submit(
                                job(lane, golden)
                                        .backend(BACKENDS[(first + run) % BACKENDS.length])
                                        .parallelism(PARALLELISMS[run])
                                        .neverRestarted()
                                        .from(savepoint));
                job.awaitRunning();
                KAFKA.produce(part(after, run));
                if (run < PARALLELISMS.length - 1) {
                    savepoint = job.stop(folder.toUri().toString());
                } else {
                    await().atMost(FlinkInside.PATIENCE)
                            .untilAsserted(
                                    () ->
                                            assertThat(said(lane))
                                                    .containsExactlyElementsOf(golden.expected()));
                    job.stop(folder.toUri().toString());
                }
            }
            assertThat(said(lane)).containsExactlyElementsOf(golden.expected());
            assertThat(lane.letters()).isEmpty();
            KAFKA.deleteTopics(lane.name());
        }
    }

    @Test
    void isMadeForARelease() throws IOException {
        Assumptions.assumeFalse(
                WRITE.isEmpty(), "-Dsavepoint.write=RELEASE makes the savepoints of a release");
        for (String kind : List.of("fixed", "live")) {
            GoldenSavepoint golden = GoldenSavepoint.begin(WRITE, kind);
            Lane whole = new Lane(KAFKA, golden.lane() + "-whole");
            begin(whole, golden);
            KAFKA.produce(golden.events(whole.signals(), false));
            FlinkInside.Running undisturbed = FLINK.submit(job(whole, golden).parallelism(2));
            awaitQuiet(whole);
            undisturbed.stop(folder.toUri().toString());

            Lane lane = new Lane(KAFKA, golden.lane());
            begin(lane, golden);
            FlinkInside.Running job = FLINK.submit(job(lane, golden).parallelism(2));
            awaitQuiet(lane);
            String savepoint = job.stop(folder.toUri().toString());
            List<String> rest = new ArrayList<>(said(whole));
            for (String before : said(lane)) {
                assertThat(rest.remove(before)).as(before).isTrue();
            }
            assertThat(rest).hasSizeGreaterThan(100);
            golden.keep(savepoint, rest);
            KAFKA.deleteTopics(lane.name());
        }
    }

    private static void begin(Lane lane, GoldenSavepoint golden) throws IOException {
        KAFKA.createTopic(lane.signals(), GoldenLoad.PARTITIONS, Stamps.LOG_APPEND_TIME);
        KAFKA.produce(golden.events(lane.signals(), true));
        control(lane, golden);
    }

    private static void control(Lane lane, GoldenSavepoint golden) throws IOException {
        if (golden.isLive()) {
            KAFKA.createTopic(rules(lane), 1, Map.of("cleanup.policy", "compact"));
            KAFKA.produce(golden.changes(rules(lane)));
        }
    }

    private static String rules(Lane lane) {
        return lane.name() + ".rules";
    }

    private FlinkInside.Spec job(Lane lane, GoldenSavepoint golden) {
        FlinkInside.Spec spec = lane.job(folder).checkpointsOnDemand();
        return golden.isLive()
                ? spec.set("rules.files", "")
                        .set("rules.topic", rules(lane))
                        .set("rules.governor", "external")
                : spec.set("rules.files", golden.rules());
    }

    /** Waits until nothing more is said. */
    private static void awaitQuiet(Lane lane) {
        int[] known = {-1};
        await().atMost(FlinkInside.PATIENCE)
                .pollInterval(Duration.ofSeconds(3))
                .until(
                        () -> {
                            int before = known[0];
                            known[0] = said(lane).size();
                            return known[0] > 0 && known[0] == before;
                        });
    }

    private static <T> List<T> part(List<T> all, int run) {
        int parts = PARALLELISMS.length;
        return all.subList(all.size() * run / parts, all.size() * (run + 1) / parts);
    }

    /** Every verdict with what it says, sorted. */
    private static List<String> said(Lane lane) {
        if (!KAFKA.topics().contains(lane.verdicts())) {
            return List.of();
        }
        return KAFKA.readCommitted(lane.verdicts()).stream()
                .map(GoldenSavepointIT::word)
                .sorted()
                .toList();
    }

    private static String word(ConsumerRecord<byte[], byte[]> record) {
        try {
            JsonNode verdict = JSON.readTree(record.value());
            return String.join(
                    " ",
                    verdict.path("rule").asText() + "@" + verdict.path("version").asText(),
                    verdict.path("entity").asText(),
                    verdict.path("time").asText(),
                    verdict.path("kind").asText(),
                    verdict.path("robustness").asText("-"),
                    verdict.path("id").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(new String(record.value(), UTF_8), e);
        }
    }
}
