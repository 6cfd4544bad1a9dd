package io.chronofabric.operators.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SequenceBoundsTest {
    /** Partial matches pile up: nothing ends them but the last event. */
    private static SequencePattern<Long> piling() {
        return SequencePattern.<Long>builder("p", 1)
                .begin("a", Ev.is("a"))
                .followedBy("b", Ev.is("b"))
                .build();
    }

    @Test
    void theOldestGoOut() {
        assertThat(survivors(AtBound.OLDEST_OUT, 1)).containsExactly(95L, 96L, 97L, 98L, 99L);
    }

    @Test
    void theNewestAreRefused() {
        assertThat(survivors(AtBound.NEWEST_REFUSED, 1)).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void aSampleIsUniformAndTheSameAgainFromTheSameSeed() {
        assertThat(survivors(AtBound.SAMPLE, 7)).isEqualTo(survivors(AtBound.SAMPLE, 7));
        assertThat(survivors(AtBound.SAMPLE, 7)).isNotEqualTo(survivors(AtBound.SAMPLE, 8));
        int[] tenths = new int[10];
        for (int seed = 0; seed < 2000; seed++) {
            survivors(AtBound.SAMPLE, seed).forEach(i -> tenths[(int) (i / 10)]++);
        }
        // 1,000 each; the standard deviation is 30.
        assertThat(Arrays.stream(tenths).boxed())
                .allSatisfy(t -> assertThat(t).isBetween(850, 1150));
    }

    @Test
    void whatGivesWayIsCounted() {
        for (AtBound atBound : AtBound.values()) {
            var engine = Runs.engine(piling(), new SequenceBounds(5, 1000, atBound));
            run(engine, 1);
            SequenceCounters counters = engine.counters();
            assertThat(counters.atBound()).isEqualTo(95);
            assertThat(counters.oldestOut()).isEqualTo(atBound == AtBound.OLDEST_OUT ? 95 : 0);
            assertThat(counters.newestRefused())
                    .isEqualTo(atBound == AtBound.NEWEST_REFUSED ? 95 : 0);
            assertThat(counters.sampledOut()).isEqualTo(atBound == AtBound.SAMPLE ? 95 : 0);
        }
    }

    @Test
    void theBoundOfEventsHoldsForEachPolicy() {
        for (AtBound atBound : AtBound.values()) {
            var pattern =
                    SequencePattern.<Long>builder("p", 1)
                            .begin("a", Ev.is("a"))
                            .followedBy("b", Ev.is("b"))
                            .oneOrMore()
                            .followedBy("c", Ev.is("c"))
                            .build();
            var engine = Runs.engine(pattern, new SequenceBounds(1000, 20, atBound));
            var state = engine.newState(3);
            for (int i = 0; i < 300; i++) {
                engine.onEvent(state, Ev.of(1000 + i, 0, i % 10 == 0 ? 0 : 1, 0), m -> {});
                assertThat(state.keptEvents()).isLessThanOrEqualTo(20);
            }
            assertThat(engine.counters().eventBound()).as("%s", atBound).isPositive();
            engine.onEvent(state, Ev.of(2000, 0, 2, 0), m -> {});
            assertThat(engine.counters().matches()).as("%s", atBound).isPositive();
        }
    }

    @Test
    void withoutABoundTheyPileUp() {
        var engine = Runs.engine(piling(), SequenceBounds.NONE);
        assertThat(run(engine, 1)).hasSize(100);
    }

    @Test
    void boundsHoldAndOutputsAreSomeOfAllForRandomPatterns() {
        long seed = Seeds.next();
        Random random = new Random(seed);
        long gaveWay = 0;
        for (int round = 0; round < 600; round++) {
            Spec spec = Spec.random(random, new Spec.Scope(true, true, false, true, true));
            SequencePattern<Long> pattern = SequenceOracleTest.buildable(spec);
            if (pattern == null) {
                continue;
            }
            List<Long> events = Ev.random(random, 14, 4);
            AtBound atBound = AtBound.values()[random.nextInt(3)];
            var bounds = new SequenceBounds(1 + random.nextInt(6), 1 + random.nextInt(8), atBound);
            var engine = Runs.engine(pattern, bounds);
            var state = engine.newState(round);
            Runs.Found found = new Runs.Found();
            for (long event : events) {
                engine.onEvent(state, event, found);
                assertThat(state.partialMatches()).isLessThanOrEqualTo(bounds.maxPartials());
                assertThat(state.keptEvents()).isLessThanOrEqualTo(bounds.maxEvents());
            }
            engine.advanceTo(state, 5_000_000_000L, found);
            List<String> all = new ArrayList<>(Runs.ours(pattern, events, 5_000).matches);
            for (String match : found.matches) {
                assertThat(all.remove(match)).as("seed %d, round %d", seed, round).isTrue();
            }
            gaveWay += engine.counters().atBound();
        }
        assertThat(gaveWay).isGreaterThan(500);
    }

    @Test
    void aMatchDoesNotWaitAtTheBound() {
        var pattern =
                SequencePattern.<Long>builder("p", 1)
                        .begin("a", Ev.is("ab"))
                        .followedBy(
                                "c",
                                (e, earlier) -> Ev.kind(e) == Ev.kind(earlier.first("a").get()) + 2)
                        .afterMatch(AfterMatch.TO_NEXT)
                        .build();
        var engine = Runs.engine(pattern, new SequenceBounds(4, 100, AtBound.NEWEST_REFUSED));
        var state = engine.newState(1);
        Runs.Found found = new Runs.Found();
        Ev.line("abdbdbdbdbd").forEach(e -> engine.onEvent(state, e, found));
        assertThat(found.matches).isNotEmpty();
        assertThat(engine.counters().notAwaited()).isPositive();
        assertThat(state.partialMatches() + state.waitingMatches()).isLessThanOrEqualTo(4);
    }

    private static Set<Long> survivors(AtBound atBound, long seed) {
        return run(Runs.engine(piling(), new SequenceBounds(5, 1000, atBound)), seed);
    }

    /** A hundred beginnings and one end: the places of the beginnings that matched. */
    private static Set<Long> run(SequenceEngine<Long> engine, long seed) {
        var state = engine.newState(seed);
        Set<Long> found = new TreeSet<>();
        for (int i = 0; i < 100; i++) {
            engine.onEvent(state, Ev.of(1000, i, 0, 0), m -> {});
        }
        engine.onEvent(
                state, Ev.of(1001, 0, 1, 0), m -> found.add(m.events("a").get(0) / 100 % 1000));
        return found;
    }
}
