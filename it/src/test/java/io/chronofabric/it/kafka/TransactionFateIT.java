package io.chronofabric.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronofabric.jobs.kafka.TransactionFate;
import io.chronofabric.jobs.kafka.TransactionFate.Fate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.kafka.sink.internal.FlinkKafkaInternalProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What brokers tell of a transaction, and what is made of it. */
class TransactionFateIT {
    @RegisterExtension
    static final EmbeddedKafka KAFKA =
            EmbeddedKafka.broker()
                    .with("transaction.abort.timed.out.transaction.cleanup.interval.ms", 200);

    private String id;
    private TransactionFate fate;

    @BeforeAll
    static void topic() {
        KAFKA.createTopic("fate", 1, Map.of());
    }

    @BeforeEach
    void fate(TestInfo test) {
        id = test.getDisplayName();
        Properties admin = new Properties();
        admin.setProperty("bootstrap.servers", KAFKA.bootstrap());
        fate = new TransactionFate(admin);
    }

    @Test
    void whatWasCommittedIsKnownAndWhatIsOpenIsNot() throws Exception {
        try (FlinkKafkaInternalProducer<byte[], byte[]> producer = begun(60_000)) {
            short epoch = producer.getEpoch();
            assertThat(fate.of(id, producer.getProducerId(), epoch)).isEqualTo(Fate.GONE);

            producer.commitTransaction();

            await().until(() -> fate.of(id, producer.getProducerId(), epoch) == Fate.COMMITTED);
            assertThat(fate.isTaken(id)).isFalse();
            assertThat(fate.of(id, producer.getProducerId() + 1, epoch)).isEqualTo(Fate.GONE);
        }
    }

    @Test
    void whatTheBrokersGaveUpIsGoneAndTakenByNobody() throws Exception {
        try (FlinkKafkaInternalProducer<byte[], byte[]> producer = begun(500)) {
            await().until(() -> state().equals("CompleteAbort"));

            assertThat(fate.of(id, producer.getProducerId(), producer.getEpoch()))
                    .isEqualTo(Fate.GONE);
            assertThat(fate.isTaken(id)).isFalse();
        }
    }

    @Test
    void whatSomeoneElseHasBegunUnderTheSameNameIsTaken() throws Exception {
        try (FlinkKafkaInternalProducer<byte[], byte[]> producer = begun(60_000);
                FlinkKafkaInternalProducer<byte[], byte[]> other = producer(60_000)) {
            other.initTransactions();

            assertThat(fate.isTaken(id)).isTrue();
            assertThat(fate.of(id, producer.getProducerId(), producer.getEpoch()))
                    .isEqualTo(Fate.TAKEN);
        }
    }

    /** Between the two, the brokers tell of it what they tell of one that they gave up. */
    @Test
    void whatSomeoneElseIsJustTakingIsTaken() throws Exception {
        try (FlinkKafkaInternalProducer<byte[], byte[]> producer = begun(500);
                FlinkKafkaInternalProducer<byte[], byte[]> other = producer(60_000)) {
            await().until(() -> state().equals("CompleteAbort"));
            CompletableFuture<Boolean> taken =
                    CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return fate.isTaken(id);
                                } catch (InterruptedException e) {
                                    throw new CompletionException(e);
                                }
                            });
            await().pollDelay(Duration.ofMillis(500)).until(() -> true);

            other.initTransactions();

            assertThat(taken.get(30, TimeUnit.SECONDS)).isTrue();
            assertThat(producer.isInTransaction()).isTrue();
        }
    }

    @Test
    void whatNobodyKnowsIsGone() throws Exception {
        assertThat(fate.of(id, 1, 0)).isEqualTo(Fate.GONE);
        assertThat(fate.isTaken(id)).isFalse();
    }

    private String state() throws Exception {
        return KAFKA.admin()
                .describeTransactions(List.of(id))
                .description(id)
                .get()
                .state()
                .toString();
    }

    /** An open transaction with a record in it. */
    private FlinkKafkaInternalProducer<byte[], byte[]> begun(int timeoutMillis) {
        FlinkKafkaInternalProducer<byte[], byte[]> producer = producer(timeoutMillis);
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("fate", new byte[1]));
        producer.flush();
        return producer;
    }

    private FlinkKafkaInternalProducer<byte[], byte[]> producer(int timeoutMillis) {
        Properties properties = new Properties();
        properties.setProperty("bootstrap.servers", KAFKA.bootstrap());
        properties.setProperty("transaction.timeout.ms", Integer.toString(timeoutMillis));
        properties.setProperty("key.serializer", ByteArraySerializer.class.getName());
        properties.setProperty("value.serializer", ByteArraySerializer.class.getName());
        return new FlinkKafkaInternalProducer<>(properties, id);
    }
}
