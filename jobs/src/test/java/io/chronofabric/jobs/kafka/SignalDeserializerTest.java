package io.chronofabric.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.state.model.Form;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.TopicMapping;
import io.chronofabric.time.LogicalTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SignalDeserializerTest {
    private static final long APPENDED = 1_767_225_600_000L;
    private static final String OWN =
            "{\"physicalNanos\":\"1767225600000000000\",\"node\":7,\"entity\":\"svc-1\","
                    + "\"fields\":{\"p99_ms\":212.5}}";
    private static final String CLOCK_ERROR = "chronofabric-clock-error";
    private static final String THEIRS = "{\"device\":\"svc-1\",\"v\":4}";

    private final SignalDeserializer deserializer =
            new SignalDeserializer(
                    List.of(
                            new TopicMapping(
                                    "plant",
                                    List.of("plant"),
                                    2,
                                    new TopicMapping.Time.OfRecord(),
                                    new TopicMapping.Identity.OfPlace(),
                                    new TopicMapping.Entity(List.of("/device"), ""),
                                    new TopicMapping.Signals.Wide(
                                            List.of(new TopicMapping.Field("v", "/v", "", 1, 0)),
                                            false))),
                    new ArrivalCheck(Duration.ofMillis(500), Instant.EPOCH));

    @Test
    void aRecordInTheOwnFormIsItsSignal() {
        assertThat(read("signals", OWN))
                .isInstanceOfSatisfying(
                        Signal.class,
                        signal ->
                                assertThat(signal.time())
                                        .isEqualTo(
                                                new LogicalTime(1_767_225_600_000_000_000L, 0, 7)));
    }

    @Test
    void aMappedTopicIsReadByItsMappingUnlessTheHeaderSaysOtherwise() {
        assertThat(read("plant", THEIRS)).isInstanceOf(Signal.class);
        assertThat(read("plant", OWN)).isInstanceOf(Rejected.class);
        assertThat(read("plant", OWN, "chronofabric-form", "signal")).isInstanceOf(Signal.class);
    }

    @Test
    void theTraceComesFromItsHeaderAndABrokenOneCountsAsNone() {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        assertThat(((Signal) read("signals", OWN, "traceparent", trace)).trace().toTraceparent())
                .isEqualTo(trace);
        assertThat(((Signal) read("signals", OWN, "traceparent", "00-xyz")).trace()).isNull();
        assertThat(((Signal) read("signals", OWN)).trace()).isNull();
    }

    @Test
    void theBoundOfTheClocksErrorComesFromItsHeaderOrTheValue() {
        String told = OWN.replace("\"node\":7,", "\"node\":7,\"clockErrorNanos\":5,");
        assertThat(bound(read("signals", OWN))).isEqualTo(Signal.NO_BOUND);
        assertThat(bound(read("signals", told))).isEqualTo(5);
        assertThat(bound(read("signals", OWN, CLOCK_ERROR, "250000"))).isEqualTo(250_000);
        assertThat(bound(read("plant", THEIRS, CLOCK_ERROR, "0"))).isZero();
        assertThat(bound(read("plant", THEIRS, CLOCK_ERROR, "9223372036854775807")))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(bound(read("signals", told, CLOCK_ERROR, "5"))).isEqualTo(5);
        assertThat(((Rejected) read("signals", told, CLOCK_ERROR, "6")).text())
                .isEqualTo(
                        "clockErrorNanos: 5 (expected: 6, as the header"
                                + " chronofabric-clock-error says)");
    }

    private static long bound(Ingested read) {
        return ((Signal) read).clockErrorNanos();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1",
                "+1",
                " 1",
                "1.5",
                "1e3",
                "5ms",
                "٣",
                "9223372036854775808",
                "18446744073709551617",
                "99999999999999999999"
            })
    void aBoundThatIsNoNumberIsADeadLetterWithItsReason(String text) {
        for (String topic : List.of("signals", "plant")) {
            String value = topic.equals("plant") ? THEIRS : OWN;
            Rejected rejected = (Rejected) read(topic, value, CLOCK_ERROR, text);
            assertThat(rejected.reason()).isEqualTo(RejectReason.BAD_IDENTITY);
            assertThat(rejected.text())
                    .isEqualTo(
                            "header chronofabric-clock-error: \""
                                    + text
                                    + "\" (expected: nanoseconds, 0 to 2^63-1, in digits)");
            assertThat(rejected.transport().headers()).hasSize(1);
        }
    }

    @Test
    void aRecordSentAgainHasTheIdentityOfTheFirst() {
        Signal first = (Signal) read("plant", THEIRS);
        Signal again =
                (Signal)
                        deserializer.read(
                                record(
                                        "plant",
                                        9,
                                        APPENDED + 60_000,
                                        THEIRS,
                                        "chronofabric-origin",
                                        "plant/1/5/" + APPENDED));
        assertThat(again.time()).isEqualTo(first.time());
        assertThat(again.origin().position()).isEqualTo(9);
    }

    @Test
    void aHeaderThatIsNoneIsToldAndKept() {
        Rejected rejected = (Rejected) read("signals", OWN, "chronofabric-origin", "here/or/there");
        assertThat(rejected.reason()).isEqualTo(RejectReason.BAD_IDENTITY);
        assertThat(rejected.text()).contains("here/or/there");
        assertThat(rejected.transport().headers()).hasSize(1);
        assertThat(rejected.transport().arrivalMillis()).isEqualTo(APPENDED);
        assertThat(((Rejected) read("signals", OWN, "chronofabric-hlc", "xyz")).reason())
                .isEqualTo(RejectReason.BAD_IDENTITY);
    }

    @Test
    void aTombstoneIsNoEmptyRecord() {
        assertThat(((Rejected) deserializer.read(record("signals", 5, APPENDED, null))).form())
                .isEqualTo(Form.TOMBSTONE);
        assertThat(((Rejected) read("signals", "")).form()).isEqualTo(Form.RECORD);
    }

    @Test
    void whateverTheBytesAreNothingIsThrownAndTheBytesAreKept() {
        long seed = Long.getLong("seed", 20_261_121L);
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] value = OWN.getBytes(StandardCharsets.UTF_8);
            int changes = 1 + random.nextInt(6);
            for (int c = 0; c < changes; c++) {
                value[random.nextInt(value.length)] = (byte) random.nextInt();
            }
            String topic = random.nextBoolean() ? "signals" : "plant";
            Ingested read =
                    deserializer.read(
                            new ConsumerRecord<>(
                                    topic,
                                    1,
                                    i,
                                    APPENDED,
                                    TimestampType.LOG_APPEND_TIME,
                                    0,
                                    value.length,
                                    new byte[] {9},
                                    value,
                                    new RecordHeaders(),
                                    Optional.empty()));
            if (read instanceof Rejected rejected) {
                assertThat(rejected.raw()).as("seed %d", seed).isEqualTo(value);
                assertThat(rejected.transport().key()).containsExactly(9);
            }
        }
    }

    private Ingested read(String topic, String value, String... header) {
        return deserializer.read(record(topic, 5, APPENDED, value, header));
    }

    private static ConsumerRecord<byte[], byte[]> record(
            String topic, long offset, long appended, String value, String... header) {
        RecordHeaders headers = new RecordHeaders();
        if (header.length == 2) {
            headers.add(header[0], header[1].getBytes(StandardCharsets.UTF_8));
        }
        byte[] bytes = value == null ? null : value.getBytes(StandardCharsets.UTF_8);
        return new ConsumerRecord<>(
                topic,
                1,
                offset,
                appended,
                TimestampType.LOG_APPEND_TIME,
                0,
                bytes == null ? -1 : bytes.length,
                null,
                bytes,
                headers,
                Optional.empty());
    }
}
