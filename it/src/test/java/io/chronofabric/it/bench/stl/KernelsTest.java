package io.chronofabric.it.bench.stl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a benchmark compares must give the same answers. */
class KernelsTest {
    private static final int SAMPLES = 25_000;

    private final long seed = Long.getLong("seed", new SplittableRandom().nextLong());
    private final SplittableRandom random = new SplittableRandom(seed);

    @ParameterizedTest
    @ValueSource(ints = {10, 100, 1000, 10_000})
    void always(int bound) {
        SlidingFold kernel = new SlidingFold(bound + 1);
        assertSame(Monitored.always(bound), (x, y) -> kernel.smallest(250 - x));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 100, 1000, 10_000})
    void until(int bound) {
        UntilKernel kernel = new UntilKernel(390, 380, bound);
        assertSame(Monitored.until(bound), kernel::step);
    }

    @Test
    void response() {
        ResponseKernel kernel = new ResponseKernel();
        assertSame(Monitored.RESPONSE, (x, y) -> kernel.step(x));
    }

    @Test
    void fiveOperators() {
        assertSame(Monitored.FIVE_OPERATORS, new FiveOperatorKernel()::step);
    }

    private void assertSame(String formula, DoubleBinaryOperator kernel) {
        Monitored monitored = new Monitored(formula);
        long future = monitored.plan().future();
        boolean whole = false;
        for (int t = 0; t < SAMPLES; t++) {
            // Alternates between many ties and none.
            whole = t % 1000 == 0 ? !whole : whole;
            double x = whole ? random.nextInt(5) * 100 : random.nextDouble(400);
            double y = whole ? random.nextInt(5) * 100 : random.nextDouble(400);
            double expected = monitored.step(x, y);
            double actual = kernel.applyAsDouble(x, y);
            assertThat(Double.isNaN(expected)).isEqualTo(t < future);
            if (t >= future) {
                assertThat(actual + 0.0).as("seed %d, sample %d", seed, t).isEqualTo(expected);
            }
        }
    }
}
