package io.chronofabric.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.it.kafka.EmbeddedKafka.Stamps;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What is looked at before a job is submitted. */
class KafkaStartIT {
    @RegisterExtension
    static final EmbeddedKafka KAFKA =
            EmbeddedKafka.broker().with("transaction.max.timeout.ms", 60_000);

    @TempDir Path folder;

    @Test
    void absentTopicsAreMadeAndTold() {
        Lane lane = new Lane(KAFKA, "absent");
        List<String> remarks = lane.job(folder).set("kafka.create.partitions", 3).remarks();

        await().atMost(FlinkInside.PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(KAFKA.topics())
                                        .contains(
                                                lane.signals(),
                                                lane.verdicts(),
                                                lane.deadLetters(),
                                                "absent.decisions"));
        assertThat(remarks)
                .filteredOn(remark -> remark.startsWith("Created topic absent."))
                .hasSize(4)
                .allMatch(remark -> remark.contains("partitions 3"));
        assertThat(lane.job(folder).remarks()).as("a second start").isEmpty();
    }

    @Test
    void producersTimesAreRemarkedOn() {
        Lane lane = new Lane(KAFKA, "stamps");
        KAFKA.createTopic(lane.signals(), 1, Stamps.CREATE_TIME);
        assertThat(lane.job(folder).remarks())
                .anyMatch(remark -> remark.contains("message.timestamp.type=LogAppendTime"));
    }

    @Test
    void absentTopicsAreRefusedWhereNoneMayBeMade() {
        Lane lane = new Lane(KAFKA, "forbidden");
        KAFKA.createTopic("forbidden.signal", 1, Stamps.LOG_APPEND_TIME);
        assertThatThrownBy(() -> lane.job(folder).set("kafka.create-topics", false).remarks())
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("forbidden.signals")
                .hasMessageContaining("did you mean forbidden.signal?")
                .hasMessageContaining("kafka.create-topics=true");
        assertThat(KAFKA.topics()).doesNotContain(lane.verdicts());
    }

    @Test
    void anAbsentMappedTopicIsRefusedAndNothingIsMade() throws IOException {
        Lane lane = new Lane(KAFKA, "mapped");
        KAFKA.createTopic("orders.http", 1, Stamps.LOG_APPEND_TIME);
        Path mapping =
                Files.writeString(folder.resolve("mapping.yaml"), Lane.mapping("order.http"));
        assertThatThrownBy(() -> lane.job(folder).set("kafka.mapping.files", mapping).remarks())
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("order.http")
                .hasMessageContaining("did you mean orders.http?");
        assertThat(KAFKA.topics()).doesNotContain(lane.verdicts());
    }

    @Test
    void aTransactionTimeoutBeyondTheBrokersIsRefusedInOneLine() {
        Lane lane = new Lane(KAFKA, "timeout");
        assertThatThrownBy(
                        () ->
                                lane.job(folder)
                                        .set("kafka.verdicts.delivery", "exactly-once")
                                        .set("kafka.transaction.timeout", "2min")
                                        .remarks())
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("kafka.transaction.timeout")
                .hasMessageContaining("120000 ms")
                .hasMessageContaining("60000 ms, their transaction.max.timeout.ms")
                .satisfies(e -> assertThat(e.getMessage().strip().lines()).hasSizeLessThan(3));
    }

    @Test
    void aTransactionTimeoutThatCheckpointsOutlastIsRefusedBeforeAnythingIsMade() {
        Lane lane = new Lane(KAFKA, "interval");
        FlinkInside.Spec job = lane.job(folder).set("kafka.transaction.timeout", "5s");
        assertThatThrownBy(() -> job.set("kafka.decisions.delivery", "exactly-once").remarks())
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("kafka.transaction.timeout: CFG040")
                .hasMessageContaining("5000 ms")
                .hasMessageContaining("10000 ms between checkpoints");
        assertThat(KAFKA.topics()).doesNotContain(lane.verdicts());

        assertThat(job.set("kafka.decisions.delivery", "at-least-once").remarks())
                .noneMatch(remark -> remark.contains("CFG04"));
    }

    @Test
    void anEndThatAStateWouldNotKeepIsRemarkedOn() {
        Lane lane = new Lane(KAFKA, "end");
        FlinkInside.Spec job = lane.job(folder).set("kafka.until", "latest");
        assertThat(job.remarks()).noneMatch(remark -> remark.contains("CFG042"));
        assertThat(job.from("file:///savepoint").remarks())
                .anyMatch(remark -> remark.startsWith("kafka.until: warning CFG042"));
    }

    @Test
    void brokersThatDoNotAnswerAreToldInOneLine() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        Lane lane = new Lane(KAFKA, "away");
        assertThatThrownBy(
                        () ->
                                lane.job(folder)
                                        .set("kafka.bootstrap", "localhost:" + closed)
                                        .remarks())
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("localhost:" + closed)
                .hasMessageContaining("kafka.bootstrap")
                .satisfies(e -> assertThat(e.getMessage().strip().lines()).hasSize(1));
    }
}
