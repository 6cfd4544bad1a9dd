package io.chronofabric.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronofabric.it.kafka.EmbeddedKafka.Stamps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobStatus;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two running jobs that write to one topic in transactions of the same names. */
class SamePrefixIT {
    @RegisterExtension static final EmbeddedKafka KAFKA = EmbeddedKafka.broker();
    @RegisterExtension static final FlinkInside FLINK = FlinkInside.with(1, 2);

    @TempDir Path folder;

    /** The second in a process of its own: within one, Flink itself refuses it. */
    @Test
    void theFirstStopsAndNamesThePrefixAndGoesOnWithOneOfItsOwnWithoutALossOrARepetition()
            throws Exception {
        Lane lane = new Lane(KAFKA, "same");
        Workload load = Workload.seeded(Seeds.next()).partitions(1).seconds(20).make();
        KAFKA.createTopic("same.a", 1, Stamps.LOG_APPEND_TIME);
        KAFKA.createTopic("same.b", 1, Stamps.LOG_APPEND_TIME);
        FlinkInside.Running first =
                FLINK.submit(exactlyOnce(lane).checkpointsOnDemand()).awaitRunning();
        String savepoint = first.savepoint(folder.toUri().toString());
        KAFKA.produce(load.records("same.a", 0, 2));
        await().atMost(FlinkInside.PATIENCE).until(() -> lane.uncommitted().records() > 0);

        try (Started second = second(lane)) {
            await("the first's open transaction to be ended by the second")
                    .atMost(FlinkInside.PATIENCE)
                    .until(() -> open().isEmpty() || !second.isAlive());
            assertThat(first.status()).isEqualTo(JobStatus.RUNNING);
            KAFKA.produce(load.records("same.a", 1, 2));
            assertThat(first.failure())
                    .contains(
                            "KAFKA_TRANSACTION_TAKEN: another job has taken transaction same-same.")
                    .contains("of topic same.verdicts")
                    .contains("kafka.transaction.id-prefix");
            assertThat(first.failures()).as("no restart").hasSize(1);
            assertThat(second.isAlive()).as(second.output()).isTrue();
            assertThat(lane.committed().records()).isZero();

            FlinkInside.Running again =
                    FLINK.submit(
                            exactlyOnce(lane)
                                    .set("kafka.transaction.id-prefix", "other")
                                    .checkpoints(Duration.ofMillis(500))
                                    .from(savepoint));
            KAFKA.produce(load.ticks("same.a"));
            await().atMost(FlinkInside.PATIENCE)
                    .untilAsserted(
                            () ->
                                    assertThat(lane.committed().lastWords())
                                            .isEqualTo(load.answers()));
            again.cancel();
            assertThat(lane.committed().repeated()).isEmpty();
            second.terminate();
            assertThat(second.exit()).as(second.output()).isZero();
        }
    }

    private static Collection<TransactionListing> open() throws Exception {
        return KAFKA.admin()
                .listTransactions(
                        new ListTransactionsOptions()
                                .filterStates(Set.of(TransactionState.ONGOING)))
                .all()
                .get(30, TimeUnit.SECONDS);
    }

    private FlinkInside.Spec exactlyOnce(Lane lane) {
        return lane.job(folder)
                .set("kafka.input.topics", "same.a")
                .set("kafka.verdicts.delivery", "exactly-once");
    }

    private Started second(Lane lane) throws Exception {
        return Started.chronofabric(
                folder,
                "run",
                "--bootstrap",
                KAFKA.bootstrap(),
                "--rules",
                Workload.rulesIn(folder),
                "--topic",
                "same.b",
                "-Dkafka.group=same.b",
                "-Dkafka.verdicts.topic=" + lane.verdicts(),
                "-Dkafka.decisions.topic=" + lane.name() + ".decisions",
                "-Dkafka.dead-letters.topic=" + lane.deadLetters(),
                "-Dkafka.transaction.id-prefix=" + lane.name(),
                "-Dkafka.verdicts.delivery=exactly-once",
                "-Dcheckpoint.interval=1s",
                "-Dembedded.parallelism=1");
    }
}
