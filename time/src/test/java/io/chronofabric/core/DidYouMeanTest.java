package io.chronofabric.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DidYouMeanTest {
    private static final List<String> WORDS =
            List.of("time", "node", "entity", "sampling", "signals", "formula", "onSwap", "p99_ms");

    @ParameterizedTest
    @CsvSource({
        "tiem, time",
        "tim, time",
        "enity, entity",
        "samplng, sampling",
        "signal, signals",
        "FORMULA, formula",
        "onswap, onSwap",
        "p99ms, p99_ms"
    })
    void aSlipFindsTheWordThatWasMeant(String given, String meant) {
        assertThat(DidYouMean.suggest(given, WORDS)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"zebra", "x", "fo", "latency"})
    void aDifferentWordFindsNothing(String given) {
        assertThat(DidYouMean.suggest(given, WORDS)).isEmpty();
    }

    @Test
    void aOneLetterNameIsNoSlipOfAnother() {
        assertThat(DidYouMean.suggest("x", List.of("y", "z"))).isEmpty();
        assertThat(DidYouMean.suggest("t", List.of("T"))).contains("T");
    }

    @Test
    void ofEquallyNearWordsTheAlphabetDecidesWhateverTheOrderOfTheCollection() {
        assertThat(DidYouMean.suggest("cpu3", Set.of("cpu2", "cpu0", "cpu1"))).contains("cpu0");
        assertThat(DidYouMean.suggest("cpu3", List.of("cpu2", "cpu1", "cpu0"))).contains("cpu0");
    }

    @Test
    void emptyAndEndlessWordsFindNothing() {
        assertThat(DidYouMean.suggest("", WORDS)).isEmpty();
        assertThat(DidYouMean.suggest("time".repeat(100_000), WORDS)).isEmpty();
        assertThat(DidYouMean.suggest("time", List.of("time".repeat(100_000)))).isEmpty();
        assertThat(DidYouMean.suggest("time", List.of())).isEmpty();
    }
}
