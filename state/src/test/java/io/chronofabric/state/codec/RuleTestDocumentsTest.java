package io.chronofabric.state.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.chronofabric.core.Problem;
import io.chronofabric.state.codec.RuleTestDocuments.Loaded;
import io.chronofabric.state.codec.RuleTestDocuments.Result;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.RuleTest;
import io.chronofabric.state.model.Signal;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RuleTestDocumentsTest {
    private static final long START = 1_767_225_600_000L;

    private static final String RULES =
            """
            metadata: {id: latency-slo}
            spec: {signals: {lat: p99_ms}, formula: "lat <= 250"}
            ---
            metadata: {id: errors}
            spec: {signals: {e: errors}, sampling: {period: 10s}, formula: "e < 5"}
            """;

    private static final String STORM =
            """
            kind: Pattern
            metadata: {id: storm}
            spec:
              signals: {lat: p99_ms}
              sequence:
                - {name: spike, when: "lat > 200"}
                - {name: worse, when: "lat > spike.lat", times: "1.."}
                - {none: calm, when: "lat < 200", within: 30s}
            """;

    private static final String SAMPLE =
            """
            apiVersion: egc/v1
            kind: RuleTest
            metadata: {id: latency}
            spec:
              rules: [latency.yaml]
              start: 2026-01-01T00:00:00Z
              entity: svc-1
              outOfOrderness: 500ms
              cases:
                - name: a slow second
                  rule: latency-slo
                  given:
                    - {at: 0s, every: 1s, fields: {p99_ms: [100, 300 x2, null], errors: 1}}
                    - {at: 1500ms, node: 7, fields: {p99_ms: 400}}
                    - together:
                        - {at: 20s, entity: svc-2, fields: {p99_ms: 10}}
                        - {at: 10s, fields: {p99_ms: 20}}
                  expect:
                    verdicts:
                      - {at: 1s, is: broken, robustness: -50, tolerance: 0.5, decidedBy: lat <= 250}
                      - {from: 3s, to: 9s, is: unanswered}
                    alerts: [1s, {at: 20s, entity: svc-2, rule: errors}]
                    clears: []
                    corrections: [{at: 2s, is: broken}, 3s]
                    rejected: [{at: 1500ms, reason: LATE}]
                    duplicates: 1
                    ungoverned: 2
            """;

    private static final String WITH_PATTERNS =
            """
            kind: RuleTest
            metadata: {id: storms}
            spec:
              rules: [latency.yaml, storm.yaml]
              entity: svc-1
              cases:
                - name: a storm
                  rule: storm
                  given: [{at: 0s, every: 1s, fields: {p99_ms: [100, 300, 310]}}]
                  expect:
                    alerts: [{at: 1s, rule: latency-slo}]
                    matches: [2s, {at: 32s, steps: {spike: 1, worse: 2, calm: 0}}]
                    rejected:
                      - {at: 1s, reason: LATE, by: patterns}
                      - {at: 1s, reason: LATE, by: rules}
            """;

    @Test
    void rulesAndPatternsAreExpectedSideBySide() {
        RuleTest test = read(WITH_PATTERNS);

        RuleRef storm = new RuleRef("default", "storm", 1);
        assertThat(test.patterns()).extracting(pattern -> pattern.ref()).containsExactly(storm);
        assertThat(test.rules()).hasSize(2);
        RuleTest.Expect expect = test.cases().get(0).expect();
        List<RuleTest.Match> matches = expect.matches().orElseThrow().all();
        assertThat(matches)
                .extracting(match -> match.end().rule(), match -> match.end().timeMillis())
                .containsExactly(tuple(storm, START + 2_000), tuple(storm, START + 32_000));
        assertThat(matches.get(0).steps()).isEmpty();
        assertThat(matches.get(1).steps().toString()).isEqualTo("{spike=1, worse=2, calm=0}");
        assertThat(expect.rejected())
                .extracting(RuleTest.Rejection::by)
                .containsExactly(RuleTest.By.PATTERNS, RuleTest.By.RULES);
        assertThat(
                        result(
                                        WITH_PATTERNS.replace(
                                                "alerts: [{at: 1s, rule: latency-slo}]",
                                                "alerts: [1s]"))
                                .problems())
                .as("storm is meant, and is no rule")
                .extracting(Problem::toString)
                .anyMatch(
                        found ->
                                found.contains(
                                        "TEST007: expect.rule is missing, and there are 2 rules"));
    }

    @Test
    void theFullDocumentGivesEveryPartOfTheTest() {
        RuleTest test = read(SAMPLE);

        assertThat(test.id()).isEqualTo("latency");
        assertThat(test.startNanos()).isEqualTo(START * 1_000_000);
        assertThat(test.rules()).extracting(rule -> rule.ref().id()).contains("latency-slo");
        RuleTest.Case only = test.cases().get(0);
        assertThat(only.name()).isEqualTo("a slow second");
        assertThat(only.at()).isEqualTo(new Rule.Place("t.yaml", 10, 7));
        assertThat(only.outOfOrdernessMillis()).isEqualTo(500);
        assertThat(only.given())
                .extracting(RuleTestDocumentsTest::shown)
                .containsExactly(
                        "0 svc-1 0 {errors=1.0, p99_ms=100.0}",
                        "1000 svc-1 0 {errors=1.0, p99_ms=300.0}",
                        "2000 svc-1 0 {errors=1.0, p99_ms=300.0}",
                        "3000 svc-1 0 {errors=1.0}",
                        "1500 svc-1 7 {p99_ms=400.0}",
                        "10000 svc-1 0 {p99_ms=20.0}",
                        "20000 svc-2 0 {p99_ms=10.0}");
        RuleTest.Expect expect = only.expect();
        RuleRef latency = new RuleRef("default", "latency-slo", 1);
        RuleTest.Answer first = expect.verdicts().get(0);
        assertThat(first.rule()).isEqualTo(latency);
        assertThat(first.fromMillis()).isEqualTo(START + 1_000).isEqualTo(first.toMillis());
        assertThat(first.side()).isEqualTo(RuleTest.Side.BROKEN);
        assertThat(first.robustness()).isEqualTo(OptionalDouble.of(-50));
        assertThat(first.tolerance()).isEqualTo(0.5);
        assertThat(first.decidedBy()).contains("lat <= 250");
        assertThat(expect.verdicts().get(1).toMillis()).isEqualTo(START + 9_000);
        assertThat(expect.alerts().orElseThrow().all())
                .extracting(RuleTest.Moment::rule, RuleTest.Moment::entity)
                .containsExactly(
                        tuple(latency, "svc-1"),
                        tuple(new RuleRef("default", "errors", 1), "svc-2"));
        assertThat(expect.clears().orElseThrow().all()).isEmpty();
        assertThat(expect.corrections().orElseThrow().all())
                .extracting(RuleTest.Answer::side)
                .containsExactly(RuleTest.Side.BROKEN, RuleTest.Side.ANSWERED);
        assertThat(expect.rejected().get(0).reason()).isEqualTo(RejectReason.LATE);
        assertThat(expect.rejected().get(0).timeNanos() - test.startNanos())
                .isEqualTo(1_500_000_000L);
        assertThat(expect.duplicates()).isEqualTo(1);
        assertThat(expect.ungoverned()).isEqualTo(2);
    }

    @Test
    void aListThatIsLeftOutSaysNothingAndAnEmptyOneThatThereAreNone() {
        RuleTest.Expect expect =
                read(SAMPLE.replace("        clears: []\n", "")).cases().get(0).expect();

        assertThat(expect.clears()).isEmpty();
        assertThat(expect.alerts()).isPresent();
    }

    @Test
    void anEventWithoutAnyValueIsNone() {
        String gap = SAMPLE.replace("300 x2, null], errors: 1", "null x2, ~]");

        assertThat(read(gap).cases().get(0).given())
                .extracting(RuleTestDocumentsTest::shown)
                .startsWith("0 svc-1 0 {p99_ms=100.0}", "1500 svc-1 7 {p99_ms=400.0}");
    }

    @Test
    void oneRuleNeedsNoNameAndTheStartIsADayByDefault() {
        RuleTest test =
                RuleTestDocuments.read(
                                "t.yaml",
                                """
                                metadata: {id: t}
                                spec:
                                  rules: [one.yaml]
                                  cases:
                                    - name: n
                                      entity: e
                                      given: [{at: 0s, fields: {x: 1}}]
                                      expect: {alerts: [3s]}
                                """,
                                path ->
                                        rules(
                                                "metadata: {id: only}\n"
                                                        + "spec: {signals: {x: x}, formula: x > 0}"))
                        .tests()
                        .get(0);

        RuleTest.Moment alert = test.cases().get(0).expect().alerts().orElseThrow().all().get(0);
        assertThat(alert.rule().id()).isEqualTo("only");
        assertThat(alert.timeMillis()).isEqualTo(START + 3_000);
    }

    /** Change a part of the sample, and see what is said about it and where. */
    static Stream<Arguments> faults() {
        return Stream.of(
                fault("kind: RuleTest", "kind: Rule", "2:7: TEST004: kind: \"Rule\""),
                fault("metadata: {id: latency}", "metadata: {}", "3:11: TEST007: metadata.id"),
                fault("rules: [l", "rulse: [l", "5:3: TEST005: key: \"rulse\" .* mean rules"),
                fault("rules: [latency.yaml]", "rules: []", "5:10: TEST007: spec.rules is empty"),
                fault("latency.yaml", "latncy.yaml", "5:11: TEST015: spec.rules: \"latncy.yaml\""),
                fault("[latency.yaml]", "[latency.yaml, copy]", "5:25: TEST014: rule .*also in"),
                fault("2026-01-01T00:00:00Z", "noon", "6:10: TEST008: spec.start: \"noon\""),
                fault("2026-01-01T", "2201-01-01T", "6:10: TEST010: spec.start"),
                fault("500ms\n", "500\n", "8:19: TEST011: spec.outOfOrderness"),
                fault("name: a slow second", "nmae: x", "10:7: TEST005: key: \"nmae\" .*name\\?"),
                fault("rule: latency-slo", "rule: latncy-slo", "11:13: TEST012: .* latency-slo\\?"),
                fault("every: 1s, ", "", "13:37: TEST021: given.fields.p99_ms is a list"),
                fault("every: 1s", "every: 0s", "13:27: TEST010: given.every"),
                fault("every: 1s", "evry: 1s", "13:20: TEST005: key: \"evry\" .* mean every"),
                fault("at: 0s, every", "at: 0, every", "13:16: TEST011: given.at: \"0\""),
                fault("[100, 300 x2", "[100, x, 300 x2", "13:54: TEST008: .*p99_ms: \"x\""),
                fault("300 x2", "many x2", "13:54: TEST008: given.fields.p99_ms: \"many\""),
                fault("errors: 1}", "errors: [1]}", "13:48: TEST021: p99_ms: 4 values"),
                fault("node: 7", "node: 70000", "14:30: TEST010: given.node"),
                fault("fields: {p99_ms: 400}", "fields: {}", "14:41: TEST007: .*has no field"),
                fault("- together:", "- at: 0s\n          together:", "15:11: TEST021: .*together"),
                fault("at: 1s, is: broken", "at: 1s, is: brokn", "20:26: TEST012: .*mean broken"),
                fault("is: broken, rob", "si: broken, rob", "20:22: TEST005: key: \"si\""),
                fault("at: 1s, is", "at: 1100ms, is", "20:18: TEST010: .*Use 1s or 2s"),
                fault("tolerance: 0.5", "tolerance: -1", "20:62: TEST010: expect.tolerance"),
                fault("robustness: -50, t", "t", "20:13: TEST021: .*tolerance without"),
                fault("is: unanswered", "is: unanswered, robustness: 1", "21:13: TEST021"),
                fault("from: 3s", "from: 30s", "21:13: TEST010: expect: from is after to"),
                fault("from: 3s, to", "at: 3s, to", "21:13: TEST021: .*neither from nor to"),
                fault("to: 9s", "to: 900000s", "21:13: TEST002: .* moments in the case"),
                fault("alerts: [1s", "alerts: [soon", "22:18: TEST011: expect.at"),
                fault(
                        "at: 20s, entity: svc-2, r",
                        "at: 21s, r",
                        "22:27: TEST010: .*Use 20s or 30s"),
                fault(
                        "entity: svc-2, rule",
                        "entity: svc-3, rule",
                        "22:40: TEST012: expect.entity: \"svc-3\" .*expected: svc-1, svc-2"),
                fault("clears: []", "clears:", "23:9: TEST007: .*clears.* is empty"),
                fault("reason: LATE", "reason: LAT", "25:41: TEST012: .*mean LATE"),
                fault("duplicates: 1", "duplicates: -1", "26:21: TEST010"),
                fault("ungoverned: 2", "ungoverned: 2\n        sent: 1", "28:9: TEST005"));
    }

    private static Arguments fault(String part, String instead, String problem) {
        return Arguments.of(part, instead, problem);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void eachFaultIsFoundAtItsPlace(String part, String instead, String problem) {
        assertThat(SAMPLE).contains(part);
        Result result = result(SAMPLE.replace(part, instead));

        assertThat(result.tests()).isEmpty();
        assertThat(result.problems().stream().map(Problem::toString))
                .anyMatch(found -> found.matches("t\\.yaml:" + problem + ".*"))
                .allMatch(found -> found.matches("t\\.yaml:\\d+:\\d+: TEST\\d{3}: .*; fix: .+"));
    }

    @Test
    void whatDependsOnRulesThatCannotBeLoadedIsNotReported() {
        assertThat(problems(SAMPLE.replace("[latency.yaml]", "[faulty.yaml]")))
                .singleElement()
                .asString()
                .contains("TEST015: spec.rules: \"faulty.yaml\" has errors");
    }

    @Test
    void whereThereAreSeveralRulesOneMustBeNamed() {
        assertThat(problems(SAMPLE.replace("      rule: latency-slo\n", "")))
                .isNotEmpty()
                .allMatch(found -> found.contains("TEST007: expect.rule is missing, and there"));
    }

    @Test
    void aRuleMayBeNamedWithItsVersionAndMustBeWhereThereAreTwo() {
        assertThat(problems(SAMPLE.replace("rule: latency-slo", "rule: latency-slo@1"))).isEmpty();
        assertThat(problems(SAMPLE.replace("rule: errors", "rule: default/errors@1"))).isEmpty();
        String two = SAMPLE.replace("[latency.yaml]", "[latency.yaml, second.yaml]");

        assertThat(problems(two))
                .singleElement()
                .asString()
                .contains("11:13: TEST012: case.rule: \"latency-slo\" (expected:")
                .contains("default/latency-slo@1, default/latency-slo@2");
        assertThat(problems(two.replace("rule: latency-slo", "rule: latency-slo@2"))).isEmpty();
    }

    @Test
    void whereNoEntityIsNamedOneIsAskedFor() {
        assertThat(problems(SAMPLE.replace("  entity: svc-1\n", "")))
                .anyMatch(found -> found.contains("13:11: TEST007: given.entity is missing"));
    }

    @Test
    void aCaseIsThereOnce() {
        String second = SAMPLE.substring(SAMPLE.indexOf("    - name"));

        assertThat(problems(SAMPLE + second))
                .singleElement()
                .asString()
                .contains("TEST014: case \"a slow second\" is already at line 10");
    }

    @Test
    void aFieldThatNoRuleReadsIsWarnedOf() {
        Result result = result(SAMPLE.replace("fields: {p99_ms: 400}", "fields: {p99_sm: 400}"));

        assertThat(result.tests()).hasSize(1);
        assertThat(result.hasErrors()).isFalse();
        assertThat(result.problems())
                .singleElement()
                .asString()
                .contains(":14:1: warning TEST032: field \"p99_sm\"", "Did you mean p99_ms?");
    }

    @ParameterizedTest
    @CsvSource({
        "'[1 x200001]', TEST002: more than 200000 values",
        "'[1 x999999999]', TEST002: more than 200000 values",
        "'[1 x100001]', TEST002: given: 100004 events",
        "'[1 x0]', TEST008",
        "'[1 x-1]', TEST008",
        "'[1e999 x2]', TEST008",
        "'[1e999]', TEST010",
        "'[.nan]', TEST008",
        "'[[1]]', TEST008",
        "'[]', TEST007"
    })
    void fewCharactersCannotStandForVeryMuch(String values, String expected) {
        String given = "fields: {p99_ms: " + values + "}}\n          ";
        String text =
                SAMPLE.replace("fields: {p99_ms: [100, 300 x2, null], errors: 1}}", given.strip())
                        .replace("every: 1s", "every: 1ms");

        assertThat(problems(text)).anyMatch(found -> found.contains(expected));
    }

    @Test
    void aSpentBudgetMakesNoLaterDocumentPassForAWholeOne() {
        String big = SAMPLE.replace("[100, 300 x2, null]", "[100 x150000]");

        Result result = result(big + "---\n" + big + "---\n" + big);

        assertThat(result.tests()).isEmpty();
        assertThat(result.problems())
                .filteredOn(found -> found.reason().contains("more than 200000 values"))
                .hasSize(2);
    }

    @Test
    void timesFarAwayAreRefused() {
        assertThat(problems(SAMPLE.replace("at: 1500ms, node", "at: 100000d, node")))
                .anyMatch(found -> found.contains("TEST010: given.at: more than 50 years"));
        assertThat(problems(SAMPLE.replace("every: 1s", "every: 18000d")))
                .anyMatch(found -> found.contains("TEST010: given: more than 50 years"));
    }

    @Test
    void manyCasesAndPathsAreRefused() {
        assertThat(problems(SAMPLE.replace("[latency.yaml]", "[" + "a, ".repeat(101) + "]")))
                .anyMatch(found -> found.contains("TEST002: spec.rules: 101"));
        assertThat(
                        problems(
                                SAMPLE.substring(0, SAMPLE.indexOf("    - name"))
                                        + "    - {}\n".repeat(1_001)))
                .anyMatch(found -> found.contains("TEST002: spec.cases: 1001"));
    }

    @Test
    void noTextMakesReadingThrow() {
        long seed = Seeds.next();
        Random random = new Random(seed);
        for (int i = 0; i < 6_000; i++) {
            String text = Hostile.mutate(i % 2 == 0 ? SAMPLE : WITH_PATTERNS, random);
            try {
                Result result = result(text);
                assertThat(result.tests().isEmpty() && result.problems().isEmpty()).isFalse();
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ": " + text, e);
            }
        }
    }

    @Test
    void everyFieldsValueIsAtItsNameWhicheverAreMissing() {
        String fields = "fields: {c: [1, null, 3, null], a: [null, 2, 3, null], b: 5}}";
        List<Signal> given =
                read(SAMPLE.replace("fields: {p99_ms: [100, 300 x2, null], errors: 1}}", fields))
                        .cases()
                        .get(0)
                        .given();

        assertThat(given)
                .extracting(Signal::fields)
                .startsWith(
                        Fields.of(Map.of("c", 1.0, "b", 5.0)),
                        Fields.of(Map.of("a", 2.0, "b", 5.0)),
                        Fields.of(Map.of("a", 3.0, "b", 5.0, "c", 3.0)),
                        Fields.of(Map.of("b", 5.0)));
    }

    private static String shown(Signal signal) {
        return (signal.time().epochMillis() - START)
                + " "
                + signal.entity()
                + " "
                + signal.time().node()
                + " "
                + signal.fields();
    }

    private static Loaded rules(String text) {
        RuleDocuments.Result read = RuleDocuments.read("rules", text);
        return Loaded.of(read.rules(), read.patterns());
    }

    private static Loaded load(String path) {
        return switch (path) {
            case "latency.yaml", "copy" -> rules(RULES);
            case "second.yaml" ->
                    rules(
                            "metadata: {id: latency-slo, version: 2}\n"
                                    + "spec: {signals: {lat: p99_ms}, formula: lat <= 250}");
            case "storm.yaml" -> rules(STORM);
            case "faulty.yaml" -> Loaded.unusable("has errors", "Mend the rules first.");
            default -> Loaded.unusable("is no file", "Check the path.");
        };
    }

    private static Result result(String text) {
        return RuleTestDocuments.read("t.yaml", text, RuleTestDocumentsTest::load);
    }

    private static RuleTest read(String text) {
        Result result = result(text);
        assertThat(result.problems()).filteredOn(Problem::isError).isEmpty();
        return result.tests().get(0);
    }

    private static List<String> problems(String text) {
        return result(text).problems().stream().map(Problem::toString).toList();
    }
}
