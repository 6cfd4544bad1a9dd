package io.chronofabric.state.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalJsonTest {
    private static final Origin ORIGIN = new Origin("topic", 2, 7);
    private static final Signal SIGNAL =
            new Signal(
                    new LogicalTime(1_700_000_000_000_000_001L, 4, 7),
                    "svc-1",
                    Fields.of(Map.of("p99_ms", 212.5, "cpu", -0.0)),
                    ORIGIN);

    @Test
    void aSignalHasItsMembersInAFixedOrder() {
        assertThat(SignalJson.write(SIGNAL))
                .isEqualTo(
                        "{\"physicalNanos\":\"1700000000000000001\",\"logical\":4,\"node\":7,"
                                + "\"entity\":\"svc-1\","
                                + "\"fields\":{\"cpu\":-0.0,\"p99_ms\":212.5}}");
    }

    @Test
    void whatIsWrittenReadsBack() {
        assertThat(read(SignalJson.write(SIGNAL))).isEqualTo(SIGNAL);
    }

    @Test
    void aBoundOfTheClocksErrorIsToldWhereThereIsOne() {
        Signal bounded = SIGNAL.within(250_000);
        assertThat(SignalJson.write(bounded))
                .contains("\"node\":7,\"clockErrorNanos\":250000,\"entity\"");
        for (long bound : new long[] {0, 250_000, Long.MAX_VALUE}) {
            Signal signal = SIGNAL.within(bound);
            String json = SignalJson.write(signal);
            assertThat(read(json)).isEqualTo(signal);
            assertThat(read(json.replace(":" + bound + ",", ":\"" + bound + "\",")))
                    .isEqualTo(signal);
        }
    }

    @Test
    void anyOrderIntegersAndMissingTieBreakersWillDo() {
        assertThat(
                        read(
                                "{\"fields\":{\"x\":1},\"later\":[{}],\"entity\":\"e\","
                                        + "\"physicalNanos\":5}"))
                .isEqualTo(
                        new Signal(
                                new LogicalTime(5, 0, 0),
                                "e",
                                Fields.of(Map.of("x", 1.0)),
                                ORIGIN));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\0',
            value = {
                "[]; MALFORMED; no JSON object (expected: {…})",
                "{; MALFORMED; Unexpected end-of-input",
                "{} {}; BAD_IDENTITY; signal without physicalNanos",
                "{\"physicalNanos\":\"1\",\"entity\":\"e\",\"fields\":{}} {}; MALFORMED; more text",
                "{\"physicalNanos\":\"1\",\"entity\":\"e\"}; MALFORMED; signal without fields",
                "{\"physicalNanos\":\"1\"}; BAD_IDENTITY; entity: missing",
                "{\"physicalNanos\":\"1\",\"entity\":\" \"}; BAD_IDENTITY; entity: \" \" (expected",
                "{\"physicalNanos\":\"1s\"}; BAD_IDENTITY; \"physicalNanos\": \"1s\" (expected: nano",
                "{\"physicalNanos\":\"-1\",\"entity\":\"e\"}; BAD_IDENTITY; physical: -1 ns (expect",
                "{\"physicalNanos\":true}; BAD_IDENTITY; \"physicalNanos\": \"true\" (expected: a st",
                "{\"physicalNanos\":9e30}; BAD_IDENTITY; \"physicalNanos\": \"9e30\"",
                "{\"physicalNanos\":99999999999999999999}; BAD_IDENTITY; Numeric value",
                "{\"node\":70000,\"physicalNanos\":1,\"entity\":\"e\"}; BAD_IDENTITY; node: 70000",
                "{\"node\":99999999999}; BAD_IDENTITY; Numeric value",
                "{\"node\":\"a\"}; BAD_IDENTITY; \"node\": \"a\" (expected: an integer)",
                "{\"logical\":-1,\"physicalNanos\":1,\"entity\":\"e\"}; BAD_IDENTITY; logical: -1",
                "{\"clockErrorNanos\":-1}; BAD_IDENTITY; clock error: \"-1\" (expected: nanosec",
                "{\"clockErrorNanos\":9223372036854775808}; BAD_IDENTITY; clock error: \"92233",
                "{\"clockErrorNanos\":1.5}; BAD_IDENTITY; \"clockErrorNanos\": \"1.5\" (expected",
                "{\"clockErrorNanos\":null}; BAD_IDENTITY; \"clockErrorNanos\": \"null\"",
                "{\"clockErrorNanos\":\"\"}; BAD_IDENTITY; clock error: \"\" (expected",
                "{\"entity\":5}; BAD_IDENTITY; \"entity\": \"5\" (expected: a string)",
                "{\"fields\":[]}; MALFORMED; \"fields\": \"[\" (expected: an object of numbers)",
                "{\"fields\":{\"x\":\"1\"}}; BAD_VALUE; \"x\": \"1\" (expected: a finite number)",
                "{\"fields\":{\"x\":null}}; BAD_VALUE; \"x\": \"null\" (expected: a finite number)",
                "{\"fields\":{\"x\":1e999}}; BAD_VALUE; \"x\": \"1e999\" (expected: a finite number)",
                "{\"fields\":{\"\":1}}; MALFORMED; field name \"\"",
                "{\"fields\":{\"x\":1,\"x\":1}}; MALFORMED; Duplicate",
                "{\"fields\":{\"x\":NaN}}; MALFORMED; Non-standard token 'NaN'",
            })
    void whatIsNoSignalIsRejectedWithItsReason(String json, RejectReason reason, String text) {
        byte[] raw = json.getBytes(StandardCharsets.UTF_8);
        assertThat(SignalJson.read(raw, ORIGIN))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> {
                            assertThat(rejected.reason()).isEqualTo(reason);
                            assertThat(rejected.text()).startsWith(text).doesNotContain("\n");
                            assertThat(rejected.raw()).isSameAs(raw);
                            assertThat(rejected.origin()).isEqualTo(ORIGIN);
                        });
    }

    @Test
    void anEventWithTooManyFieldsIsRejected() {
        StringBuilder json = new StringBuilder("{\"fields\":{\"f\":0");
        for (int i = 0; i < Limits.FIELDS; i++) {
            json.append(",\"f").append(i).append("\":1");
        }
        assertThat(read(json.append("}}").toString()))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> assertThat(rejected.text()).contains("more than 1024 fields"));
    }

    @Test
    void noBytesMakeReadingThrow() {
        long seed = Seeds.next();
        Random random = new Random(seed);
        byte[] good = SignalJson.write(SIGNAL).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 10_000; i++) {
            byte[] bytes = Hostile.mutate(good, random);
            if (i % 10 == 0) {
                bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
            }
            try {
                assertThat(SignalJson.read(bytes, ORIGIN)).isNotNull();
            } catch (RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + ": " + new String(bytes, StandardCharsets.UTF_8), e);
            }
        }
    }

    private static Ingested read(String json) {
        return SignalJson.read(json.getBytes(StandardCharsets.UTF_8), ORIGIN);
    }
}
