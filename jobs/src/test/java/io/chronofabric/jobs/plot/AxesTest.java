package io.chronofabric.jobs.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxesTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1, 00:00:00 .. 00:00:00.000000001",
        "1000000, 500, 00:00:00 .. 00:00:00.400",
        "1000000000, 1, 00:00:00 .. 00:00:01",
        "1000000000, 90, 00:00:00 .. 00:01:30",
        "60000000000, 60, 00:00 .. 01:00",
        "3600000000000, 24, 00:00 .. 00:00",
        "86400000000000, 90, 1970-01-01 .. 1970-03-26",
        "9000000000000000000, 1, 1970-01-01 .. 2169-11-13"
    })
    void ticksAreAtRoundMoments(long period, int length, String expected) {
        List<TimeAxis.Tick> ticks = axis(period, length).ticks();

        assertThat(ticks).hasSizeBetween(2, 10).allMatch(tick -> tick.x() >= 0 && tick.x() <= 101);
        assertThat(ticks.get(0).label() + " .. " + ticks.get(ticks.size() - 1).label())
                .isEqualTo(expected);
        for (int i = 1; i < ticks.size(); i++) {
            assertThat(ticks.get(i).x() - ticks.get(i - 1).x()).isGreaterThan(10);
        }
    }

    @Test
    void columnsShareOutAllSamples() {
        for (int length : new int[] {1, 2, 619, 620, 621, 1_000, 1_000_003}) {
            TimeAxis axis = axis(Drawn.SECOND, length);
            assertThat(axis.firstOf(0)).isZero();
            assertThat(axis.firstOf(axis.columns())).isEqualTo(length);
            for (int column = 0; column < axis.columns(); column++) {
                assertThat(axis.firstOf(column + 1)).isGreaterThan(axis.firstOf(column));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "90, 600, '200, 400, 600'",
        "0, 1, '0, 0.5, 1'",
        "5, 5, '4, 4.5, 5, 5.5, 6'",
        "0, 0, '−1, −0.5, 0, 0.5, 1'",
        "-3e-9, 4e-9, '−2E−9, 0, 2E−9, 4E−9'",
        "-1.7e308, 1.7e308, ''"
    })
    void valuesHaveRoundTicks(double least, double largest, String expected) {
        ValueAxis axis = ValueAxis.around(least, largest, 0, 100);

        assertThat(String.join(", ", axis.ticks().stream().map(Figures::number).toList()))
                .isEqualTo(expected);
        assertThat(axis.y(least)).isBetween(50.0, 100.0);
        assertThat(axis.y(largest)).isBetween(0.0, 50.0);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "250, 250",
        "-41.5, −41.5",
        "12345678.9, 12350000",
        "0.00012344, 0.0001234",
        "1e300, 1E+300",
        "-2.5e-12, −2.5E−12",
        "Infinity, ∞",
        "-Infinity, −∞",
        "0.1, 0.1"
    })
    void numbersHaveFourDigits(double value, String expected) {
        assertThat(Figures.number(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1.005, 1", "1.5, 1.5", "-0.004, 0", "-2.25, -2.25", "12.3456, 12.35"})
    void placesAreHundredths(double value, String expected) {
        assertThat(Figures.place(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "short, 8, short",
        "just ten c, 10, just ten c",
        "eleven char, 10, eleven ch…",
        "冷却装置, 8, 冷却装置",
        "冷却装置, 7, 冷却装…",
    })
    void textIsCutToColumns(String text, int columns, String expected) {
        assertThat(Words.cut(text, columns)).isEqualTo(expected);
    }

    private static TimeAxis axis(long period, int length) {
        return new TimeAxis(
                Drawn.subject("a", "s0 > 0", period, 0, java.util.Map.of(), new double[length]),
                0,
                100);
    }
}
