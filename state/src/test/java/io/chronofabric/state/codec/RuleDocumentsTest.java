package io.chronofabric.state.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.core.Problem;
import io.chronofabric.state.codec.RuleDocuments.Result;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleDocumentsTest {
    private static final String SAMPLE =
            """
            apiVersion: egc/v1
            kind: Rule
            metadata: {id: latency-slo, version: 7, tenant: acme}
            spec:
              appliesTo: {entity: "svc-*"}        # glob; default: every entity
              signals: {lat: {field: p99_ms, unit: ms, range: [0, 60000]}}
              sampling: {period: 1s, tolerance: 10%, fill: hold, maxGap: 5s}
              lateness: 30s
              params: {T: {value: 250, min: 50, max: 2000}}
              formula: "always[0,60s]((lat > $T) -> eventually[0,10s](lat <= $T))"
              onSwap: warm                       # cold | warm | carry
              emit: [interval, verdict, correction]
              report: change                     # change (default) | every | a period such as 10s
            """;

    private static final String LEAST =
            """
            metadata: {id: r}
            spec:
              signals: {x: x}
              formula: x > 0
            """;

    @Test
    void theFullDocumentGivesEveryPartOfTheRule() {
        assertThat(read(SAMPLE))
                .isEqualTo(
                        new Rule(
                                new RuleRef("acme", "latency-slo", 7),
                                "svc-*",
                                List.of(new Rule.SignalSpec("lat", "p99_ms", "ms", 0, 60_000)),
                                new Rule.Sampling(1_000, 100_000_000, Rule.Fill.HOLD, 5_000),
                                30_000,
                                List.of(new Rule.Param("T", 250, 50, 2_000)),
                                "always[0,60s]((lat > $T) -> eventually[0,10s](lat <= $T))",
                                new Rule.Place("rules.yaml", 10, 13),
                                Rule.OnSwap.WARM,
                                Set.of(
                                        Verdict.Kind.INTERVAL,
                                        Verdict.Kind.VERDICT,
                                        Verdict.Kind.CORRECTION),
                                new Rule.Report.OnChange()));
    }

    @Test
    void whatIsLeftOutHasItsDefault() {
        assertThat(read(LEAST))
                .isEqualTo(
                        new Rule(
                                new RuleRef("default", "r", 1),
                                "*",
                                List.of(
                                        new Rule.SignalSpec(
                                                "x",
                                                "x",
                                                "",
                                                Double.NEGATIVE_INFINITY,
                                                Double.POSITIVE_INFINITY)),
                                new Rule.Sampling(1_000, 100_000_000, Rule.Fill.HOLD, 5_000),
                                30_000,
                                List.of(),
                                "x > 0",
                                new Rule.Place("rules.yaml", 4, 12),
                                Rule.OnSwap.WARM,
                                Set.of(Verdict.Kind.VERDICT),
                                new Rule.Report.OnChange()));
    }

    @Test
    void aSignalCanBeAnAgeAndAnInput() {
        Rule rule =
                read(
                        """
                        metadata: {id: r}
                        spec:
                          signals: {silence: {ageOf: beat, unit: s, role: input}}
                          sampling: {fill: linear}
                          formula: silence <= 30
                          semantics: input-robustness
                        """);
        assertThat(rule.signals())
                .containsExactly(
                        new Rule.SignalSpec(
                                "silence",
                                "beat",
                                "s",
                                0,
                                Double.POSITIVE_INFINITY,
                                Rule.Measure.AGE,
                                Rule.Role.INPUT));
        assertThat(rule.sampling().fill()).isEqualTo(Rule.Fill.LINEAR);
        assertThat(rule.semantics()).isEqualTo(Rule.Semantics.INPUT_ROBUSTNESS);
    }

    @Test
    void signalsAndParametersHaveShortForms() {
        Rule rule =
                read(
                        """
                        metadata: {id: r}
                        spec:
                          signals:
                            lat: p99.ms
                            cpu:
                            mem: {unit: MiB, range: [-.inf, 1e6]}
                          params: {T: 250, neg: -0.5}
                          formula: lat > $T
                        """);
        double infinity = Double.POSITIVE_INFINITY;
        assertThat(rule.signals())
                .containsExactly(
                        new Rule.SignalSpec("lat", "p99.ms", "", -infinity, infinity),
                        new Rule.SignalSpec("cpu", "cpu", "", -infinity, infinity),
                        new Rule.SignalSpec("mem", "mem", "MiB", -infinity, 1e6));
        assertThat(rule.params())
                .containsExactly(
                        new Rule.Param("T", 250, -infinity, infinity),
                        new Rule.Param("neg", -0.5, -infinity, infinity));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "period: 250ms|250|25000000|HOLD|1250",
                "period: 1min, tolerance: 5s|60000|5000000000|HOLD|300000",
                "period: 3ms, tolerance: 33.3%, fill: none|3|999000|NONE|15",
                "tolerance: 0%, maxGap: 1d|1000|0|HOLD|86400000",
                "tolerance: 0s|1000|0|HOLD|5000"
            })
    void samplingIsRelativeToThePeriod(
            String sampling, long period, long tolerance, Rule.Fill fill, long gap) {
        assertThat(read(LEAST + "  sampling: {" + sampling + "}").sampling())
                .isEqualTo(new Rule.Sampling(period, tolerance, fill, gap));
    }

    @Test
    void wordsAndReportsAreUnderstood() {
        assertThat(read(LEAST + "  onSwap: cold").onSwap()).isEqualTo(Rule.OnSwap.COLD);
        assertThat(read(LEAST + "  onSwap: carry").onSwap()).isEqualTo(Rule.OnSwap.CARRY);
        assertThat(read(LEAST).engine()).isEqualTo(Rule.Engine.AUTO);
        assertThat(read(LEAST + "  engine: cep").engine()).isEqualTo(Rule.Engine.CEP);
        assertThat(read(LEAST + "  engine: monitor").engine()).isEqualTo(Rule.Engine.MONITOR);
        assertThat(read(LEAST + "  report: every").report()).isEqualTo(new Rule.Report.Every());
        assertThat(read(LEAST + "  report: 10s").report())
                .isEqualTo(new Rule.Report.Period(10_000));
        assertThat(read(LEAST + "  lateness: 0s").latenessMillis()).isZero();
    }

    @Test
    void textIsTakenAsItStandsWhateverYamlThinksItIs() {
        Rule rule =
                read(
                        """
                        metadata: {id: 007, tenant: on}
                        spec: {signals: {y: no}, formula: "y > 0"}
                        """);
        assertThat(rule.ref()).isEqualTo(new RuleRef("on", "007", 1));
        assertThat(rule.signals().get(0).field()).isEqualTo("no");
    }

    @Test
    void oneTextHoldsManyDocumentsAndTheGoodOnesCount() {
        Result result =
                RuleDocuments.read(
                        "rules.yaml",
                        "\uFEFF---\n"
                                + LEAST
                                + "---\n---\n"
                                + LEAST.replace("id: r", "id: s")
                                + "---\n"
                                + LEAST.replace("id: r", "id: t").replace("formula", "formual")
                                + "---\n"
                                + LEAST.replace("id: r", "id: r, version: 2")
                                + "---\n");
        assertThat(result.rules())
                .extracting(rule -> rule.ref().toString())
                .containsExactly("default/r@1", "default/s@1", "default/r@2");
        assertThat(result.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "rules.yaml:15:3: RULE007: spec.formula is missing; fix: Add formula:"
                                + " \"…\".",
                        "rules.yaml:16:3: RULE005: key: \"formual\" (expected: appliesTo, signals,"
                                + " sampling, lateness, params, formula, onSwap, emit, report,"
                                + " semantics, engine);"
                                + " fix: Did you mean formula?");
        assertThat(result.hasErrors()).isTrue();
    }

    @Test
    void windowsLineEndsDoNotMoveThePlaces() {
        assertThat(read(SAMPLE.replace("\n", "\r\n"))).isEqualTo(read(SAMPLE));
    }

    static Stream<Arguments> formulas() {
        return Stream.of(
                Arguments.of("x > 0", 1, 12),
                Arguments.of("   x > 0  ", 1, 15),
                Arguments.of("'x > 0'", 1, 13),
                Arguments.of("\"  x > 0\"", 1, 15),
                Arguments.of("&f x > 0", 1, 15),
                Arguments.of("!!str 'x > 0'", 1, 19),
                Arguments.of("&f !!str \"x > 0\"", 1, 22),
                Arguments.of("\n    x > 0", 2, 5),
                Arguments.of("\n    # why\n    x > 0", 3, 5),
                Arguments.of("&f # why\n    \"x > 0\"", 2, 6),
                Arguments.of("|\n    x > 0", 2, 5),
                Arguments.of(">-\n\n      x\n      > 0", 3, 7),
                Arguments.of("|2 # why\n      x > 0", 2, 7),
                Arguments.of("\"\n    x > 0\"", 2, 5));
    }

    @ParameterizedTest
    @MethodSource("formulas")
    void theFormulasPlaceIsItsFirstCharacter(String formula, int line, int column) {
        Rule rule =
                read("metadata: {id: r}\nspec:\n  signals: {x: x}\n  formula: " + formula + "\n");
        assertThat(rule.formula().replaceAll("\\s+", " ")).isEqualTo("x > 0");
        assertThat(rule.formulaAt()).isEqualTo(new Rule.Place("rules.yaml", 3 + line, column));
    }

    /** Change a line of the sample, and see what is said about it and where. */
    static Stream<Arguments> faults() {
        return Stream.of(
                fault(
                        1,
                        "apiVersion: egc/v2",
                        "1:13: RULE004: apiVersion: \"egc/v2\" (expected: egc/v1)"),
                fault(
                        2,
                        "kind: Scheme",
                        "2:7: RULE004: kind: \"Scheme\" (expected: Rule, Pattern)"),
                fault(2, "knid: Rule", "2:1: RULE005: key: \"knid\" (expected: apiVersion, kind,"),
                fault(2, "[a, b]: Rule", "2:1: RULE005: a key that is no word"),
                fault(2, "<<: {kind: Rule}", "2:1: RULE005: key: \"<<\""),
                fault(2, "kind: [Rule]", "2:7: RULE008: kind: a list (expected: text)"),
                fault(3, "metadata: {version: 7}", "3:11: RULE007: metadata.id is missing"),
                fault(3, "metadata:", "3:10: RULE007: metadata is empty"),
                fault(3, "metadata: x", "3:11: RULE008: metadata: \"x\" (expected: a mapping)"),
                fault(
                        3,
                        "metadata: {id: a/b}",
                        "3:16: RULE009: metadata.id: \"a/b\" (expected: 1 to 128"),
                fault(3, "metadata: {id: a, tenant: \"\"}", "3:27: RULE009: metadata.tenant: \"\""),
                fault(
                        3,
                        "metadata: {id: a, version: 0}",
                        "3:28: RULE010: metadata.version: 0 (expected: a whole"),
                fault(3, "metadata: {id: a, version: 1.5}", "3:28: RULE010: metadata.version: 1.5"),
                fault(
                        3,
                        "metadata: {id: a, version: v1}",
                        "3:28: RULE008: metadata.version: \"v1\" (expected: a dec"),
                fault(
                        3,
                        "metadata: {id: a, version: 010}",
                        "3:28: RULE008: metadata.version: \"010\""),
                fault(
                        3,
                        "metadata: {id: a, id: b}",
                        "3:19: RULE006: key \"id\" is already at line 3"),
                fault(
                        3,
                        "metadata: {id: {a: b}}",
                        "3:16: RULE008: metadata.id: a mapping (expected: text)"),
                fault(3, "metadata: {id: !!binary a}", "3:16: RULE008: metadata.id: has the tag"),
                fault(
                        5,
                        "  appliesTo: svc-1",
                        "5:14: RULE008: spec.appliesTo: \"svc-1\" (expected: a map"),
                fault(
                        5,
                        "  appliesTo: {entity: \" \"}",
                        "5:23: RULE009: spec.appliesTo.entity: \" \""),
                fault(6, "  signals:", "6:11: RULE007: spec.signals is empty"),
                fault(6, "  signals: {}", "6:12: RULE007: spec.signals is empty"),
                fault(
                        6,
                        "  signals: [lat]",
                        "6:12: RULE008: spec.signals: a list (expected: a mapping)"),
                fault(
                        6,
                        "  signals: {p99.ms: x}",
                        "6:13: RULE009: spec.signals: \"p99.ms\" (expected: a letter"),
                fault(6, "  signals: {[a]: x}", "6:13: RULE008: spec.signals: name: a list"),
                fault(
                        6,
                        "  signals: {a: x, a: y}",
                        "6:19: RULE006: key \"a\" is already at line 6"),
                fault(
                        6,
                        "  signals: {a: [x]}",
                        "6:16: RULE008: spec.signals.a: a list (expected: a mapping)"),
                fault(
                        6,
                        "  signals: {a: ' '}",
                        "6:16: RULE009: spec.signals.a: \" \" (expected: 1 to 256"),
                fault(
                        6,
                        "  signals: {a: {feild: x}}",
                        "6:17: RULE005: key: \"feild\" (expected: field, ageOf, unit, range, role); fix: Did you mean field?"),
                fault(
                        6,
                        "  signals: {a: {field: a, ageOf: a}}",
                        "6:34: RULE021: spec.signals.a has field and ageOf (expected: one of them)"),
                fault(
                        6,
                        "  signals: {a: {ageOf: a, unit: ms}}",
                        "6:33: RULE012: spec.signals.a.unit: \"ms\" (expected: s)"),
                fault(
                        6,
                        "  signals: {a: {role: sensor}}",
                        "6:23: RULE012: spec.signals.a.role: \"sensor\" (expected: input, output)"),
                fault(
                        6,
                        "  signals: {a: {range: 5}}",
                        "6:24: RULE008: spec.signals.a.range: \"5\" (expected: two numbers)"),
                fault(
                        6,
                        "  signals: {a: {range: [1]}}",
                        "6:24: RULE008: spec.signals.a.range: a list of 1 (expected: two"),
                fault(
                        6,
                        "  signals: {a: {range: [a, 1]}}",
                        "6:25: RULE008: spec.signals.a.range: \"a\" (expected: a decimal number, .inf"),
                fault(
                        6,
                        "  signals: {a: {range: [2, 1]}}",
                        "6:24: RULE010: spec.signals.a.range: [2, 1] (expected: lowest <= highest)"),
                fault(
                        6,
                        "  signals: {a: {range: [.inf, .inf]}}",
                        "6:24: RULE010: spec.signals.a.range: [.inf, .inf]"),
                fault(
                        6,
                        "  signals: {a: {range: ['1', 2]}}",
                        "6:25: RULE008: spec.signals.a.range: \"1\" (expected: a decimal number, .inf or -.inf); fix: Remove the quotes."),
                fault(
                        6,
                        "  signals: {a: {range: [-1e999, 2]}}",
                        "6:25: RULE010: spec.signals.a.range: \"-1e999\""),
                fault(
                        7,
                        "  sampling: 1s",
                        "7:13: RULE008: spec.sampling: \"1s\" (expected: a mapping)"),
                fault(7, "  samplng: {}", "7:3: RULE005: key: \"samplng\""),
                fault(
                        7,
                        "  sampling: {period: 5}",
                        "7:22: RULE011: spec.sampling.period: \"5\" (expected: a number with one of the units ns, us, ms, s, min (or m), h, d); fix: Add the unit: 5s if seconds are meant."),
                fault(
                        7,
                        "  sampling: {period: 0s}",
                        "7:22: RULE010: spec.sampling.period: 0s (expected: whole milliseconds, at least 1ms)"),
                fault(
                        7,
                        "  sampling: {period: 1.5ms}",
                        "7:22: RULE010: spec.sampling.period: 1500us"),
                fault(
                        7,
                        "  sampling: {period: 100000d}",
                        "7:22: RULE010: spec.sampling.period: longer than"),
                fault(
                        7,
                        "  sampling: {period: [1s]}",
                        "7:22: RULE008: spec.sampling.period: a list"),
                fault(
                        7,
                        "  sampling: {fill: holt}",
                        "7:20: RULE012: spec.sampling.fill: \"holt\" (expected: hold, linear, none); fix: Did you mean hold?"),
                fault(
                        7,
                        "  sampling: {tolerance: 10}",
                        "7:25: RULE011: spec.sampling.tolerance: \"10\" (expected: a percentage or a duration)"),
                fault(
                        7,
                        "  sampling: {tolerance: x%}",
                        "7:25: RULE011: spec.sampling.tolerance: \"x%\""),
                fault(
                        7,
                        "  sampling: {tolerance: soon}",
                        "7:25: RULE011: spec.sampling.tolerance: \"soon\""),
                fault(
                        7,
                        "  sampling: {tolerance: [1s]}",
                        "7:25: RULE008: spec.sampling.tolerance: a list"),
                fault(
                        7,
                        "  sampling: {tolerance: 100%}",
                        "7:25: RULE010: spec.sampling.tolerance: 100% (expected: less than the period, 1s)"),
                fault(
                        7,
                        "  sampling: {tolerance: 2s}",
                        "7:25: RULE010: spec.sampling.tolerance: 2s (expected: less"),
                fault(
                        7,
                        "  sampling: {period: 1min, maxGap: 5s}",
                        "7:36: RULE010: spec.sampling.maxGap: 5s (expected: at least the period, 1min)"),
                fault(8, "  lateness: 30", "8:13: RULE011: spec.lateness: \"30\""),
                fault(
                        8,
                        "  lateness: 1us",
                        "8:13: RULE010: spec.lateness: 1us (expected: whole milli"),
                fault(
                        9,
                        "  params: [T]",
                        "9:11: RULE008: spec.params: a list (expected: a mapping)"),
                fault(9, "  params: {$T: 5}", "9:12: RULE009: spec.params: \"$T\""),
                fault(
                        9,
                        "  params: {T: big}",
                        "9:15: RULE008: spec.params.T: \"big\" (expected: a decimal number)"),
                fault(
                        9,
                        "  params: {T: [5]}",
                        "9:15: RULE008: spec.params.T: a list (expected: text)"),
                fault(
                        9,
                        "  params: {T: {min: 5}}",
                        "9:15: RULE007: spec.params.T.value is missing"),
                fault(
                        9,
                        "  params: {T: {value: .inf}}",
                        "9:23: RULE008: spec.params.T.value: \".inf\" (expected: a decimal number)"),
                fault(
                        9,
                        "  params: {T: {value: 9, min: 1, max: 5}}",
                        "9:23: RULE010: spec.params.T.value: 9 (expected: 1 to 5)"),
                fault(
                        9,
                        "  params: {T: {value: 0.5, min: 1}}",
                        "9:23: RULE010: spec.params.T.value: 0.5 (expected: 1 to .inf)"),
                fault(
                        9,
                        "  params: {T: {value: 3, min: 5, max: 1}}",
                        "9:31: RULE010: spec.params.T.min: 5 (expected: <= max, 1)"),
                fault(10, "  formula:", "10:11: RULE007: spec.formula is empty"),
                fault(10, "  formula: ' '", "10:12: RULE007: spec.formula is empty"),
                fault(
                        10,
                        "  formula: [a]",
                        "10:12: RULE008: spec.formula: a list (expected: text)"),
                fault(
                        11,
                        "  onSwap: wram",
                        "11:11: RULE012: spec.onSwap: \"wram\" (expected: cold, warm, carry); fix: Did you mean warm?"),
                fault(
                        12,
                        "  emit: verdict",
                        "12:9: RULE008: spec.emit: \"verdict\" (expected: a list of words)"),
                fault(12, "  emit: []", "12:9: RULE007: spec.emit is empty"),
                fault(
                        12,
                        "  emit: [verdict, verdict]",
                        "12:19: RULE006: spec.emit: verdict is there twice"),
                fault(
                        12,
                        "  emit: [answers]",
                        "12:10: RULE012: spec.emit: \"answers\" (expected: interval, verdict, correction); fix: Use one of"),
                fault(
                        13,
                        "  engine: fast",
                        "13:11: RULE012: spec.engine: \"fast\" (expected: auto, monitor, cep)"),
                fault(
                        13,
                        "  report: sometimes",
                        "13:11: RULE012: spec.report: \"sometimes\" (expected: change, every, 10s)"),
                fault(
                        13,
                        "  report: {every: 1s}",
                        "13:11: RULE008: spec.report: a mapping (expected: text)"),
                fault(13, "  report: 10", "13:11: RULE011: spec.report: \"10\""),
                fault(13, "\treport: change", "13:1: RULE001: YAML: found character '\\t(TAB)'"),
                fault(
                        13,
                        "  report: \"change",
                        "14:1: RULE001: YAML: found unexpected end of stream"),
                fault(
                        13,
                        "  report: ch\u0007nge",
                        "13:13: RULE001: the character U+0007, which YAML"),
                fault(13, " report: change", "13:2: RULE001: YAML: "),
                fault(
                        13,
                        "  report: *nothing",
                        "13:11: RULE001: YAML: found undefined alias nothing"));
    }

    private static Arguments fault(int line, String text, String problem) {
        return Arguments.of(line, text, problem);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void eachFaultIsFoundAtItsPlace(int line, String text, String problem) {
        String[] lines = SAMPLE.split("\n");
        lines[line - 1] = text;
        Result result = RuleDocuments.read("rules.yaml", String.join("\n", lines) + "\n");
        assertThat(result.rules()).isEmpty();
        assertThat(result.problems())
                .singleElement()
                .asString()
                .startsWith("rules.yaml:" + problem)
                .doesNotContain("\n");
    }

    @Test
    void allFaultsOfADocumentAreFoundInOnePass() {
        Result result =
                RuleDocuments.read(
                        "rules.yaml",
                        """
                        kind: Rul
                        metadata: {version: -1}
                        spec:
                          sampling: {period: 1, tolerance: 200%, fill: liner}
                          onSwap: hot
                          signals: {1a: x}
                        extra: 1
                        """);
        assertThat(result.problems())
                .extracting(p -> p.line() + ":" + p.column() + " " + p.code())
                .containsExactly(
                        "1:7 RULE004",
                        "2:11 RULE007",
                        "2:21 RULE010",
                        "4:3 RULE007",
                        "4:22 RULE011",
                        "4:48 RULE012",
                        "5:11 RULE012",
                        "6:13 RULE009",
                        "7:1 RULE005");
    }

    @Test
    void missingPartsAreToldAtTheDocumentsBeginning() {
        assertThat(problems("# a\n\nkind: Rule\n"))
                .containsExactly(
                        "rules.yaml:3:1: RULE007: metadata is missing; fix: Add metadata: {id:"
                                + " NAME}.",
                        "rules.yaml:3:1: RULE007: spec is missing; fix: Add spec with signals and"
                                + " formula.");
        assertThat(problems("- a\n"))
                .singleElement()
                .asString()
                .startsWith("rules.yaml:1:1: RULE008: document: a list (expected: a mapping)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# nothing here\n", "---\n---\n", "\uFEFF"})
    void aTextWithoutADocumentIsToldSo(String text) {
        assertThat(problems(text))
                .singleElement()
                .asString()
                .startsWith("rules.yaml:1:1: RULE003: no rule document");
    }

    @Test
    void theSameVersionTwiceIsRefused() {
        assertThat(problems(LEAST + "---\n" + LEAST))
                .containsExactly(
                        "rules.yaml:6:1: RULE014: rule default/r@1 is already at line 1; fix: Raise"
                                + " metadata.version, or remove one of them.");
    }

    @Test
    void whatComesBeforeAFaultOfSyntaxStillCounts() {
        Result result = RuleDocuments.read("rules.yaml", LEAST + "---\n{");
        assertThat(result.rules()).hasSize(1);
        assertThat(result.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.line()).isEqualTo(6));
    }

    @Test
    void textsBeyondTheLimitsAreRefused() {
        assertThat(problems("#" + "x".repeat(1 << 20)))
                .singleElement()
                .asString()
                .contains("RULE002: 1048577 characters (expected: at most 1048576)");
        assertThat(problems("---\n[]\n".repeat(1_001)))
                .hasSize(1_001)
                .last()
                .asString()
                .contains("RULE002");
        assertThat(problems(LEAST.replace("x > 0", "x".repeat(70_000))))
                .singleElement()
                .asString()
                .contains("RULE002: spec.formula: 70000 characters");
        StringBuilder signals = new StringBuilder("{");
        for (int i = 0; i <= 256; i++) {
            signals.append("s").append(i).append(": x, ");
        }
        assertThat(problems(LEAST.replace("{x: x}", signals.append("}").toString())))
                .singleElement()
                .asString()
                .contains("RULE002: spec.signals: 257 (expected: at most 256)");
    }

    @Test
    void problemsWithoutEndAreCutOff() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            text.append("k").append(i).append(": 1\n");
        }
        assertThat(problems(text.toString()))
                .hasSize(1_001)
                .last()
                .asString()
                .contains("more than 1000 problems");
    }

    @Test
    void deepNestingAndAliasesThatMultiplyAreRefused() {
        assertThat(problems("a: " + "[".repeat(100_000))).isNotEmpty();
        assertThat(problems("a: " + "{a: ".repeat(100_000))).isNotEmpty();
        StringBuilder laughs = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 100; i++) {
            laughs.append("a").append(i).append(": &a").append(i).append(" [");
            laughs.append(("*a" + (i - 1) + ", ").repeat(9)).append("]\n");
        }
        assertThat(problems(laughs.toString())).isNotEmpty();
        assertThat(problems("&a {metadata: *a, spec: *a, kind: *a}")).isNotEmpty();
        assertThat(problems("? &a [*a]\n: 1\n")).isNotEmpty();
        assertThat(problems("&a [*a, {*a : *a}]")).isNotEmpty();
        assertThat(problems("- ".repeat(200_000))).isNotEmpty();
        assertThat(problems("? ".repeat(200_000))).isNotEmpty();
        assertThat(problems("!!java.net.URL [\"http://localhost\"]")).isNotEmpty();
        assertThat(problems("%YAML 99999999999999999999.1\n---\na: 1")).isNotEmpty();
        assertThat(problems("a: \"\\UFFFFFFFF\"")).isNotEmpty();
    }

    @Test
    void aliasesOfSmallPartsAreFine() {
        Rule rule =
                read(
                        """
                        metadata: {id: r}
                        spec:
                          signals: {a: &ms {unit: ms}, b: *ms}
                          formula: &f a > b
                        """);
        assertThat(rule.signals()).extracting(Rule.SignalSpec::unit).containsExactly("ms", "ms");
    }

    @Test
    void noTextMakesReadingThrow() {
        long seed = Seeds.next();
        Random random = new Random(seed);
        for (int i = 0; i < 6_000; i++) {
            String text = i % 2 == 0 ? Hostile.mutate(SAMPLE, random) : noise(random);
            try {
                Result result = RuleDocuments.read("r", text);
                assertThat(result.rules().isEmpty() && result.problems().isEmpty()).isFalse();
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ": " + text, e);
            }
        }
    }

    @Test
    void codesAreUniqueAndInOrder() {
        List<String> codes =
                Arrays.stream(DocumentCode.values()).map(code -> code.in("RULE")).toList();
        assertThat(codes).allMatch(code -> code.matches("RULE\\d{3}"));
        assertThat(codes).containsExactlyElementsOf(new TreeSet<>(codes));
    }

    private static String noise(Random random) {
        String alphabet = " \n\t-?:{}[],&*!|>'\"%@`#ab1~<=\\\uFEFF\u2028";
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(60); n >= 0; n--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static Rule read(String text) {
        Result result = RuleDocuments.read("rules.yaml", text);
        assertThat(result.problems()).isEmpty();
        assertThat(result.hasErrors()).isFalse();
        assertThat(result.rules()).hasSize(1);
        return result.rules().get(0);
    }

    private static List<String> problems(String text) {
        return RuleDocuments.read("rules.yaml", text).problems().stream()
                .map(Problem::toString)
                .toList();
    }
}
