package io.chronofabric.it.bench.patterns;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the benchmark compares must find the same broken moments. */
class SameMomentsIT {
    private final long seed = Long.getLong("seed", new SplittableRandom().nextLong());
    private final Latencies input = new Latencies(50, 400, seed);
    private final List<Broken> expected = Recovery.in(input);

    @BeforeEach
    void showSeed() {
        System.err.println("seed " + seed);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "KEYED")
    void onFlink(FlinkWay way) throws Exception {
        Recovery.demandEqual("seed " + seed, new FlinkRun(way, "hashmap").in(input), expected);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "MADE")
    void inOneProcess(OneProcess way) throws Exception {
        Recovery.demandEqual("seed " + seed, way.in(input), expected);
    }
}
