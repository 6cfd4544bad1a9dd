package io.chronofabric.state.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.state.codec.RuleDocuments.Result;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.PatternRule.AfterMatch;
import io.chronofabric.state.model.PatternRule.Bounds;
import io.chronofabric.state.model.PatternRule.Condition;
import io.chronofabric.state.model.PatternRule.Contiguity;
import io.chronofabric.state.model.PatternRule.Feature;
import io.chronofabric.state.model.PatternRule.Skip;
import io.chronofabric.state.model.PatternRule.Statistic;
import io.chronofabric.state.model.PatternRule.Step;
import io.chronofabric.state.model.PatternRule.WhenFull;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PatternDocumentsTest {
    private static final String SAMPLE =
            """
            apiVersion: egc/v1
            kind: Pattern
            metadata: {id: retry-storm, version: 2, tenant: acme}
            spec:
              appliesTo: {entity: "svc-*"}
              signals: {lat: {field: p99_ms, unit: ms}, errors: errors}
              features: {usual: {mean: lat, over: 5m}}
              params: {T: {value: 2, min: 1, max: 9}}
              lateness: 10s
              within: 10m
              sequence:
                - {name: spike, when: "lat > $T * usual"}
                - {name: worse, when: "lat > spike.lat", then: followed-by-any, times: "3..", repeat: next, greedy: true}
                - {name: noise, when: "errors > 0", optional: true, times: 2..5, within: 1m}
                - {none: calm, when: "lat < usual", then: next, within: 30s}
              afterMatch: {skipToLast: worse}
              bounds: {partialMatches: 50, events: 500, whenFull: sample}
              guard: 10s
            """;

    private static final String LEAST =
            """
            kind: Pattern
            metadata: {id: p}
            spec:
              signals: {x: x}
              sequence: [{name: a, when: x > 0}]
            """;

    @Test
    void theFullDocumentGivesEveryPartOfThePattern() {
        Result result = RuleDocuments.read("p.yaml", SAMPLE);
        assertThat(result.problems()).isEmpty();
        assertThat(result.rules()).isEmpty();
        double infinity = Double.POSITIVE_INFINITY;
        assertThat(result.patterns())
                .containsExactly(
                        new PatternRule(
                                new RuleRef("acme", "retry-storm", 2),
                                "svc-*",
                                List.of(
                                        new Rule.SignalSpec(
                                                "lat", "p99_ms", "ms", -infinity, infinity),
                                        new Rule.SignalSpec(
                                                "errors", "errors", "", -infinity, infinity)),
                                List.of(new Feature("usual", Statistic.MEAN, "lat", 300_000)),
                                List.of(new Rule.Param("T", 2, 1, 9)),
                                10_000,
                                List.of(
                                        step("spike", "lat > $T * usual", 12),
                                        new Step(
                                                "worse",
                                                false,
                                                condition("lat > spike.lat", 13),
                                                Contiguity.FOLLOWED_BY_ANY,
                                                3,
                                                PatternRule.ANY_NUMBER,
                                                false,
                                                Contiguity.NEXT,
                                                true,
                                                PatternRule.UNLIMITED),
                                        new Step(
                                                "noise",
                                                false,
                                                condition("errors > 0", 14),
                                                Contiguity.FOLLOWED_BY,
                                                2,
                                                5,
                                                true,
                                                Contiguity.FOLLOWED_BY,
                                                false,
                                                60_000),
                                        new Step(
                                                "calm",
                                                true,
                                                new Condition(
                                                        "lat < usual",
                                                        new Rule.Place("p.yaml", 15, 27)),
                                                Contiguity.NEXT,
                                                1,
                                                1,
                                                false,
                                                Contiguity.FOLLOWED_BY,
                                                false,
                                                30_000)),
                                600_000,
                                new AfterMatch(Skip.TO_LAST, "worse"),
                                new Bounds(50, 500, WhenFull.SAMPLE),
                                10_000,
                                new Rule.Place("p.yaml", 1, 1)));
    }

    private static Condition condition(String text, int line) {
        return new Condition(text, new Rule.Place("p.yaml", line, 28));
    }

    private static Step step(String name, String when, int line) {
        return new Step(
                name,
                false,
                condition(when, line),
                Contiguity.FOLLOWED_BY,
                1,
                1,
                false,
                Contiguity.FOLLOWED_BY,
                false,
                PatternRule.UNLIMITED);
    }

    @Test
    void theDefaultsKeepAPatternBounded() {
        PatternRule pattern = RuleDocuments.read("p.yaml", LEAST).patterns().get(0);
        assertThat(pattern.bounds()).isEqualTo(new Bounds(1_000, 10_000, WhenFull.OLDEST_OUT));
        assertThat(pattern.afterMatch()).isEqualTo(new AfterMatch(Skip.PAST_LAST, ""));
        assertThat(pattern.withinMillis()).isEqualTo(PatternRule.UNLIMITED);
        assertThat(pattern.guardMillis()).isEqualTo(PatternRule.UNLIMITED);
        assertThat(pattern.latenessMillis()).isZero();
        assertThat(pattern.entityPattern()).isEqualTo("*");
    }

    @ParameterizedTest
    @CsvSource({"no-skip, NONE", "skip-to-next, TO_NEXT", "skip-past-last, PAST_LAST"})
    void whatIsSkippedAfterAMatchCanBeChosen(String word, Skip skip) {
        Result result = RuleDocuments.read("p.yaml", LEAST + "  afterMatch: " + word + "\n");
        assertThat(result.patterns().get(0).afterMatch()).isEqualTo(new AfterMatch(skip, ""));
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault(
                        2,
                        "kind: Patern",
                        "2:7: RULE004: kind: \"Patern\" (expected: Rule, Pattern)"),
                fault(
                        6,
                        "  signals: {lat: {ageOf: lat}, errors: e}",
                        "6:12: RULE021: spec.signals.lat"),
                fault(7, "  features: {usual: {mean: lag, over: 5m}}", "7:28: RULE012"),
                fault(7, "  features: {usual: {mean: lat, max: lat, over: 5m}}", "7:21: RULE021"),
                fault(7, "  features: {usual: {over: 5m}}", "7:21: RULE007"),
                fault(7, "  features: {usual: {mean: lat}}", "7:21: RULE007"),
                fault(7, "  features: {lat: {mean: lat, over: 5m}}", "7:19: RULE006"),
                fault(10, "  within: 0s", "10:11: RULE010"),
                fault(12, "    - {name: spike}", "12:7: RULE007"),
                fault(12, "    - {when: \"lat > 0\"}", "12:7: RULE007"),
                fault(12, "    - {name: 1st, when: \"lat > 0\"}", "12:14: RULE009"),
                fault(12, "    - {name: worse, when: \"lat > 0\"}", "13:14: RULE006"),
                fault(12, "    - {name: a, when: \"lat > 0\", then: next}", "12:40: RULE021"),
                fault(12, "    - {name: a, when: \"lat > 0\", times: 0}", "12:41: RULE010"),
                fault(12, "    - {name: a, when: \"lat > 0\", times: \"5..2\"}", "12:41: RULE010"),
                fault(12, "    - {name: a, when: \"lat > 0\", times: many}", "12:41: RULE008"),
                fault(12, "    - {name: a, when: \"lat > 0\", times: 20000}", "12:41: RULE010"),
                fault(12, "    - {name: a, when: \"\"}", "12:23: RULE007"),
                fault(12, "    - {name: a, when: \"lat > 0\", optional: yes}", "12:44: RULE012"),
                fault(15, "    - {none: a, when: \"lat > 0\", times: 3}", "15:14: RULE021"),
                fault(16, "  afterMatch: {skipToLast: calm}", "16:28: RULE012"),
                fault(16, "  afterMatch: {}", "16:15: RULE021"),
                fault(16, "  afterMatch: skip", "16:15: RULE012"),
                fault(17, "  bounds: {partialMatches: 0}", "17:28: RULE010"),
                fault(17, "  bounds: {whenFull: crash}", "17:22: RULE012"),
                fault(18, "  gard: 10s", "18:3: RULE005"));
    }

    private static Arguments fault(int line, String text, String problem) {
        return Arguments.of(line, text, problem);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void eachFaultIsFoundAtItsPlace(int line, String text, String problem) {
        String[] lines = SAMPLE.split("\n");
        lines[line - 1] = text;
        Result result = RuleDocuments.read("p.yaml", String.join("\n", lines) + "\n");
        assertThat(result.patterns()).isEmpty();
        assertThat(result.problems())
                .anySatisfy(found -> assertThat(found.toString()).startsWith("p.yaml:" + problem));
    }

    @Test
    void anEmptySequenceIsNoPattern() {
        Result result =
                RuleDocuments.read("p.yaml", LEAST.replace("[{name: a, when: x > 0}]", "[]"));
        assertThat(result.problems())
                .singleElement()
                .asString()
                .startsWith("p.yaml:5:13: RULE007: spec.sequence is empty");
    }

    @Test
    void rulesAndPatternsShareAFileAndTheirNames() {
        String rule =
                """
                ---
                kind: Rule
                metadata: {id: r}
                spec:
                  signals: {x: x}
                  formula: x > 0
                """;
        Result both = RuleDocuments.read("p.yaml", LEAST + rule);
        assertThat(both.problems()).isEmpty();
        assertThat(both.rules()).hasSize(1);
        assertThat(both.patterns()).hasSize(1);
        Result clash = RuleDocuments.read("p.yaml", LEAST + rule.replace("id: r", "id: p"));
        assertThat(clash.problems())
                .singleElement()
                .asString()
                .contains("RULE014: rule default/p@1 is already at line 1");
    }

    @Test
    void theSameWordsElsewhereAreTheSamePattern() {
        PatternRule here = RuleDocuments.read("a.yaml", SAMPLE).patterns().get(0);
        PatternRule there = RuleDocuments.read("b.yaml", "\n\n" + SAMPLE).patterns().get(0);
        assertThat(here).isNotEqualTo(there);
        assertThat(here.isSameAs(there)).isTrue();
        PatternRule other =
                RuleDocuments.read("a.yaml", SAMPLE.replace("3..", "4..")).patterns().get(0);
        assertThat(here.isSameAs(other)).isFalse();
    }
}
