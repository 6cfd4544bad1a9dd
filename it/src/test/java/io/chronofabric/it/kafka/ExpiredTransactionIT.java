package io.chronofabric.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronofabric.it.kafka.EmbeddedKafka.Stamps;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A transaction that a savepoint counts on, given up by the broker before the job comes back. Flink
 * alone would log it and go on without its records.
 */
class ExpiredTransactionIT {
    @RegisterExtension
    static final EmbeddedKafka KAFKA =
            EmbeddedKafka.broker()
                    .with("transaction.abort.timed.out.transaction.cleanup.interval.ms", 200);

    @RegisterExtension static final FlinkInside FLINK = FlinkInside.with(1, 2);

    @TempDir Path folder;

    @Test
    void aLostTransactionStopsTheJobForGoodAndSaysWhichAndWhatToDo() throws Exception {
        Lane lane = new Lane(KAFKA, "lost");
        String savepoint = savepointWithALostTransaction(lane);

        FlinkInside.Running job = FLINK.submit(exactlyOnce(lane).from(savepoint));
        String failure = job.failure();

        assertThat(job.failures()).as("no restart").hasSize(1);
        assertThat(failure)
                .contains("KAFKA_TRANSACTION_LOST: transaction lost-lost.verdicts-")
                .contains("of topic lost.verdicts")
                .contains("kafka.transaction.timeout")
                .contains("kafka.transaction.on-loss=accept");
        assertThat(lane.committed().records()).isZero();
    }

    @Test
    void whoAcceptsTheLossGoesOnWithoutItsRecords() throws Exception {
        Lane lane = new Lane(KAFKA, "accepted");
        String savepoint = savepointWithALostTransaction(lane);
        int given = lane.uncommitted().records();

        FlinkInside.Running job =
                FLINK.submit(
                        exactlyOnce(lane)
                                .neverRestarted()
                                .set("kafka.transaction.on-loss", "accept")
                                .set("kafka.transaction.timeout", "1min")
                                .from(savepoint));
        job.awaitRunning();
        KAFKA.produce(load().records(lane.signals(), 1, 2));
        KAFKA.produce(load().ticks(lane.signals()));
        await().atMost(FlinkInside.PATIENCE)
                .until(() -> lane.uncommitted().lastWords().equals(load().answers()));
        job.stop(folder.toUri().toString());

        assertThat(load().answers()).containsAllEntriesOf(lane.committed().lastWords());
        assertThat(lane.committed().records())
                .as("all but what the lost transaction held")
                .isPositive()
                .isEqualTo(load().distinct() * Workload.RULE_COUNT - given);
    }

    private static Workload load() {
        return Workload.seeded(Seeds.next()).partitions(1).seconds(20).make();
    }

    private FlinkInside.Spec exactlyOnce(Lane lane) {
        return lane.job(folder)
                .checkpointsOnDemand()
                .set("checkpoint.interval", "1s")
                .set("kafka.transaction.timeout", "2s")
                .set("kafka.verdicts.delivery", "exactly-once");
    }

    /** A savepoint commits nothing: its transactions wait for who goes on from it. */
    private String savepointWithALostTransaction(Lane lane) throws Exception {
        KAFKA.createTopic(lane.signals(), 1, Stamps.LOG_APPEND_TIME);
        FlinkInside.Running job = FLINK.submit(exactlyOnce(lane)).awaitRunning();
        KAFKA.produce(load().records(lane.signals(), 0, 2));
        await().atMost(FlinkInside.PATIENCE).until(() -> lane.uncommitted().records() > 0);
        String savepoint = job.savepoint(folder.toUri().toString());
        job.cancel();
        await().atMost(FlinkInside.PATIENCE).until(() -> open(lane).isEmpty());
        assertThat(lane.committed().records()).isZero();
        return savepoint;
    }

    private static List<String> open(Lane lane) throws Exception {
        return KAFKA
                .admin()
                .listTransactions(new ListTransactionsOptions())
                .all()
                .get(30, TimeUnit.SECONDS)
                .stream()
                .filter(listed -> listed.transactionalId().startsWith(lane.name()))
                .filter(listed -> listed.state() == TransactionState.ONGOING)
                .map(TransactionListing::transactionalId)
                .toList();
    }
}
