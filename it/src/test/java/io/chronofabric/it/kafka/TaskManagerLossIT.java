package io.chronofabric.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronofabric.it.kafka.EmbeddedKafka.Stamps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Task managers die, at seeded moments, while data flows. */
class TaskManagerLossIT {
    private static final int PARTS = 8;

    @RegisterExtension static final EmbeddedKafka KAFKA = EmbeddedKafka.broker();
    @RegisterExtension static final FlinkInside FLINK = FlinkInside.with(2, 2);

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"exactly-once", "at-least-once"})
    void aLostTaskManagerChangesNoAnswer(String delivery) throws Exception {
        boolean exactlyOnce = delivery.equals("exactly-once");
        Lane lane = new Lane(KAFKA, "loss-" + delivery);
        Random random = new Random(Seeds.next());
        Workload load =
                Workload.seeded(Seeds.next())
                        .services(25)
                        .partitions(5)
                        .seconds(40)
                        .revisions(2)
                        .make();
        KAFKA.createTopic(lane.signals(), 5, Stamps.LOG_APPEND_TIME);
        FlinkInside.Running job =
                FLINK.submit(
                        lane.job(folder)
                                .parallelism(4)
                                .checkpoints(Duration.ofMillis(300))
                                .set("kafka.verdicts.delivery", delivery));
        for (int part = 0; part < PARTS; part++) {
            job.awaitRunning();
            int before = lane.uncommitted().records();
            KAFKA.produce(load.records(lane.signals(), part, PARTS));
            // A part brings 250 answers; how many of them are corrected depends on the timing.
            int enough = random.nextInt(150);
            await().atMost(FlinkInside.PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(lane.uncommitted().records())
                                            .as("-Dseed=%d", Seeds.next())
                                            .isGreaterThan(before + enough));
            if (part % 2 == 1) {
                FLINK.replaceTaskManager(random);
            }
        }
        KAFKA.produce(load.ticks(lane.signals()));
        await().atMost(FlinkInside.PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(lane.committed().lastWords())
                                        .as("-Dseed=%d", Seeds.next())
                                        .isEqualTo(load.answers()));
        assertThat(job.failures()).as("what made the job restart").isNotEmpty();
        job.stop(folder.toUri().toString());

        FinalVerdicts verdicts = lane.committed();
        assertThat(verdicts.lastWords()).isEqualTo(load.answers());
        if (exactlyOnce) {
            assertThat(verdicts.repeated()).isEmpty();
            assertThat(verdicts.highestCorrections()).isEqualTo(load.answers());
        }
        assertThat(lane.letters()).isEmpty();
    }
}
