package io.chronofabric.state.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.core.ChronoFabricException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "1ns, 1",
        "3us, 3000",
        "3µs, 3000",
        "250ms, 250000000",
        "1s, 1000000000",
        "1.5s, 1500000000",
        "0s, 0",
        "5m, 300000000000",
        "5min, 300000000000",
        "5 min, 300000000000",
        "1h, 3600000000000",
        "1d, 86400000000000",
        "0.000000001s, 1",
        "9223372036854775807ns, 9223372036854775807"
    })
    void aNumberWithAUnitIsADuration(String text, long nanos) {
        assertThat(Durations.parseNanos(text)).isEqualTo(nanos);
    }

    @ParameterizedTest
    @CsvSource({
        "1, ns",
        "3000, us",
        "250000000, ms",
        "90000000000, s",
        "300000000000, min",
        "7200000000000, h",
        "86400000000000, d"
    })
    void whatIsPrintedReadsBackInTheLargestWholeUnit(long nanos, String unit) {
        String text = Durations.print(nanos);
        assertThat(text).endsWith(unit);
        assertThat(Durations.parseNanos(text)).isEqualTo(nanos);
    }

    @Test
    void nothingIsZeroSeconds() {
        assertThat(Durations.print(0)).isEqualTo("0s");
    }

    @Test
    void aNumberAloneIsRefusedWithTheUnitToAdd() {
        assertThatThrownBy(() -> Durations.parseNanos("5"))
                .isInstanceOf(ChronoFabricException.class)
                .hasMessage(
                        "INPUT_INVALID: duration: \"5\" (expected: a number with one of the units"
                                + " ns, us, ms, s, min (or m), h, d). Add the unit: 5s if seconds"
                                + " are meant.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "s",
                "five s",
                "-1s",
                "1 fortnight",
                "1sec",
                "1h30m",
                "1e3s",
                "0.5ns",
                "300y",
                "106752d",
                "99999999999999999999s",
                "1,5s",
                "0x1s",
                "1s\n2s"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Durations.parseNanos(text))
                .isInstanceOf(ChronoFabricException.class);
    }

    @Test
    void anEndlessTextIsRefusedWithoutBeingShownWhole() {
        assertThatThrownBy(() -> Durations.parseNanos("9".repeat(1_000_000) + "s"))
                .isInstanceOf(ChronoFabricException.class)
                .message()
                .hasSizeLessThan(300);
    }
}
