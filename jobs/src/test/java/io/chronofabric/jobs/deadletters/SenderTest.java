package io.chronofabric.jobs.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.jobs.config.SettingsLoader;
import io.chronofabric.jobs.kafka.KafkaFailure;
import io.chronofabric.state.model.DeadLetter;
import io.chronofabric.state.model.Form;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Transport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class SenderTest {
    private static final DeadLetterTopic LETTERS =
            DeadLetterTopic.of(
                    SettingsLoader.load(
                            Optional.empty(), Map.of(), List.of("kafka.bootstrap=localhost:1")));

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Sender sender = new Sender(producer, LETTERS);

    @Test
    void eachRecordGoesWithItsMarkInOneTransaction() {
        sender.begin();
        assertThat(sender.send(List.of(resend(1), resend(2)))).isEmpty();

        assertThat(producer.commitCount()).isEqualTo(1);
        assertThat(producer.history().stream().map(SenderTest::shown))
                .containsExactly(
                        "in r1",
                        "chronofabric.dead-letters.replayed dead/0/1",
                        "in r2",
                        "chronofabric.dead-letters.replayed dead/0/2");
    }

    @Test
    void anotherReplayThatTookOverIsToldAndNothingIsSent() {
        sender.begin();
        producer.fenceProducer();

        assertThatThrownBy(() -> sender.send(List.of(resend(1))))
                .isInstanceOf(KafkaFailure.class)
                .hasMessageContaining("another replay of chronofabric.dead-letters began")
                .hasRootCauseInstanceOf(ChronoFabricException.class);
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void oneRecordThatIsRefusedIsNamedAndTheOthersAreSentOneByOne() {
        MockProducer<byte[], byte[]> picky =
                new MockProducer<>(
                        true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
                    private boolean bad;

                    @Override
                    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> entry) {
                        bad |= "r2".equals(new String(entry.value(), UTF_8));
                        return super.send(entry);
                    }

                    @Override
                    public void commitTransaction() {
                        if (bad) {
                            bad = false;
                            throw new KafkaException(
                                    "in an error state", new RecordTooLargeException("too large"));
                        }
                        super.commitTransaction();
                    }
                };
        Sender toPicky = new Sender(picky, LETTERS);
        toPicky.begin();

        assertThat(toPicky.send(List.of(resend(1), resend(2), resend(3))))
                .isEqualTo(Map.of(1, "too large"));

        assertThat(picky.history().stream().map(SenderTest::shown))
                .filteredOn(text -> text.startsWith("in "))
                .containsExactly("in r1", "in r3");
    }

    @Test
    void aBrokerThatFailsStopsIt() {
        sender.begin();
        producer.commitTransactionException = new TimeoutException("no answer");

        assertThatThrownBy(() -> sender.send(List.of(resend(1), resend(2))))
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    void failuresAreToldInASentenceWithoutTheirCauseAsTheRoot() {
        assertThatThrownBy(
                        () ->
                                KafkaFailure.told(
                                        LETTERS.clients(),
                                        "docs/dead-letters.md",
                                        () -> {
                                            throw new TimeoutException("timed out");
                                        }))
                .hasMessage(
                        "KAFKA_UNAVAILABLE: brokers at localhost:1: no answer in time (timed out)"
                                + " (expected: brokers that do what they are asked). Check"
                                + " --bootstrap, the network, and security settings under"
                                + " kafka.properties.")
                .hasRootCauseInstanceOf(ChronoFabricException.class);
        assertThat(
                        KafkaFailure.find(
                                new KafkaException(new ProducerFencedException("x")),
                                ProducerFencedException.class))
                .isNotNull();
    }

    private static String shown(ProducerRecord<byte[], byte[]> entry) {
        return entry.topic() + " " + new String(entry.value(), UTF_8);
    }

    private static Resend resend(int number) {
        return new Resend(
                new DeadLetter(
                        new byte[0],
                        Form.RECORD,
                        new Origin("in", 0, number),
                        "LATE",
                        "",
                        Transport.NONE,
                        DeadLetter.Cut.NONE),
                new Origin("dead", 0, number),
                new ProducerRecord<>("in", 0, null, ("r" + number).getBytes(UTF_8)));
    }
}
