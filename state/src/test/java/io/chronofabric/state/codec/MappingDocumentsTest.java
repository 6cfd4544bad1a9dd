package io.chronofabric.state.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.chronofabric.core.Problem;
import io.chronofabric.state.codec.MappingDocuments.Result;
import io.chronofabric.state.codec.MappingDocuments.Text;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.TopicMapping;
import io.chronofabric.state.model.TopicMapping.Entity;
import io.chronofabric.state.model.TopicMapping.Field;
import io.chronofabric.state.model.TopicMapping.Identity;
import io.chronofabric.state.model.TopicMapping.Signals;
import io.chronofabric.state.model.TopicMapping.Time;
import io.chronofabric.state.model.TopicMapping.Unit;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingDocumentsTest {
    private static final String SAMPLE =
            """
            apiVersion: ingest/v1
            kind: Mapping
            metadata: {id: plant}
            spec:
              topics: [plant.telemetry, plant.telemetry.eu]
              number: 3
              time: {at: /meta/ts, unit: ms}
              node: {at: /meta/gateway}
              logical: {at: /seq}
              entity: {at: [/site, /machine], prefix: "plant-"}
              signals:
                temp_c: {at: /values/temp_f, unit: degC, scale: 0.5, offset: -16}
                p99_ms: /latency/p99
              missing: reject
            """;

    private static final String LEAST =
            """
            metadata: {id: %s}
            spec: {topics: [%s], entity: key, signals: {x: /x}}
            """;

    @Test
    void theFullDocumentGivesEveryPartOfTheMapping() {
        assertThat(read(SAMPLE))
                .containsExactly(
                        new TopicMapping(
                                "plant",
                                List.of("plant.telemetry", "plant.telemetry.eu"),
                                3,
                                new Time.At("/meta/ts", Unit.MILLIS),
                                new Identity.OfNode("/meta/gateway", "/seq"),
                                new Entity(List.of("/site", "/machine"), "plant-"),
                                new Signals.Wide(
                                        List.of(
                                                new Field(
                                                        "temp_c",
                                                        "/values/temp_f",
                                                        "degC",
                                                        0.5,
                                                        -16),
                                                new Field("p99_ms", "/latency/p99", "", 1, 0)),
                                        true)));
    }

    @Test
    void whatIsLeftOutHasItsDefault() {
        assertThat(read(LEAST.formatted("m", "t")))
                .containsExactly(
                        new TopicMapping(
                                "m",
                                List.of("t"),
                                0,
                                new Time.OfRecord(),
                                new Identity.OfPlace(),
                                new Entity(List.of(), ""),
                                new Signals.Wide(List.of(new Field("x", "/x", "", 1, 0)), false)));
    }

    @Test
    void placesHaveAShortFormAndARecordMayNameItsOneSignal() {
        TopicMapping mapping =
                read("""
                        metadata: {id: m}
                        spec:
                          topics: [t]
                          time: record
                          node: /gw
                          logical: /seq
                          entity: /device/id
                          signal: {name: /metric, value: /value}
                        """)
                        .get(0);
        assertThat(mapping.identity()).isEqualTo(new Identity.OfNode("/gw", "/seq"));
        assertThat(mapping.entity()).isEqualTo(new Entity(List.of("/device/id"), ""));
        assertThat(mapping.signals()).isEqualTo(new Signals.Narrow("/metric", "/value"));
    }

    @Test
    void theKeyTakesAPrefixAndAFieldAnyName() {
        TopicMapping mapping =
                read("""
                        metadata: {id: m}
                        spec:
                          topics: [t]
                          entity: {at: key, prefix: "svc-"}
                          signals: {"p99 (ms)": /a~1b/0/~0}
                        """)
                        .get(0);
        assertThat(mapping.entity()).isEqualTo(new Entity(List.of(), "svc-"));
        assertThat(((Signals.Wide) mapping.signals()).fields())
                .containsExactly(new Field("p99 (ms)", "/a~1b/0/~0", "", 1, 0));
    }

    @Test
    void theNumberOfATopicIsItsPlaceAmongAllTexts() {
        Result result =
                MappingDocuments.read(
                        List.of(
                                new Text(
                                        "a.yaml",
                                        LEAST.formatted("a", "a1, a2")
                                                + "---\n"
                                                + LEAST.formatted("b", "b1")),
                                new Text("c.yaml", LEAST.formatted("c", "c1, c2"))));
        assertThat(result.problems()).isEmpty();
        assertThat(result.mappings()).extracting(TopicMapping::number).containsExactly(0, 2, 3);
        assertThat(result.mappings().get(2).numberOf("c2")).isEqualTo(4);
        assertThat(result.mappings().get(2).numberOf("b1")).isEqualTo(-1);
    }

    @Test
    void aTopicANumberAndAnIdBelongToOneMappingOverAllTexts() {
        String numbered =
                """
                metadata: {id: c}
                spec: {topics: [c1], number: 2, entity: key, signals: {x: /x}}
                """;
        Result result =
                MappingDocuments.read(
                        List.of(
                                new Text("a.yaml", LEAST.formatted("a", "t, t, u")),
                                new Text("b.yaml", "\n" + LEAST.formatted("a", "t")),
                                new Text("c.yaml", numbered)));
        assertThat(result.mappings()).isEmpty();
        assertThat(result.problems())
                .extracting(Problem::toString)
                .satisfiesExactly(
                        twice ->
                                assertThat(twice)
                                        .startsWith(
                                                "a.yaml:2:20: MAP022: topic t is already at"
                                                        + " a.yaml:2; fix: "),
                        id ->
                                assertThat(id)
                                        .startsWith(
                                                "b.yaml:2:1: MAP014: mapping a is already at"
                                                        + " a.yaml:1; fix: "),
                        topic -> assertThat(topic).startsWith("b.yaml:3:17: MAP022: topic t"),
                        number -> assertThat(number).contains("MAP023: number 2 of topic c1"));
    }

    @Test
    void moreTopicsThanThereAreNumbersAreRefused() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 65; i++) {
            text.append(LEAST.formatted("m" + i, "t" + i)).append("---\n");
        }
        assertThat(problems(text.toString()))
                .singleElement()
                .asString()
                .contains("MAP010: 1 topics from number 64 (expected: 0 to 63)");
        assertThat(problems(SAMPLE.replace("number: 3", "number: 63")))
                .singleElement()
                .asString()
                .contains("map.yaml:6:11: MAP010: 2 topics from number 63");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "ingest/v1; ingest/v2; `1:13: MAP004: apiVersion: \"ingest/v2\"`",
                "kind: Mapping; kind: Rule; `2:7: MAP004: kind: \"Rule\"`",
                "plant}; a b}; `3:16: MAP009: metadata.id: \"a b\"`",
                "{id: plant}; {}; `3:11: MAP007: metadata.id is missing`",
                "topics:; topic:; `5:3: MAP005: key: \"topic\"`",
                "[plant.telemetry, plant.telemetry.eu]; []; `5:11: MAP007: spec.topics is empty`",
                "[plant.telemetry, plant.telemetry.eu]; t; `5:11: MAP008: spec.topics: \"t\"`",
                "plant.telemetry.eu; plant.*; `5:29: MAP009: spec.topics: \"plant.*\"`",
                "plant.telemetry.eu; ..; `5:29: MAP009: spec.topics: \"..\"`",
                "number: 3; number: 64; `6:11: MAP010: spec.number: 64`",
                "number: 3; number: 0.5; `6:11: MAP010: spec.number: 0.5`",
                "unit: ms; unit: msec; `7:30: MAP012: spec.time.unit: \"msec\"`",
                "{at: /meta/ts, unit: ms}; now; `7:9: MAP012: spec.time: \"now\"`",
                "{at: /meta/ts, unit: ms}; {at: /t}; `7:9: MAP007: spec.time.unit is missing`",
                "/meta/ts; meta.ts; `7:14: MAP020: spec.time.at: \"meta.ts\"`",
                "/meta/gateway; /a~2; `8:14: MAP020: spec.node.at: \"/a~2\"`",
                "node:; # node:; `9:12: MAP021: spec.logical without spec.node`",
                "[/site, /machine]; []; `10:16: MAP010: spec.entity.at: 0 places`",
                "[/site, /machine]; [site]; `10:17: MAP020: spec.entity.at: \"site\"`",
                "scale: 0.5; scale: 0; `12:53: MAP010: spec.signals.temp_c.scale: 0`",
                "scale: 0.5; scale: x; `12:53: MAP008: spec.signals.temp_c.scale: \"x\"`",
                "offset: -16; offset: 1e999; `12:66: MAP010: spec.signals.temp_c.offset`",
                "offset:; ofset:; `12:58: MAP005: key: \"ofset\"`",
                "p99_ms: /latency/p99; p99_ms:; `13:12: MAP007: spec.signals.p99_ms is empty`",
                "p99_ms:; temp_c:; `13:5: MAP006: key \"temp_c\" is already at line 12`",
                "missing: reject; missing: fail; `14:12: MAP012: spec.missing: \"fail\"`",
                "missing: reject; signal: {name: /n, value: /v}; `14:11: MAP021: spec.signal bes`",
            })
    void eachFaultIsFoundAtItsPlace(String good, String bad, String expected) {
        assertThat(SAMPLE).contains(good);
        String text = SAMPLE.replaceFirst(java.util.regex.Pattern.quote(good), bad);
        assertThat(problems(text))
                .anySatisfy(p -> assertThat(p).startsWith("map.yaml:" + expected));
    }

    @Test
    void allFaultsComeAtOnceWithAdvice() {
        assertThat(
                        problems(
                                """
                                kind: Maping
                                metadata: {id: m}
                                spec:
                                  topcis: [t]
                                  time: {at: $.meta.ts, unit: millis}
                                  missing: ignore
                                  signal: {name: metric}
                                """))
                .satisfiesExactly(
                        p ->
                                assertThat(p)
                                        .contains(":1:7: MAP004")
                                        .contains("Did you mean Mapping?"),
                        p -> assertThat(p).contains("MAP005").contains("Did you mean topics?"),
                        p -> assertThat(p).contains(":4:3: MAP007: spec.topics is missing"),
                        p -> assertThat(p).contains("MAP007: spec.entity is missing"),
                        p -> assertThat(p).contains(":5:14: MAP020").contains("mean /meta/ts?"),
                        p -> assertThat(p).contains(":5:31: MAP012"),
                        p -> assertThat(p).contains(":6:12: MAP021: spec.missing beside"),
                        p -> assertThat(p).contains(":7:11: MAP007: spec.signal.value is missing"),
                        p -> assertThat(p).contains(":7:18: MAP020").contains("mean /metric?"));
    }

    @Test
    void moreSignalsThanAnEventHoldsAreRefused() {
        StringBuilder signals = new StringBuilder("{");
        for (int i = 0; i <= Limits.FIELDS; i++) {
            signals.append(i == 0 ? "" : ", ").append("s").append(i).append(": /s");
        }
        assertThat(problems(LEAST.formatted("m", "t").replace("{x: /x}", signals + "}")))
                .anySatisfy(
                        p ->
                                assertThat(p)
                                        .contains(
                                                "MAP002: spec.signals: 1025"
                                                        + " (expected: at most 1024)"));
    }

    @Test
    void aTextWithoutAMappingSaysHowToBegin() {
        assertThat(problems("# nothing\n"))
                .singleElement()
                .asString()
                .contains("MAP003: no mapping document")
                .contains("ingest/v1");
    }

    @Test
    void aMappingTravelsInTheJobGraph() throws IOException, ClassNotFoundException {
        TopicMapping mapping = read(SAMPLE).get(0);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(mapping);
        }
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(mapping);
        }
    }

    @Test
    void theManualsExampleIsReadAsTheManualSays() throws IOException {
        String example = Files.readString(Path.of("../docs/examples/plant.mapping.yaml"));
        assertThat(read(example)).hasSize(2);
        String manual = Files.readString(Path.of("../docs/kafka-mapping.md"));
        TopicMapping shown = read(fenced(manual, "```yaml\n")).get(0);
        assertThat(shown).isEqualTo(read(example).get(0));
        Origin place = new Origin("plant.telemetry", 0, 0);
        byte[] record = fenced(manual, "```json\n").getBytes(StandardCharsets.UTF_8);
        Signal signal =
                (Signal)
                        RecordReader.of(shown)
                                .read(record, new RecordContext(0, null, null, place), place);
        assertThat(signal.entity()).isEqualTo("plant-north/12");
        assertThat(signal.time().epochMillis()).isEqualTo(1_767_225_600_250L);
        assertThat(signal.fields().get("temp_c")).isCloseTo(100, within(1e-9));
        assertThat(signal.fields().get("p99_ms")).isEqualTo(3.25);
    }

    @Test
    void aRuleThatReadsAnotherUnitOrAFieldNobodyGivesIsWarnedOf() {
        List<TopicMapping> mappings = read(SAMPLE);
        assertThat(conflicts(mappings, "{t: {field: temp_c, unit: degF}, l: p99_ms}", true))
                .containsExactly(
                        "r.yaml:4:12: warning MAP030: rule default/r@1: signal t reads \"temp_c\""
                                + " in degF, mapping plant gives it in degC; fix: Convert it with"
                                + " scale and offset, or correct one of the units.");
        assertThat(conflicts(mappings, "{t: {field: temp_c, unit: degC}, x: {unit: m}}", false))
                .isEmpty();
        assertThat(conflicts(mappings, "{l: {field: p99ms, unit: ms}}", true))
                .singleElement()
                .asString()
                .contains("warning MAP031")
                .contains("reads the field \"p99ms\", which no mapping gives")
                .contains("Did you mean p99_ms?");
    }

    @Test
    void whereRecordsNameTheirSignalsNoFieldIsMissed() {
        List<TopicMapping> mappings =
                read(
                        SAMPLE
                                + "---\nmetadata: {id: n}\n"
                                + "spec: {topics: [n], entity: key,"
                                + " signal: {name: /n, value: /v}}\n");
        assertThat(conflicts(mappings, "{x: anything}", true)).isEmpty();
    }

    @Test
    void noTextMakesReadingThrow() {
        long seed = Seeds.next();
        Random random = new Random(seed);
        for (int i = 0; i < 4_000; i++) {
            String text = Hostile.mutate(SAMPLE, random);
            try {
                Result result = MappingDocuments.read(List.of(new Text("m", text)));
                assertThat(result.mappings().isEmpty() && result.problems().isEmpty()).isFalse();
                for (TopicMapping mapping : result.mappings()) {
                    RecordReader.of(mapping);
                }
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ": " + text, e);
            }
        }
    }

    @Test
    void codesOfAMappingHaveTheirOwnPrefix() {
        assertThat(Arrays.stream(DocumentCode.values()).map(code -> code.in("MAP")))
                .allMatch(code -> code.matches("MAP\\d{3}"));
    }

    /** The first block of a page that begins like this. */
    private static String fenced(String page, String begin) {
        int from = page.indexOf(begin) + begin.length();
        return page.substring(from, page.indexOf("```", from));
    }

    private static List<String> conflicts(
            List<TopicMapping> mappings, String signals, boolean allMapped) {
        RuleDocuments.Result rules =
                RuleDocuments.read(
                        "r.yaml",
                        "metadata: {id: r}\nspec:\n  signals: " + signals + "\n  formula: 1 > 0\n");
        assertThat(rules.problems()).isEmpty();
        List<Rule> read = rules.rules();
        return MappingDocuments.conflicts(mappings, read, allMapped).stream()
                .map(Problem::toString)
                .toList();
    }

    private static List<TopicMapping> read(String text) {
        Result result = MappingDocuments.read(List.of(new Text("map.yaml", text)));
        assertThat(result.problems()).isEmpty();
        assertThat(result.hasErrors()).isFalse();
        return result.mappings();
    }

    private static List<String> problems(String text) {
        Result result = MappingDocuments.read(List.of(new Text("map.yaml", text)));
        assertThat(result.hasErrors()).isTrue();
        return result.problems().stream().map(Problem::toString).toList();
    }
}
