package io.chronofabric.clogic.egc.stl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The two window folds alone, over long streams and wide windows, against a loop. */
class SlidingWindowsTest {

    private static final int SAMPLES = 500;

    private final long seed = Generator.seed();
    private final Random random = new Random(seed);

    @Test
    void theExtremumIsThatOfTheWindowAndTheEarliestOfEqualOnes() {
        for (int width : new int[] {1, 2, 3, 7, 64, 600}) {
            for (boolean maximum : new boolean[] {false, true}) {
                double[] stream = random.ints(SAMPLES, 0, 9).asDoubleStream().toArray();
                double[] doubles = new double[3 + (int) SlidingExtremum.doubles(width)];
                long[] longs = new long[5 + (int) SlidingExtremum.longs(width, true)];
                SlidingExtremum window = new SlidingExtremum(maximum, true, width, 3, 5);
                for (int t = 0; t < SAMPLES; t++) {
                    double value = window.push(doubles, longs, t, stream[t], t);
                    int best = Math.max(0, t - width + 1);
                    for (int u = best; u <= t; u++) {
                        if (maximum ? stream[u] > stream[best] : stream[u] < stream[best]) {
                            best = u;
                        }
                    }
                    assertThat(window.origin(longs)).as("seed %d", seed).isEqualTo(best);
                    assertThat(value).isEqualTo(stream[best]);
                }
                assertThat(Arrays.copyOf(doubles, 3)).containsOnly(0.0);
                assertThat(Arrays.copyOf(longs, 5)).containsOnly(0L);
            }
        }
    }

    @Test
    void untilAndSinceAreThoseOfTheWindow() {
        for (int width : new int[] {2, 3, 7, 64, 600}) {
            for (boolean past : new boolean[] {false, true}) {
                double[] left = random.doubles(SAMPLES, -1, 1).map(v -> v + 0.8).toArray();
                double[] right = random.doubles(SAMPLES, -1, 1).toArray();
                double[] doubles = new double[2 + (int) SlidingReach.doubles(width)];
                long[] longs = new long[2 + (int) SlidingReach.longs(width, true)];
                SlidingReach window = new SlidingReach(past, true, width, 2, 2);
                for (int t = 0; t < SAMPLES; t++) {
                    double margin =
                            window.push(doubles, longs, t, left[t], t, right[t], SAMPLES + t);
                    int from = Math.max(0, t - width + 1);
                    double expected = reach(past, left, right, from, t);
                    assertThat(margin).as("seed %d", seed).isEqualTo(expected);
                    int source = (int) window.origin(longs);
                    assertThat(source < SAMPLES ? left[source] : right[source - SAMPLES])
                            .as("seed %d", seed)
                            .isEqualTo(expected);
                }
            }
        }
    }

    private static double reach(boolean past, double[] left, double[] right, int from, int to) {
        double best = Double.NEGATIVE_INFINITY;
        double held = Double.POSITIVE_INFINITY;
        for (int i = 0; i <= to - from; i++) {
            int u = past ? to - i : from + i;
            best = Math.max(best, Math.min(right[u], held));
            held = Math.min(held, left[u]);
        }
        return best;
    }
}
