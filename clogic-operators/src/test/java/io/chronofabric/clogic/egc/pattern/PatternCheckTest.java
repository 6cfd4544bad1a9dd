package io.chronofabric.clogic.egc.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.state.codec.RuleDocuments;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatternCheckTest {
    private static final String BEFORE =
            """
            kind: Pattern
            metadata: {id: p}
            spec:
              signals: {lat: lat, load: load}
              features: {usual: {mean: lat, over: 5m}}
              params: {T: 250}
              within: 10m
              sequence:
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{name: a, when: lat > usual}; {name: b, when: lat > a.lat.max + a.usual.first}",
                "{name: a, when: lat > usual, times: 2..}; {name: b, when: a.count > 3}",
                "{name: a, when: a.count == 0 or lat > a.lat + usual, times: 2..}; {none: b, when: true}",
                "{name: a, when: lat > $T and usual > 0}; {none: b, when: lat < $T}",
            })
    void goodPatternsCompile(String first, String second) {
        PatternCheck.Result result = check(first, second);
        assertThat(result.problems()).isEmpty();
        assertThat(result.patterns()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{name: a, when: lat > usual}; {name: b, when: lag > 0}; 10:23: STL030; lat?",
                "{name: a, when: lat > usual}; {name: b, when: lat > b.lat}; 10:29: STL030; b.lat",
                "{name: a, when: lat > b.lat}; {name: b, when: usual > 0}; 9:29: STL030; b.lat",
                "{name: a, when: lat > usual}; {name: b, when: once lat > 0}; 10:23: STL051; step",
                "{none: a, when: lat > usual}; {name: b, when: lat > 0}; 1:1: RULE120; begin",
                "{name: a, when: lat > usual, greedy: true}; {name: b, when: lat > 0}; 1:1: RULE120; greedy",
                "{name: a, when: lat > usual, optional: true}; {none: b, when: lat > 0}; 1:1: RULE120; optional",
            })
    void eachFaultIsFoundAtItsPlace(String first, String second, String place, String told) {
        PatternCheck.Result result = check(first, second);
        assertThat(result.patterns()).isEmpty();
        assertThat(result.problems())
                .filteredOn(problem -> problem.isError())
                .singleElement()
                .asString()
                .startsWith("p.yaml:" + place.strip())
                .contains(told.strip());
    }

    @Test
    void aFeatureThatNobodyReadsIsWarnedOf() {
        PatternCheck.Result result =
                check("{name: a, when: lat > 0}", "{name: b, when: lat > a.lat}");
        assertThat(result.patterns()).hasSize(1);
        assertThat(result.problems())
                .singleElement()
                .asString()
                .contains("warning RULE121: no condition reads feature usual");
    }

    private static PatternCheck.Result check(String first, String second) {
        String text = BEFORE + "    - " + first.strip() + "\n    - " + second.strip() + "\n";
        RuleDocuments.Result read = RuleDocuments.read("p.yaml", text);
        assertThat(read.problems()).isEmpty();
        return PatternCheck.compile(read.patterns());
    }
}
