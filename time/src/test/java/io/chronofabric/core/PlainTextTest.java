package io.chronofabric.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlainTextTest {
    @Test
    void whatCannotBeSeenIsWrittenOut() {
        assertThat(PlainText.visible("a\u202Eb\u200Bc\0\u001B[31m\n\uFEFF\uD800"))
                .isEqualTo("a\\u202eb\\u200bc\\u0000\\u001b[31m\\u000a\\ufeff\\ud800");
        assertThat(PlainText.visible("Kühlung 冷却 \uD83D\uDD25 …"))
                .isEqualTo("Kühlung 冷却 \uD83D\uDD25 …");
    }

    @Test
    void ofALongTextTheBeginningAndTheEndAreKept() {
        assertThat(PlainText.visible("0123456789", 10)).isEqualTo("0123456789");
        assertThat(PlainText.visible("0123456789ABC", 9)).isEqualTo("012345 … ABC");
        assertThat(PlainText.visible("\uD83D\uDD25".repeat(20), 9)).doesNotContain("\uD83D\\");
    }

    @Test
    void aProblemIsOneShortLineWhateverItQuotes() {
        Problem problem =
                Problem.error(
                        "STL030",
                        "a\u202Eb.yaml",
                        1,
                        1,
                        "unknown signal " + "x".repeat(60_000) + " (declared: y)",
                        "\u001B[2J");

        assertThat(problem.toString())
                .hasSizeLessThan(1_000)
                .startsWith("a\\u202eb.yaml:1:1: STL030: unknown signal xxx")
                .endsWith("xxx (declared: y); fix: \\u001b[2J");
    }
}
