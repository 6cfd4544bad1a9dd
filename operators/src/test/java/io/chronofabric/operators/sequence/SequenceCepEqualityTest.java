package io.chronofabric.operators.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The engine against Flink CEP, in what both can express. */
class SequenceCepEqualityTest {
    @Test
    void matchesAreThoseOfFlinkCep() throws Exception {
        long seed = Seeds.next();
        Random random = new Random(seed);
        int matches = 0;
        int rounds = 0;
        for (int round = 0; round < 600; round++) {
            Spec spec = Spec.random(random, new Spec.Scope(true, true, false, true));
            SequencePattern<Long> pattern = SequenceOracleTest.buildable(spec);
            if (pattern == null || spec.hasRangeBesideNot()) {
                continue;
            }
            rounds++;
            List<Long> events = Ev.random(random, 12, 4);
            long end = Ev.millis(events.get(events.size() - 1)) + random.nextInt(20);
            List<String> expected = Runs.flinks(spec.flinks(), events, end).matches;
            assertThat(Runs.ours(pattern, events, end).matches)
                    .as("seed %d, round %d, %s on %s", seed, round, spec, events)
                    .isEqualTo(expected);
            matches += expected.size();
        }
        assertThat(rounds).isGreaterThan(300);
        assertThat(matches).isGreaterThan(2000);
    }
}
