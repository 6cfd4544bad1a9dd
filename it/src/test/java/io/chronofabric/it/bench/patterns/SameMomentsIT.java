package io.chronofabric.it.bench.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the benchmark compares must find the same broken moments. */
class SameMomentsIT {
    private final long seed = Long.getLong("seed", new SplittableRandom().nextLong());
    private final Latencies input = new Latencies(50, 1_000, seed);

    @ParameterizedTest
    @EnumSource
    void onFlink(FlinkWay way) throws Exception {
        List<Broken> expected = way.watched().in(input);
        Watched.demandEqual("seed " + seed, new FlinkRun(way, "hashmap").in(input), expected);
    }

    @ParameterizedTest
    @EnumSource
    void inOneProcess(OneProcess way) throws Exception {
        Watched.demandEqual("seed " + seed, way.in(input), way.watched().in(input));
    }

    @Test
    void theEventsHoldEveryCase() {
        Set<Integer> secondsAbove = new TreeSet<>();
        int onTheLine = 0;
        int openAtTheEnd = 0;
        for (int service = 0; service < input.services(); service++) {
            int since = -1;
            for (int second = 0; second < input.seconds(); second++) {
                double latency = input.latency(service, second);
                onTheLine += latency == Latencies.LIMIT ? 1 : 0;
                if (latency > Latencies.LIMIT) {
                    since = since < 0 ? second : since;
                } else if (since >= 0) {
                    secondsAbove.add(second - since);
                    since = -1;
                }
            }
            openAtTheEnd += since >= 0 && since + 10 >= input.seconds() ? 1 : 0;
        }
        assertThat(secondsAbove).as("seed %d", seed).contains(1, 9, 10, 11, 12, 20);
        assertThat(onTheLine).as("seed %d", seed).isPositive();
        assertThat(openAtTheEnd).as("seed %d", seed).isPositive();
        assertThat(Watched.RECOVERY.in(input)).as("seed %d", seed).hasSizeGreaterThan(100);
        assertThat(Watched.REFUSAL.in(input)).as("seed %d", seed).hasSizeGreaterThan(100);
    }

    @Test
    void aDifferenceIsRefusedAndShown() {
        List<Broken> expected = Watched.RECOVERY.in(input);
        Broken lost = expected.get(7);
        List<Broken> found = new ArrayList<>(expected);
        found.remove(lost);
        found.add(expected.get(0));
        assertThatThrownBy(() -> Watched.demandEqual("a way", found, expected))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "a way found %1$d broken moments (expected: %1$d); missing: [%2$s];"
                                + " found but not broken, or twice: [%3$s]",
                        expected.size(), lost, expected.get(0));
    }
}
