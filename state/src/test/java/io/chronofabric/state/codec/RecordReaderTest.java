package io.chronofabric.state.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.core.NodeId;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.TopicMapping;
import io.chronofabric.time.LogicalTime;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReaderTest {
    private static final Origin ORIGIN = new Origin("plant.telemetry", 2, 7);
    private static final RecordContext CONTEXT =
            new RecordContext(1_700_000_000_000L, utf8("svc-1"), null, ORIGIN);

    private static final String NODE_SPEC =
            """
            topics: [plant.telemetry]
            time: {at: /meta/ts, unit: ms}
            node: {at: /meta/gateway}
            logical: {at: /meta/seq}
            entity: {at: [/site, /machine], prefix: "plant-"}
            signals:
              temp_c: {at: /values/temp_f, scale: 0.5, offset: -16}
              p99_ms: /latency/p99
            """;
    private static final String RECORD =
            """
            {"meta":{"ts":1700000000123,"gateway":"gw-a","seq":5,"deep":[{"x":[1,{}]}]},
             "site":"north","machine":12,"tags":{"line":null,"on":true},
             "values":{"temp_f":212,"rpm":1e3},"latency":{"p99":3.25}}
            """;

    @Test
    void aTeamsRecordBecomesASignal() {
        assertThat(read(NODE_SPEC, RECORD))
                .isEqualTo(
                        new Signal(
                                new LogicalTime(
                                        1_700_000_000_123_000_000L, 5, NodeId.of("gw-a").value()),
                                "plant-north/12",
                                Fields.of(Map.of("temp_c", 90.0, "p99_ms", 3.25)),
                                ORIGIN));
    }

    @Test
    void aRecordThatComesAgainIsTheSameEventWhereItsNodeIsKnown() {
        RecordReader reader = reader(NODE_SPEC);
        Signal first = (Signal) reader.read(utf8(RECORD), CONTEXT, ORIGIN);
        Origin elsewhere = new Origin("plant.telemetry", 5, 1_000);
        Signal again =
                (Signal)
                        reader(NODE_SPEC)
                                .read(
                                        utf8(RECORD),
                                        new RecordContext(9, null, null, elsewhere),
                                        elsewhere);
        assertThat(again.time()).isEqualTo(first.time());
        assertThat(again.entity()).isEqualTo(first.entity());
    }

    @Test
    void aPlaceGivesEachRecordATimeOfItsOwnAndTheSameOnEveryReading() {
        long seed = Seeds.next();
        Random random = new Random(seed);
        String spec =
                """
                topics: [a, b, c]
                number: 61
                entity: key
                signals: {x: /x}
                """;
        RecordReader reader = reader(spec);
        RecordReader other = reader(spec);
        Map<LogicalTime, Origin> owners = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            String topic = List.of("a", "b", "c").get(random.nextInt(3));
            // Few values, so that a mix-up of the parts would show as a collision.
            int partition = random.nextInt(4) == 0 ? 1_023 - random.nextInt(3) : random.nextInt(3);
            long offset = random.nextInt(64);
            if (random.nextInt(4) == 0) {
                offset = LogicalTime.MAX_LOGICAL - offset;
            }
            Origin place = new Origin(topic, partition, offset);
            RecordContext context = new RecordContext(5, utf8("e"), null, place);
            LogicalTime time = ((Signal) reader.read(utf8("{\"x\":1}"), context, place)).time();
            assertThat(owners.putIfAbsent(time, place)).as("seed %d", seed).isIn(null, place);
            assertThat(((Signal) other.read(utf8("{\"x\":1}"), context, ORIGIN)).time())
                    .isEqualTo(time);
            assertThat(time)
                    .isEqualTo(
                            new LogicalTime(
                                    5_000_000,
                                    offset,
                                    (61 + List.of("a", "b", "c").indexOf(topic)) * 1_024
                                            + partition));
        }
        assertThat(new HashSet<>(owners.values())).hasSameSizeAs(owners.keySet());
    }

    @Test
    void aReplayedRecordHasTheTimeOfItsFirstPlace() {
        RecordReader reader = reader(PLACE_SPEC);
        Origin replayed = new Origin("u", 0, 99);
        RecordContext context = new RecordContext(4, utf8("e"), null, new Origin("t", 1, 2));
        Signal signal = (Signal) reader.read(utf8("{\"x\":1}"), context, replayed);
        assertThat(signal.time()).isEqualTo(new LogicalTime(4_000_000, 2, 1_025));
        assertThat(signal.origin()).isEqualTo(replayed);
    }

    private static final String PLACE_SPEC =
            """
            topics: [t, u]
            number: 1
            entity: key
            signals: {x: /x}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "t; 1024; 0; partition: 1024 (expected: 0 to 1023",
                "t; -1; 0; partition: -1",
                "t; 0; 281474976710656; offset: 281474976710656 (expected: 0 to 2^48-1",
                "t; 0; -1; offset: -1",
                "v; 0; 0; a place in the topic \"v\" (expected: one of the topics of mapping m)",
            })
    void aPlaceThatDoesNotFitIsRefused(String topic, int partition, long offset, String text) {
        RecordContext context =
                new RecordContext(0, utf8("e"), null, new Origin(topic, partition, offset));
        assertRejected(
                reader(PLACE_SPEC).read(utf8("{\"x\":1}"), context, ORIGIN),
                RejectReason.BAD_IDENTITY,
                text);
    }

    @Test
    void theHeadersTimeGoesBeforeWhatTheMappingSays() {
        LogicalTime hlc = new LogicalTime(42, 3, 9);
        RecordContext context = new RecordContext(-1, utf8("e"), hlc, new Origin("?", 9_999, 0));
        assertThat(((Signal) reader(NODE_SPEC).read(utf8(RECORD), context, ORIGIN)).time())
                .isEqualTo(hlc);
        assertThat(((Signal) reader(PLACE_SPEC).read(utf8("{\"x\":1}"), context, ORIGIN)).time())
                .isEqualTo(hlc);
    }

    @Test
    void ourOwnFormTakesTheHeadersTimeWhereItNamesNoneAndMustAgreeWhereItDoes() {
        RecordReader reader = RecordReader.ofSignals();
        LogicalTime hlc = new LogicalTime(42, 3, 9);
        RecordContext context = new RecordContext(0, null, hlc, ORIGIN);
        for (String given :
                List.of("", "\"physicalNanos\":42,", "\"logical\":3,\"node\":9,", "\"node\":9,")) {
            String json = "{" + given + "\"entity\":\"e\",\"fields\":{}}";
            assertThat(((Signal) reader.read(utf8(json), context, ORIGIN)).time())
                    .as(json)
                    .isEqualTo(hlc);
        }
        for (String given : List.of("\"physicalNanos\":\"43\"", "\"logical\":4", "\"node\":0")) {
            String json = "{" + given + ",\"entity\":\"e\",\"fields\":{}}";
            assertRejected(
                    reader.read(utf8(json), context, ORIGIN),
                    RejectReason.BAD_IDENTITY,
                    "as the header chronofabric-hlc says");
        }
        assertRejected(
                reader.read(utf8("{\"entity\":\"e\",\"fields\":{}}"), CONTEXT, ORIGIN),
                RejectReason.BAD_IDENTITY,
                "signal without physicalNanos (expected: the member physicalNanos, or the header");
    }

    @ParameterizedTest
    @CsvSource({
        "ns, 1700000000000000001, 1700000000000000001",
        "ns, '\"1700000000000000001\"', 1700000000000000001",
        "ns, 9223372036854775807, 9223372036854775807",
        "us, 1700000000000001, 1700000000000001000",
        "us, 1700000000000001.5, 1700000000000001500",
        "ms, 0, 0",
        "ms, 1700000000000.000001, 1700000000000000001",
        "ms, 9223372036854.775807, 9223372036854775807",
        "ms, '\"1700000000000\"', 1700000000000000000",
        "s, 1700000000, 1700000000000000000",
        "s, 1700000000.123456789, 1700000000123456789",
        "s, 17e8, 1700000000000000000",
        "s, 1.5e0, 1500000000",
        "iso, '\"2023-11-14T22:13:20.000000001Z\"', 1700000000000000001",
        "iso, '\"1970-01-01T02:00:00+02:00\"', 0",
    })
    void timesAreReadToTheNanosecond(String unit, String json, long nanos) {
        assertThat(((Signal) readTime(unit, json)).time().physicalNanos()).isEqualTo(nanos);
    }

    @ParameterizedTest
    @CsvSource({
        "ns, 9223372036854775808",
        "ms, -1",
        "ms, 9223372036855",
        "ms, 99999999999999999999999999",
        "ms, 1e999999999",
        "ms, 1e-999999999",
        "ms, 1e-7",
        "ms, 1e2147483647",
        "ms, '\"1e99999999999\"'",
        "s, 0.0000000001",
        "s, -0.5",
        "s, '\"soon\"'",
        "s, '\"0x10\"'",
        "s, '\"\"'",
        "s, true",
        "s, null",
        "s, {}",
        "s, [1]",
        "iso, 1700000000",
        "iso, '\"1700000000\"'",
        "iso, '\"2023-11-14T22:13:20\"'",
        "iso, '\"1969-12-31T23:59:59Z\"'",
        "iso, '\"2263-01-01T00:00:00Z\"'",
    })
    void aTimeThatIsNoneIsRefused(String unit, String json) {
        assertRejected(readTime(unit, json), RejectReason.BAD_IDENTITY, "time: ");
    }

    private static Ingested readTime(String unit, String json) {
        return read(
                "topics: [plant.telemetry]\ntime: {at: /t, unit: %s}\nentity: key\nsignals: {x: /x}\n"
                        .formatted(unit),
                "{\"x\":1,\"t\":" + json + "}");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 9_223_372_036_855L})
    void aRecordsTimestampOutsideTheRangeIsRefused(long millis) {
        RecordContext context = new RecordContext(millis, utf8("e"), null, new Origin("t", 0, 0));
        assertRejected(
                reader(PLACE_SPEC).read(utf8("{\"x\":1}"), context, ORIGIN),
                RejectReason.BAD_IDENTITY,
                "timestamp of the record: " + millis + " ms (expected: milliseconds between");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "1700000000123; null; BAD_IDENTITY; time: null at \"/meta/ts\" (expected: milli",
                "\"ts\"; \"tz\"; BAD_IDENTITY; time: nothing at \"/meta/ts\"",
                "\"gw-a\"; 65536; BAD_IDENTITY; node: \"65536\" (expected: 0 to 65535)",
                "\"gw-a\"; -1; BAD_IDENTITY; node: -1 at \"/meta/gateway\" (expected: a number",
                "\"gw-a\"; 1.0; BAD_IDENTITY; node: 1.0 at",
                "\"gw-a\"; \" \"; BAD_IDENTITY; node: \" \" at",
                "\"gw-a\"; {\"id\":1}; BAD_IDENTITY; node: an object at",
                "\"seq\":5; \"seq\":-1; BAD_IDENTITY; logical: -1 at \"/meta/seq\" (expected: a wh",
                "\"seq\":5; \"seq\":281474976710656; BAD_IDENTITY; logical: 281474976710656 at",
                "\"seq\":5; \"seq\":\"5\"; BAD_IDENTITY; logical: \"5\" at",
                "\"seq\":5; \"sqe\":5; BAD_IDENTITY; logical: nothing at",
                "\"north\"; true; BAD_IDENTITY; entity: true at \"/site\" (expected: text or a wh",
                "\"north\"; \"\"; BAD_IDENTITY; entity: \"\" at",
                "\"north\"; \"a/b\"; BAD_IDENTITY; entity: \"a/b\" at \"/site\" (expected: no / in",
                "\"north\"; \"\\ud800\"; BAD_IDENTITY; entity: \"plant-\\ud800/12\" (expected: a na",
                ":12; :1.5; BAD_IDENTITY; entity: 1.5 at \"/machine\"",
                ":12; :[12]; BAD_IDENTITY; entity: a list at \"/machine\"",
                ":212; :\"212\"; BAD_VALUE; \"temp_c\": \"212\" at \"/values/temp_f\" (expected: a finite number, without quotes)",
                ":212; :true; BAD_VALUE; \"temp_c\": true at \"/values/temp_f\" (expected: a finite",
                ":212; :{}; BAD_VALUE; \"temp_c\": an object at",
                ":212; :[]; BAD_VALUE; \"temp_c\": a list at",
                ":212; :1e999; BAD_VALUE; \"temp_c\": 1e999 at \"/values/temp_f\" (expected: a fin",
                ":212; :-1e999; BAD_VALUE; \"temp_c\": -1e999 at",
                ":212; :NaN; MALFORMED; Non-standard token 'NaN'",
                ":212; :Infinity; MALFORMED; Non-standard token 'Infinity'",
                ":212; :0x10; MALFORMED; Unexpected character",
                ":212; :1,\"temp_f\":2; MALFORMED; Duplicate field 'temp_f' at column",
                "\"on\":true; \"on\":1,\"on\":1; MALFORMED; Duplicate field 'on'",
                "{\"p99\":3.25}}; {\"p99\":3.25; MALFORMED; Unexpected end-of-input",
                "{\"p99\":3.25}}; {\"p99\":3.25}}}; MALFORMED; Unexpected close marker",
                "{\"p99\":3.25}}; {\"p99\":3.25}}1; MALFORMED; more text after the JSON object",
            })
    void whatCannotBeUsedIsRefusedWithItsReason(
            String good, String bad, RejectReason reason, String text) {
        assertThat(RECORD).contains(good);
        String json = RECORD.replace(good, bad);
        byte[] raw = utf8(json);
        Ingested read = reader(NODE_SPEC).read(raw, CONTEXT, ORIGIN);
        assertRejected(read, reason, text);
        assertThat(((Rejected) read).text()).doesNotContain("\n");
        assertThat(((Rejected) read).raw()).isSameAs(raw);
        assertThat(((Rejected) read).origin()).isEqualTo(ORIGIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1", "\"x\"", "null", "[{}]", "\uFEFF", "<a/>", "\0", "{"})
    void whatIsNoObjectIsMalformed(String text) {
        assertRejected(read(NODE_SPEC, text), RejectReason.MALFORMED, "");
    }

    @Test
    void aTombstoneIsRefusedAsNoBytes() {
        for (RecordReader reader : List.of(reader(NODE_SPEC), RecordReader.ofSignals())) {
            Ingested read = reader.read(null, CONTEXT, ORIGIN);
            assertRejected(read, RejectReason.MALFORMED, "no value (expected: {…})");
            assertThat(((Rejected) read).raw()).isEmpty();
        }
    }

    @Test
    void aByteOrderMarkIsPassedOver() {
        assertThat(read(NODE_SPEC, "\uFEFF" + RECORD)).isInstanceOf(Signal.class);
    }

    @Test
    void longNumbersAndDeepNestingAreRefusedWithinBounds() {
        String digits = "9".repeat(400);
        assertRejected(
                read(NODE_SPEC, RECORD.replace(":212", ":" + digits)),
                RejectReason.BAD_VALUE,
                "\"temp_c\": 9999");
        assertRejected(
                read(NODE_SPEC, RECORD.replace("1700000000123", digits)),
                RejectReason.BAD_IDENTITY,
                "time: \"9999");
        assertThat(read(NODE_SPEC, RECORD.replace(":212", ":0." + digits)))
                .isInstanceOf(Signal.class);
        assertRejected(
                read(NODE_SPEC, RECORD.replace(":212", ":" + "9".repeat(100_000))),
                RejectReason.MALFORMED,
                "Number value length (100000) exceeds the maximum allowed (1000)");
        for (String open : List.of("[", "{\"a\":")) {
            assertRejected(
                    read(NODE_SPEC, RECORD.replace(":212", ":" + open.repeat(100_000))),
                    RejectReason.MALFORMED,
                    "Document nesting depth (65) exceeds the maximum allowed (64)");
        }
    }

    @Test
    void hugeNamesAreRefused() {
        String huge = "n".repeat(Limits.NAME + 1);
        assertRejected(
                read(NODE_SPEC, RECORD.replace("north", huge)), RejectReason.BAD_IDENTITY, "ent");
        assertRejected(
                read(NODE_SPEC, RECORD.replace("gw-a", huge)), RejectReason.BAD_IDENTITY, "node");
    }

    @Test
    void anAbsentSignalIsLeftOutUnlessAllAreNeededAndOneMustBeThere() {
        String without = RECORD.replace("\"temp_f\":212", "\"temp_f\":null");
        assertThat(((Signal) read(NODE_SPEC, without)).fields())
                .isEqualTo(Fields.of(Map.of("p99_ms", 3.25)));
        assertRejected(
                read(NODE_SPEC + "missing: reject\n", without),
                RejectReason.BAD_VALUE,
                "\"temp_c\": null at \"/values/temp_f\"");
        assertRejected(
                read(NODE_SPEC, without.replace("p99", "p98")),
                RejectReason.BAD_VALUE,
                "no signal, nothing at \"/latency/p99\" or any other place");
    }

    @Test
    void recordsOfOneShapeShareTheirNames() {
        RecordReader reader = reader(NODE_SPEC);
        String without = RECORD.replace("\"temp_f\":212", "\"temp_f\":null");
        for (String json : List.of(RECORD, without)) {
            Fields first = ((Signal) reader.read(utf8(json), CONTEXT, ORIGIN)).fields();
            Fields second = ((Signal) reader.read(utf8(json), CONTEXT, ORIGIN)).fields();
            assertThat(first.sharesNamesWith(second)).isTrue();
        }
    }

    @Test
    void aConversionThatLeavesTheNumbersIsRefused() {
        assertRejected(
                read(
                        PLACE_SPEC.replace("x: /x", "x: {at: /x, scale: 10}"),
                        "{\"x\":1e308}",
                        new Origin("t", 0, 0)),
                RejectReason.BAD_VALUE,
                "\"x\": 1.0E308 at \"/x\" (expected: a number that is finite times 10.0");
    }

    @Test
    void placesLieInArraysAndUnderOddNames() {
        String spec =
                """
                topics: [t]
                entity: /ids/1
                signals: {a: /v/0/n, b: /a~1b/~0, c: /v, d: /v/1/0, e: /o/0}
                """;
        String json =
                "{\"ids\":[\"x\",\"y\",\"z\"],\"v\":[{\"n\":1},[2]],\"a/b\":{\"~\":3},"
                        + "\"o\":{\"0\":4}}";
        assertRejected(read(spec, json, new Origin("t", 0, 0)), RejectReason.BAD_VALUE, "\"c\"");
        Signal signal =
                (Signal) read(spec.replace("c: /v,", "c: /w,"), json, new Origin("t", 0, 0));
        assertThat(signal.entity()).isEqualTo("y");
        assertThat(signal.fields())
                .isEqualTo(Fields.of(Map.of("a", 1.0, "b", 3.0, "d", 2.0, "e", 4.0)));
    }

    @Test
    void oneNumberMayServeAsSignalTimeAndCounter() {
        String spec =
                """
                topics: [t]
                time: {at: /n, unit: ns}
                node: /n
                logical: /n
                entity: /n
                signals: {a: /n, b: /n}
                """;
        Signal signal = (Signal) read(spec, "{\"n\":77}", new Origin("t", 0, 0));
        assertThat(signal.time()).isEqualTo(new LogicalTime(77, 77, 77));
        assertThat(signal.entity()).isEqualTo("77");
        assertThat(signal.fields()).isEqualTo(Fields.of(Map.of("a", 77.0, "b", 77.0)));
    }

    @Test
    void aRecordMayNameItsOneSignal() {
        String spec = "topics: [t]\nentity: key\nsignal: {name: /m, value: /v}\n";
        Origin place = new Origin("t", 0, 0);
        assertThat(((Signal) read(spec, "{\"m\":\"cpu\",\"v\":-0.0}", place)).fields())
                .isEqualTo(Fields.of(Map.of("cpu", -0.0)));
        assertRejected(
                read(spec, "{\"m\":\"cpu\",\"v\":null}", place),
                RejectReason.BAD_VALUE,
                "\"cpu\": null at \"/v\"");
        assertRejected(
                read(spec, "{\"m\":7,\"v\":1}", place),
                RejectReason.BAD_VALUE,
                "name of the signal: 7 at \"/m\"");
        assertRejected(
                read(spec, "{\"v\":1}", place), RejectReason.BAD_VALUE, "name of the signal: no");
    }

    @Test
    void theKeyIsTheEntityInUtf8() {
        RecordReader reader = reader(PLACE_SPEC.replace("key", "{at: key, prefix: p-}"));
        Origin place = new Origin("t", 0, 0);
        assertThat(
                        ((Signal)
                                        reader.read(
                                                utf8("{\"x\":1}"),
                                                new RecordContext(0, utf8("ä"), null, place),
                                                place))
                                .entity())
                .isEqualTo("p-ä");
        byte[][] keys = {null, {}, utf8(" "), {(byte) 0xC3}, new byte[2_000]};
        for (byte[] key : keys) {
            assertRejected(
                    reader.read(utf8("{\"x\":1}"), new RecordContext(0, key, null, place), place),
                    RejectReason.BAD_IDENTITY,
                    "entity: ");
        }
    }

    @Test
    void twoNodesWithOneIdAreNoticed() {
        Map<Integer, String> seen = new HashMap<>();
        String first = null;
        String second = "";
        for (int i = 0; first == null; i++) {
            second = "node-" + i;
            first = seen.put(NodeId.of(second).value(), second);
        }
        RecordReader reader = reader(NODE_SPEC);
        // A record that does not count lays no claim to its node's id.
        reader.read(utf8(RECORD.replace("gw-a", second).replace("212", "{}")), CONTEXT, ORIGIN);
        assertThat(reader.read(utf8(RECORD.replace("gw-a", first)), CONTEXT, ORIGIN))
                .isInstanceOf(Signal.class);
        assertRejected(
                reader.read(utf8(RECORD.replace("gw-a", second)), CONTEXT, ORIGIN),
                RejectReason.BAD_IDENTITY,
                "node: \"" + second + "\" (expected: a node whose id is its own, but \"" + first);
    }

    @Test
    void noBytesMakeReadingThrowAndRefusedBytesAreKept() {
        long seed = Seeds.next();
        Random random = new Random(seed);
        List<RecordReader> readers =
                List.of(
                        reader(NODE_SPEC),
                        reader(PLACE_SPEC),
                        reader("topics: [t]\nentity: /site\nsignal: {name: /site, value: /v}\n"),
                        RecordReader.ofSignals());
        Set<RejectReason> reasons = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = hostile(random, i);
            byte[] key = random.nextBoolean() ? null : hostile(random, i + 1);
            LogicalTime hlc = random.nextInt(4) == 0 ? new LogicalTime(1, 2, 3) : null;
            Origin place = new Origin("t", random.nextInt(), random.nextLong());
            RecordContext context = new RecordContext(random.nextLong(), key, hlc, place);
            byte[] before = bytes.clone();
            try {
                Ingested read =
                        readers.get(random.nextInt(readers.size())).read(bytes, context, ORIGIN);
                if (read instanceof Rejected rejected) {
                    assertThat(rejected.raw()).isSameAs(bytes);
                    assertThat(rejected.text()).isNotEmpty().doesNotContain("unreadable");
                    reasons.add(rejected.reason());
                }
                assertThat(bytes).isEqualTo(before);
            } catch (RuntimeException | AssertionError | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ": " + Arrays.toString(bytes), e);
            }
        }
        assertThat(reasons)
                .contains(
                        RejectReason.MALFORMED, RejectReason.BAD_IDENTITY, RejectReason.BAD_VALUE);
    }

    private static byte[] hostile(Random random, int i) {
        if (i % 5 == 0) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            return bytes;
        }
        byte[] bytes = Hostile.mutate(utf8(i % 7 == 0 ? "{\"x\":1}" : RECORD), random);
        return i % 3 == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 4)) : bytes;
    }

    private static void assertRejected(Ingested read, RejectReason reason, String text) {
        assertThat(read)
                .isInstanceOfSatisfying(
                        Rejected.class,
                        rejected -> {
                            assertThat(rejected.text()).contains(text);
                            assertThat(rejected.reason()).isEqualTo(reason);
                        });
    }

    private static Ingested read(String spec, String json) {
        return read(spec, json, ORIGIN);
    }

    private static Ingested read(String spec, String json, Origin place) {
        return reader(spec)
                .read(utf8(json), new RecordContext(0, utf8("svc-1"), null, place), ORIGIN);
    }

    private static RecordReader reader(String spec) {
        MappingDocuments.Result result =
                MappingDocuments.read(
                        List.of(
                                new MappingDocuments.Text(
                                        "m.yaml", "metadata: {id: m}\nspec:\n" + spec.indent(2))));
        assertThat(result.problems()).isEmpty();
        TopicMapping mapping = result.mappings().get(0);
        return RecordReader.of(mapping);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
