package io.chronofabric.clogic.egc.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.chronofabric.state.model.PatternRule.Statistic;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class SlidingStatisticsTest {
    private static final int NO_LIMIT = 1 << 20;

    @RepeatedTest(20)
    void saysWhatTheDefinitionSays(RepetitionInfo run) {
        long seed = 40L + run.getCurrentRepetition();
        Random random = new Random(seed);
        long window = 1 + random.nextInt(50);
        SlidingStatistics statistics = new SlidingStatistics(window, NO_LIMIT);
        List<long[]> times = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < 2_000; i++) {
            now += random.nextInt(random.nextInt(40) == 0 ? 200 : 6);
            double value = random.nextInt(5) == 0 ? 1e9 : random.nextGaussian();
            times.add(new long[] {now});
            values.add(value);
            statistics.add(now, value);
            List<Double> inside = new ArrayList<>();
            for (int j = 0; j <= i; j++) {
                if (now - times.get(j)[0] < window) {
                    inside.add(values.get(j));
                }
            }
            check(statistics, inside, "seed " + seed + ", event " + i);
        }
    }

    private static void check(SlidingStatistics statistics, List<Double> inside, String where) {
        double sum = inside.stream().mapToDouble(Double::doubleValue).sum();
        double mean = sum / inside.size();
        double squares = inside.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        double min = inside.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double max = inside.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        double scale = Math.max(1, Math.max(Math.abs(min), Math.abs(max)));
        assertThat(statistics.get(Statistic.COUNT)).as(where).isEqualTo(inside.size());
        assertThat(statistics.get(Statistic.MIN)).as(where).isEqualTo(min);
        assertThat(statistics.get(Statistic.MAX)).as(where).isEqualTo(max);
        assertThat(statistics.get(Statistic.SUM))
                .as(where)
                .isCloseTo(sum, offset(1e-12 * scale * inside.size()));
        assertThat(statistics.get(Statistic.MEAN)).as(where).isCloseTo(mean, offset(1e-12 * scale));
        double deviation = statistics.get(Statistic.DEVIATION);
        if (inside.size() < 2) {
            assertThat(deviation).as(where).isNaN();
        } else {
            assertThat(deviation)
                    .as(where)
                    .isCloseTo(Math.sqrt(squares / (inside.size() - 1)), offset(1e-7 * scale));
        }
    }

    /** A sum from which what leaves is taken off again would keep 1e16's rounding for ever. */
    @Test
    void forgetsWhatHasLeftToTheLastBit() {
        SlidingStatistics statistics = new SlidingStatistics(10, NO_LIMIT);
        statistics.add(0, 1e16);
        statistics.add(5, 0.1);
        statistics.add(12, 0.2);
        assertThat(statistics.get(Statistic.SUM)).isEqualTo(0.1 + 0.2);
        assertThat(statistics.get(Statistic.DEVIATION)).isCloseTo(0.0707106781, offset(1e-9));
    }

    @Test
    void aValueAWindowOldIsOutside() {
        SlidingStatistics statistics = new SlidingStatistics(10, NO_LIMIT);
        statistics.add(0, 1);
        statistics.moveTo(9);
        assertThat(statistics.get(Statistic.COUNT)).isEqualTo(1);
        statistics.moveTo(10);
        assertThat(statistics.get(Statistic.COUNT)).isZero();
        assertThat(statistics.get(Statistic.SUM)).isZero();
        assertThat(statistics.get(Statistic.MEAN)).isNaN();
    }

    @Test
    void keepsNoMoreThanItMay() {
        SlidingStatistics statistics = new SlidingStatistics(Long.MAX_VALUE, 3);
        int cut = 0;
        for (int i = 0; i < 10; i++) {
            cut += statistics.add(i, i) ? 1 : 0;
        }
        assertThat(cut).isEqualTo(7);
        assertThat(statistics.size()).isEqualTo(3);
        assertThat(statistics.get(Statistic.MIN)).isEqualTo(7);
    }

    @RepeatedTest(10)
    void goesOnWithTheSameBitsWhenRestored(RepetitionInfo run) throws IOException {
        long seed = 70L + run.getCurrentRepetition();
        Random random = new Random(seed);
        SlidingStatistics undisturbed = new SlidingStatistics(100, 40);
        SlidingStatistics restored = new SlidingStatistics(100, 40);
        long now = 0;
        for (int i = 0; i < 1_000; i++) {
            now += random.nextInt(9);
            double value = random.nextGaussian() * Math.pow(10, random.nextInt(12));
            undisturbed.add(now, value);
            restored.add(now, value);
            if (random.nextInt(7) == 0) {
                restored = copy(restored);
            }
            for (Statistic statistic : Statistic.values()) {
                assertThat(Double.doubleToRawLongBits(restored.get(statistic)))
                        .as("seed %d, event %d, %s", seed, i, statistic)
                        .isEqualTo(Double.doubleToRawLongBits(undisturbed.get(statistic)));
            }
        }
    }

    private static SlidingStatistics copy(SlidingStatistics of) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        of.write(new DataOutputStream(bytes));
        return SlidingStatistics.read(
                new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }
}
