package io.chronofabric.time.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClockReadingTest {
    private static ClockReading bounded(ClockReading.State state, long bound, long growth) {
        return new ClockReading(
                state, OptionalLong.of(bound), growth, 1_000, OptionalDouble.empty(), 500, "");
    }

    @ParameterizedTest
    @EnumSource(
            value = ClockReading.State.class,
            names = {"UNSYNCHRONIZED", "UNAVAILABLE"})
    void aClockThatNobodyKeepsCannotBeGivenABound(ClockReading.State state) {
        assertThatThrownBy(() -> bounded(state, 1, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(state.word())
                .hasMessageContaining("(expected: none)");
        assertThat(ClockReading.unbounded(state, 5, "so").isBounded()).isFalse();
    }

    @Test
    void aBoundBelowZeroIsRefused() {
        assertThatThrownBy(() -> bounded(ClockReading.State.SYNCHRONIZED, -1, 0))
                .hasMessageContaining("error bound: -1 ns");
    }

    @Test
    void theBoundGrowsWithItsAgeRoundedUpUntilItIsTooOld() {
        ClockReading reading = bounded(ClockReading.State.FREE_RUNNING, 100, 500_000);
        assertThat(reading.errorBoundNanosAt(500)).hasValue(100);
        assertThat(reading.errorBoundNanosAt(400)).hasValue(100);
        assertThat(reading.errorBoundNanosAt(501)).hasValue(101);
        assertThat(reading.errorBoundNanosAt(1_500)).hasValue(101);
        assertThat(reading.errorBoundNanosAt(1_501)).isEmpty();
    }

    @Test
    void growthOverDaysDoesNotOverflow() {
        assertThat(ClockReading.grown(864_000L * 1_000_000_000, 500_000))
                .isEqualTo(864_000L * 500_000);
        assertThat(ClockReading.grown(1_999_999_999, 999_999_999)).isEqualTo(1_999_999_998);
    }
}
