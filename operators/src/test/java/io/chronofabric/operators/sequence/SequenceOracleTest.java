package io.chronofabric.operators.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.core.ChronoFabricException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The engine against the definition of a match. */
class SequenceOracleTest {
    private static final Spec.Scope SCOPE = new Spec.Scope(true, false, false, true, true);

    @Test
    void findsWhatTheDefinitionSaysAndWrongDefinitionsSayOtherwise() {
        long seed = Seeds.next();
        Random random = new Random(seed);
        Map<Oracle.Wrong, Integer> differences = new EnumMap<>(Oracle.Wrong.class);
        int matches = 0;
        for (int round = 0; round < 3000; round++) {
            Spec spec = Spec.random(random, SCOPE);
            SequencePattern<Long> pattern = buildable(spec);
            if (pattern == null) {
                continue;
            }
            List<Long> events = Ev.random(random, 10, 4);
            long end = Ev.millis(events.get(events.size() - 1)) + random.nextInt(20);
            List<String> right = Oracle.matches(spec, events, end, Oracle.Wrong.NOTHING);
            assertThat(Runs.ours(pattern, events, end).matches)
                    .as("seed %d, round %d, %s on %s", seed, round, spec, events)
                    .isEqualTo(right);
            matches += right.size();
            for (Oracle.Wrong wrong : Oracle.Wrong.values()) {
                if (!Oracle.matches(spec, events, end, wrong).equals(right)) {
                    differences.merge(wrong, 1, Integer::sum);
                }
            }
        }
        assertThat(matches).isGreaterThan(5000);
        assertThat(differences)
                .containsOnlyKeys(
                        Oracle.Wrong.WITHIN_INCLUSIVE,
                        Oracle.Wrong.NO_NOTS,
                        Oracle.Wrong.RELAXED_IS_ANY,
                        Oracle.Wrong.SHORT_LOOPS)
                .allSatisfy((wrong, times) -> assertThat(times).isGreaterThan(20));
    }

    static SequencePattern<Long> buildable(Spec spec) {
        try {
            return spec.ours();
        } catch (ChronoFabricException e) {
            return null;
        }
    }
}
