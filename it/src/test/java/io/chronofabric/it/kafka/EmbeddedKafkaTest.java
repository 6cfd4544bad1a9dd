package io.chronofabric.it.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EmbeddedKafkaTest {
    @RegisterExtension
    static final EmbeddedKafka KAFKA = EmbeddedKafka.broker().withSaslPlain("flink", "s3cret");

    @Test
    void whatIsProducedIsReadBackWithHeadersInTheOrderOfEachPartition() {
        KAFKA.createTopic("plain", 3, EmbeddedKafka.Stamps.LOG_APPEND_TIME);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            ProducerRecord<byte[], byte[]> entry =
                    new ProducerRecord<>("plain", i % 3, bytes("k" + i), bytes("v" + i));
            entry.headers().add("number", bytes(Integer.toString(i)));
            records.add(entry);
        }
        assertThat(KAFKA.produce(records)).hasSize(300);

        List<ConsumerRecord<byte[], byte[]>> read = KAFKA.readCommitted("plain");
        assertThat(read).hasSize(300);
        assertThat(read).allMatch(r -> r.timestampType() == TimestampType.LOG_APPEND_TIME);
        assertThat(read.stream().filter(r -> r.partition() == 1).map(r -> header(r, "number")))
                .startsWith("1", "4", "7")
                .hasSize(100);
    }

    @Test
    void anOpenTransactionIsSeenOnlyByThoseWhoDoNotLookAtTransactions() {
        KAFKA.createTopic("transactional", 1, EmbeddedKafka.Stamps.CREATE_TIME);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", KAFKA.bootstrap(), "transactional.id", "open"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("transactional", bytes("held back")));
            producer.flush();
            assertThat(KAFKA.readCommitted("transactional")).isEmpty();
            assertThat(KAFKA.readUncommitted("transactional")).hasSize(1);
            producer.commitTransaction();
            assertThat(KAFKA.readCommitted("transactional")).hasSize(1);
            // A reader that does not wait for the commit's marker misses some of these.
            for (int more = 2; more < 50; more++) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("transactional", bytes("at once")));
                producer.commitTransaction();
                assertThat(KAFKA.readCommitted("transactional")).hasSize(more);
            }
        }
    }

    @Test
    void theSecondListenerWantsThePassword() throws Exception {
        try (Admin right = Admin.create(sasl("s3cret"))) {
            assertThat(right.describeCluster().nodes().get(30, TimeUnit.SECONDS)).hasSize(1);
        }
        try (Admin wrong = Admin.create(sasl("guess"))) {
            assertThatThrownBy(() -> wrong.describeCluster().nodes().get(30, TimeUnit.SECONDS))
                    .hasMessageContaining("Authentication failed");
        }
    }

    private static Map<String, Object> sasl(String password) {
        return Map.of(
                "bootstrap.servers",
                KAFKA.saslBootstrap(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required"
                        + " username=\"flink\" password=\""
                        + password
                        + "\";");
    }

    private static String header(ConsumerRecord<byte[], byte[]> read, String name) {
        return new String(read.headers().lastHeader(name).value(), UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
