package io.chronofabric.jobs.savepoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SizeSummaryTest {
    @Test
    void quantilesAreWithinATenth() {
        long seed = 7;
        Random random = new Random(seed);
        SizeSummary summary = new SizeSummary(3);
        List<Long> sizes = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            long bytes = 1 + (long) Math.pow(10, random.nextDouble() * 9);
            sizes.add(bytes);
            summary.add(new EntitySize("e" + i, 2, bytes, 0, 1, i % 2, i));
        }
        Collections.sort(sizes);
        for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 1}) {
            long exact = sizes.get((int) Math.ceil(share * sizes.size()) - 1);
            assertThat((double) summary.quantile(share))
                    .as("share %s, seed %d", share, seed)
                    .isBetween(exact * 0.9 - 1, exact * 1.1 + 1);
        }
        assertThat(summary.entities()).isEqualTo(5_000);
        assertThat(summary.events()).isEqualTo(10_000);
        assertThat(summary.open()).isEqualTo(2_500);
        assertThat(summary.bytes()).isEqualTo(sizes.stream().mapToLong(Long::longValue).sum());
        assertThat(summary.largest())
                .extracting(EntitySize::bytes)
                .containsExactly(sizes.get(4_999), sizes.get(4_998), sizes.get(4_997));
    }

    @Test
    void ofNothingIsNothing() {
        SizeSummary summary = new SizeSummary(3);
        assertThat(summary.quantile(0.5)).isZero();
        assertThat(summary.largest()).isEmpty();
    }

    @Test
    void equalSizesAreToldByName() {
        SizeSummary summary = new SizeSummary(2);
        for (String name : List.of("c", "a", "b")) {
            summary.add(new EntitySize(name, 0, 10, 5, 0, 0, 0));
        }
        assertThat(summary.largest()).extracting(EntitySize::entity).containsExactly("a", "b");
    }
}
