package io.chronofabric.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProblemTest {
    @Test
    void anErrorReadsAsCompilersWriteIt() {
        Problem problem =
                Problem.error("STL030", "rules.yaml", 4, 12, "no signal lta", "write lat");
        assertThat(problem).hasToString("rules.yaml:4:12: STL030: no signal lta; fix: write lat");
        assertThat(problem.isError()).isTrue();
    }

    @Test
    void aWarningSaysThatItIsOneAndAnEmptyFixIsLeftOut() {
        Problem problem = Problem.warning("STL041", "rules.yaml", 4, 0, "always true", "");
        assertThat(problem).hasToString("rules.yaml:4:1: warning STL041: always true");
        assertThat(problem.isError()).isFalse();
    }

    @Test
    void withoutALineThePlaceIsTheSourceAlone() {
        assertThat(Problem.error("CFG001", "--speed", 0, 0, "speed: -1 (expected: > 0)", ""))
                .hasToString("--speed: CFG001: speed: -1 (expected: > 0)");
    }

    @Test
    void nothingMayBeMissing() {
        assertThatThrownBy(() -> Problem.error("X", "f", 1, 1, "reason", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("fix");
    }
}
