package io.chronofabric.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronofabric.it.kafka.EmbeddedKafka.Stamps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stopped with a savepoint and started again with another parallelism, while data flows. */
class SavepointIT {
    @RegisterExtension static final EmbeddedKafka KAFKA = EmbeddedKafka.broker();
    @RegisterExtension static final FlinkInside FLINK = FlinkInside.with(1, 5);

    /** Finds nothing, so that the rules' verdicts are alone, but keeps something of all. */
    private static final String PATTERN =
            """
            apiVersion: egc/v1
            kind: Pattern
            metadata: {id: never}
            spec:
              appliesTo: {entity: "svc-*"}
              signals: {lat: lat}
              features: {usual: {mean: lat, over: 5s}}
              lateness: 20s
              sequence:
                - {name: any, when: "usual > 0"}
                - {name: no, when: "lat < 0"}
              bounds: {partialMatches: 7}
            """;

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"hashmap", "rocksdb"})
    void stoppingAndRescalingChangesNoAnswerAndTellsNothingTwice(String backend)
            throws IOException {
        String rules =
                Files.writeString(folder.resolve("rules.yaml"), Workload.RULES + "---\n" + PATTERN)
                        .toString();
        Lane lane = new Lane(KAFKA, "savepoint-" + backend);
        Workload load =
                Workload.seeded(Seeds.next())
                        .services(25)
                        .partitions(5)
                        .seconds(40)
                        .revisions(2)
                        .make();
        KAFKA.createTopic(lane.signals(), 5, Stamps.LOG_APPEND_TIME);
        int[] parallelisms = {1, 2, 5, 3};
        String savepoint = null;
        for (int run = 0; run < parallelisms.length; run++) {
            FlinkInside.Running job =
                    FLINK.submit(
                            lane.job(folder)
                                    .backend(backend)
                                    .parallelism(parallelisms[run])
                                    .neverRestarted()
                                    .set("rules.files", rules)
                                    .checkpoints(Duration.ofMillis(300))
                                    .set("kafka.verdicts.delivery", "exactly-once")
                                    .from(savepoint));
            job.awaitRunning();
            int before = lane.committed().records();
            // Half of it comes while the job is away.
            KAFKA.produce(load.records(lane.signals(), 2 * run, 8));
            await().atMost(FlinkInside.PATIENCE).until(() -> lane.committed().records() > before);
            if (run < parallelisms.length - 1) {
                KAFKA.produce(load.records(lane.signals(), 2 * run + 1, 8));
                savepoint = job.stop(folder.toUri().toString());
                if (run == 0) {
                    canBeLookedInto(savepoint);
                }
            } else {
                KAFKA.produce(load.records(lane.signals(), 2 * run + 1, 8));
                KAFKA.produce(load.ticks(lane.signals()));
                await().atMost(FlinkInside.PATIENCE)
                        .untilAsserted(
                                () ->
                                        assertThat(lane.committed().lastWords())
                                                .as("-Dseed=%d", Seeds.next())
                                                .isEqualTo(load.answers()));
                job.stop(folder.toUri().toString());
            }
        }
        FinalVerdicts verdicts = lane.committed();
        assertThat(verdicts.lastWords()).isEqualTo(load.answers());
        assertThat(verdicts.highestCorrections()).isEqualTo(load.answers());
        assertThat(verdicts.repeated()).isEmpty();
        assertThat(verdicts.corrections()).isPositive();
        assertThat(lane.letters()).isEmpty();
    }

    private static void canBeLookedInto(String savepoint) {
        Ran all = Ran.command("state", "inspect", savepoint, "--json");
        assertThat(all.err()).isEmpty();
        assertThat(all.out())
                .contains("\"operator\":\"govern\"")
                .containsPattern("\"entities\":[1-9]")
                .contains("\"operator\":\"patterns\"")
                .containsPattern(
                        "\"entities\":[1-9]\\d*,\"keptFor\":\"patterns\",.*\"partialMatches\":\\d")
                .contains("{\"entity\":\"svc-");
        String entity = all.out().replaceAll("(?s).*\\{\"entity\":\"(svc-[^\"]+)\".*", "$1");
        Ran one = Ran.command("state", "inspect", savepoint, "--entity", entity, "--events", "3");
        assertThat(one.code()).as(entity + one.err()).isZero();
        assertThat(one.out()).startsWith(entity + ": ").contains("\nrule   ");
        assertThat(one.out().lines().filter(line -> line.startsWith("event  "))).hasSize(3);
        assertThat(one.out())
                .containsPattern(
                        "\n" + entity + ": \\d+ events wait for the patterns, settled before")
                .containsPattern(
                        "\npattern  default/never@1 \\d partial matches of \\d events, values in"
                                + " windows: \\d")
                .contains("\nwaiting  ");
        Ran page = Ran.command("state", "inspect", savepoint, "--largest", "1");
        assertThat(page.out())
                .contains(
                        " entities with rules: ",
                        " entities with patterns: ",
                        " partial matches\n");
        Ran unknown = Ran.command("state", "inspect", savepoint, "--entity", "nobody");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("entity nobody").doesNotContain("\tat ");
    }
}
