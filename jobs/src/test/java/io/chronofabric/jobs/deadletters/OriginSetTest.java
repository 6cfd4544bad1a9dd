package io.chronofabric.jobs.deadletters;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.state.model.Origin;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OriginSetTest {
    @Test
    void itHoldsWhatASetOfObjectsHolds() {
        long seed = Long.getLong("seed", 20_260_101L);
        Random random = new Random(seed);
        OriginSet set = new OriginSet(1_000_000);
        Set<Origin> model = new HashSet<>();
        for (int i = 0; i < 200_000; i++) {
            Origin origin =
                    new Origin("t" + random.nextInt(3), random.nextInt(4), random.nextInt(2_000));
            if (random.nextInt(3) == 0) {
                assertThat(set.remove(origin)).as("seed %d", seed).isEqualTo(model.remove(origin));
            } else {
                assertThat(set.add(origin)).as("seed %d", seed).isEqualTo(model.add(origin));
            }
            assertThat(set.size()).as("seed %d", seed).isEqualTo(model.size());
        }
        assertThat(model).as("seed %d", seed).allMatch(set::remove);
        assertThat(set.size()).isZero();
    }

    @Test
    void itIsFullAtItsBoundAndEmptyOnceCleared() {
        OriginSet set = new OriginSet(1_000);
        int added = 0;
        while (!set.isFull()) {
            assertThat(set.add(new Origin("t", 0, Long.MAX_VALUE - added))).isTrue();
            added++;
        }
        assertThat(added).isEqualTo(1_000);
        set.clear();
        assertThat(set.isFull()).isFalse();
        assertThat(set.remove(new Origin("t", 0, Long.MAX_VALUE))).isFalse();
    }

    /** Else a hostile topic of a letter each would take far more memory than the bound says. */
    @Test
    void manyTopicsCountForTheirTables() {
        OriginSet set = new OriginSet(1_000);
        int added = 0;
        while (!set.isFull()) {
            set.add(new Origin("t" + added, 0, 0));
            added++;
        }
        assertThat(added).isLessThanOrEqualTo(125);
    }
}
