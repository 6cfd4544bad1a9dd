package io.chronofabric.operators.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The engine against Flink CEP, in what both can express. */
class SequenceCepEqualityTest {
    @Test
    void matchesAreThoseOfFlinkCep() throws Exception {
        int matches = compare(new Spec.Scope(true, true, false, true, false), 600, false);
        assertThat(matches).isGreaterThan(2000);
    }

    @Test
    void partialMatchesWhoseTimeIsOutAreThoseOfFlinkCep() throws Exception {
        int matches = compare(new Spec.Scope(true, true, false, false, false), 300, true);
        assertThat(matches).isGreaterThan(1000);
    }

    @Test
    void matchesWithTimesOfStagesAreThoseOfFlinkCep() throws Exception {
        int matches = compare(new Spec.Scope(true, false, false, true, true), 400, false);
        assertThat(matches).isGreaterThan(500);
    }

    @Test
    void skipsLeaveWhatFlinkCepLeavesWhereItsChoiceIsNoChance() throws Exception {
        int matches = compare(new Spec.Scope(true, true, true, true, false), 600, false);
        assertThat(matches).isGreaterThan(300);
    }

    /** What {@link SequencePattern} says of where CEP is not consistent. */
    @Test
    void whereCepIsNotConsistentWeAreOtherwise() throws Exception {
        Spec.Stage a = stage("a", SequenceStage.Kind.TAKES, 1);
        Spec.Stage not = stage("e", SequenceStage.Kind.NOT_FOLLOWED_BY, 1);
        Spec rangeAfterNot =
                new Spec(
                        List.of(a, not, stage("b", SequenceStage.Kind.TAKES, 2)),
                        0,
                        AfterMatch.NO_SKIP);
        assertThat(numbers(rangeAfterNot, "abjeb")).containsExactly(2, 1);
        Spec rangeBeforeNot =
                new Spec(
                        List.of(
                                stage("a", SequenceStage.Kind.TAKES, 2),
                                not,
                                stage("b", SequenceStage.Kind.TAKES, 1)),
                        0,
                        AfterMatch.NO_SKIP);
        assertThat(numbers(rangeBeforeNot, "ajeab")).containsExactly(1, 2);
        Spec timeAfterLoop =
                new Spec(
                        List.of(
                                stage("a", SequenceStage.Kind.TAKES, SequenceStage.UNBOUNDED),
                                stage("b", SequenceStage.Kind.TAKES, 1).lasting(2)),
                        0,
                        AfterMatch.NO_SKIP);
        assertThat(numbers(timeAfterLoop, "a  b")).containsExactly(0, 1);
        Spec absenceAfterLoop =
                new Spec(
                        List.of(
                                a,
                                stage("b", SequenceStage.Kind.TAKES, SequenceStage.UNBOUNDED),
                                not),
                        20,
                        AfterMatch.NO_SKIP);
        assertThat(numbers(absenceAfterLoop, "ab")).containsExactly(1, 0);
    }

    private static Spec.Stage stage(String letters, SequenceStage.Kind kind, int max) {
        return new Spec.Stage(
                letters,
                kind,
                letters,
                Spec.Reads.NOTHING,
                Contiguity.RELAXED,
                1,
                max,
                false,
                false,
                Contiguity.RELAXED,
                0);
    }

    /** How many matches we find, and how many CEP. */
    private static List<Integer> numbers(Spec spec, String line) throws Exception {
        List<Long> events = Ev.line(line);
        return List.of(
                Runs.ours(spec.ours(), events, 1_100).matches.size(),
                Runs.flinks(spec.flinks(), events, 1_100).matches.size());
    }

    private static int compare(Spec.Scope scope, int rounds, boolean timedOut) throws Exception {
        long seed = Seeds.next();
        Random random = new Random(seed);
        int matches = 0;
        int compared = 0;
        for (int round = 0; round < rounds; round++) {
            Spec spec = Spec.random(random, scope);
            SequencePattern<Long> pattern = SequenceOracleTest.buildable(spec);
            List<Long> events = Ev.random(random, 12, 4);
            long end = Ev.millis(events.get(events.size() - 1)) + random.nextInt(20);
            if (pattern == null
                    || spec.hasRangeBesideNot()
                    || spec.hasTimeAfterRange()
                    || (scope.skips() && isLeftToChance(spec, events, end))) {
                continue;
            }
            compared++;
            Runs.Found expected = Runs.flinks(spec.flinks(), events, end);
            Runs.Found found = Runs.ours(pattern, events, end);
            String where = String.format("seed %d, round %d, %s on %s", seed, round, spec, events);
            assertThat(found.matches).as(where).isEqualTo(expected.matches);
            if (timedOut) {
                assertThat(found.timedOut).as(where).isEqualTo(expected.timedOut);
            }
            matches += timedOut ? expected.timedOut.size() : expected.matches.size();
        }
        assertThat(compared).isGreaterThan(rounds / 3);
        return matches;
    }

    /** Whether two matches begin with the same event, of which CEP's heap takes any. */
    private static boolean isLeftToChance(Spec spec, List<Long> events, long end) {
        Spec all = new Spec(spec.stages(), spec.withinMillis(), AfterMatch.NO_SKIP);
        Set<Long> begins = new HashSet<>();
        boolean[] twice = {false};
        SequenceEngine<Long> engine = Runs.engine(all.ours(), SequenceBounds.NONE);
        SequenceState<Long> state = engine.newState(1);
        SequenceOutput<Long> out = match -> twice[0] |= !begins.add(match.taken().get(0).event());
        events.forEach(event -> engine.onEvent(state, event, out));
        engine.advanceTo(state, end * 1_000_000, out);
        return twice[0];
    }
}
