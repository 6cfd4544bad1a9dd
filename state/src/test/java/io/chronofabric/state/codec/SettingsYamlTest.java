package io.chronofabric.state.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsYamlTest {
    @Test
    void nestedAndDottedKeysAreTheSameAndHaveTheirPlace() {
        SettingsYaml.Result read =
                SettingsYaml.read("s.yaml", "a.b: 1\nc:\n  d: x y\n  e: {f: true}\ng:\n");

        assertThat(read.problems()).isEmpty();
        assertThat(read.entries())
                .containsExactly(
                        new SettingsYaml.Entry("a.b", List.of("1"), 1, 1),
                        new SettingsYaml.Entry("c.d", List.of("x y"), 3, 3),
                        new SettingsYaml.Entry("c.e.f", List.of("true"), 4, 7),
                        new SettingsYaml.Entry("g", List.of(), 5, 1));
    }

    @Test
    void aListIsOneSettingWithItsValuesAsText() {
        assertThat(SettingsYaml.read("s.yaml", "a: [x, 1, true]\n").entries())
                .containsExactly(new SettingsYaml.Entry("a", List.of("x", "1", "true"), 1, 1));
    }

    @Test
    void whatCanBeReadIsReadBesidesTheProblems() {
        SettingsYaml.Result read = SettingsYaml.read("s.yaml", "a: [[1], 2]\na: 3\nb: 4\n");

        assertThat(read.entries())
                .extracting(SettingsYaml.Entry::key, SettingsYaml.Entry::values)
                .containsExactly(tuple("a", List.of("2")), tuple("b", List.of("4")));
        assertThat(read.problems())
                .extracting(Object::toString)
                .containsExactly(
                        "s.yaml:1:5: CFG011: a holds a list in its list (expected: plain values);"
                                + " fix: write one value a line",
                        "s.yaml:2:1: CFG012: a is given a second time (first in line 1); fix: keep"
                                + " one of the two");
    }

    @ParameterizedTest
    @CsvSource({"'a: [1', CFG010", "'- 1', CFG010", "word, CFG010", "'a: 1\n b: 2', CFG010"})
    void aTextThatIsNoMapIsAProblemWithAPlace(String text, String code) {
        assertThat(SettingsYaml.read("s.yaml", text).problems())
                .singleElement()
                .satisfies(
                        problem -> {
                            assertThat(problem.code()).isEqualTo(code);
                            assertThat(problem.line()).isPositive();
                        });
    }

    @Test
    void endlessNestingEndsInAProblem() {
        String deep = "{a: ".repeat(60) + "1" + "}".repeat(60);

        assertThat(SettingsYaml.read("s.yaml", deep).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.code()).isEqualTo("CFG011"));
    }

    @Test
    void anEmptyDocumentHoldsNothing() {
        assertThat(SettingsYaml.read("s.yaml", "# nothing\n"))
                .isEqualTo(new SettingsYaml.Result(List.of(), List.of()));
    }
}
