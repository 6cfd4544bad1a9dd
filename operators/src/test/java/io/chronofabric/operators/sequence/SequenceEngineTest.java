package io.chronofabric.operators.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.core.ChronoFabricException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SequenceEngineTest {
    private static SequencePattern.Builder<Long> begin(String letters) {
        return SequencePattern.<Long>builder("p", 1).begin("a", Ev.is(letters));
    }

    @Test
    void aRelaxedLoopGivesEachOfItsLengths() {
        var pattern =
                begin("a").followedBy("b", Ev.is("b")).oneOrMore().followedBy("c", Ev.is("c"));
        assertThat(places(pattern.build(), "abjbc")).containsExactly("0 1 3 4", "0 1 4");
    }

    @Test
    void aGapExactlyAsLongAsAllowedIsTooLong() {
        var pattern = begin("a").followedBy("b", Ev.is("b")).within(Duration.ofMillis(3)).build();
        assertThat(places(pattern, "ajjb")).isEmpty();
        assertThat(places(pattern, "ajb")).containsExactly("0 2");
    }

    @Test
    void anAbsenceIsFoundByTimeAlone() {
        var pattern =
                begin("a").notFollowedBy("b", Ev.is("b")).stageWithin(Duration.ofMillis(5)).build();
        var engine = Runs.engine(pattern, SequenceBounds.NONE);
        var state = engine.newState(1);
        List<SequenceMatch<Long>> found = new ArrayList<>();
        engine.onEvent(state, Ev.of(1000, 0, 0, 0), found::add);
        assertThat(engine.wakeNanos(state)).isEqualTo(1_005_000_000L);
        engine.advanceTo(state, 1_004_999_999L, found::add);
        assertThat(found).isEmpty();
        engine.advanceTo(state, 1_005_000_000L, found::add);
        assertThat(found).hasSize(1);
        assertThat(found.get(0).byTime()).isTrue();
        assertThat(found.get(0).end().physicalNanos()).isEqualTo(1_005_000_000L);
        assertThat(state.isIdle()).isTrue();
        assertThat(state.keptEvents()).isZero();
    }

    @Test
    void anAbsenceAfterALoopThatSawNothingSinceIsFoundToo() {
        var pattern =
                begin("a")
                        .followedBy("b", Ev.is("b"))
                        .oneOrMore()
                        .notFollowedBy("c", Ev.is("c"))
                        .within(Duration.ofMillis(10))
                        .build();
        assertThat(places(pattern, "ab")).containsExactly("0 1");
        assertThat(places(pattern, "abj")).containsExactly("0 1");
        assertThat(places(pattern, "abjb")).containsExactly("0 1", "0 1 3");
        assertThat(places(pattern, "abc")).isEmpty();
    }

    @Test
    void whatIsForbiddenBeforeARangeOfTimesIsNotForbiddenInIt() {
        var pattern =
                begin("a").notFollowedBy("n", Ev.is("e")).followedBy("b", Ev.is("b")).times(1, 2);
        assertThat(places(pattern.build(), "abjeb")).containsExactly("0 1", "0 1 4");
        assertThat(places(pattern.build(), "aebb")).isEmpty();
    }

    @Test
    void whatIsForbiddenAfterARangeOfTimesIsForbiddenInIt() {
        var pattern =
                begin("a").times(1, 2).notFollowedBy("n", Ev.is("e")).followedBy("b", Ev.is("b"));
        assertThat(places(pattern.build(), "ajeab")).containsExactly("3 4");
        assertThat(places(pattern.build(), "ajab")).containsExactly("0 2 3", "0 3", "2 3");
    }

    @Test
    void anEventThatIsForbiddenAndCompletesCompletes() {
        var pattern = begin("a").notFollowedBy("n", Ev.is("e")).followedBy("b", Ev.is("eb"));
        assertThat(places(pattern.build(), "ae")).containsExactly("0 1");
    }

    @Test
    void ofMatchesThatEndTogetherASkipLeavesTheLongest() {
        var pattern =
                begin("a")
                        .followedBy("b", Ev.is("b"))
                        .oneOrMore()
                        .followedBy("c", Ev.is("c"))
                        .afterMatch(AfterMatch.PAST_LAST)
                        .build();
        assertThat(places(pattern, "abbcabc")).containsExactly("0 1 2 3", "4 5 6");
    }

    @Test
    void aMatchWaitsForWhatBeganEarlierAndIsFreedByTime() {
        var pattern =
                begin("ab")
                        .followedBy("c", (e, earlier) -> fitsFirst(e, earlier.first("a").get()))
                        .within(Duration.ofMillis(8))
                        .afterMatch(AfterMatch.TO_NEXT)
                        .build();
        var engine = Runs.engine(pattern, SequenceBounds.NONE);
        var state = engine.newState(1);
        Runs.Found found = new Runs.Found();
        Ev.line("abd").forEach(e -> engine.onEvent(state, e, found));
        assertThat(found.matches).isEmpty();
        assertThat(state.waitingMatches()).isEqualTo(1);
        engine.advanceTo(state, 1_008_000_000L, found);
        assertThat(found.matches).hasSize(1);
        assertThat(found.timedOut).hasSize(1);
    }

    private static boolean fitsFirst(long event, long first) {
        return Ev.kind(event) == Ev.kind(first) + 2;
    }

    @Test
    void conditionsSeeWhatWasTakenBefore() {
        var pattern =
                begin("a")
                        .oneOrMore()
                        .followedBy(
                                "b",
                                (e, earlier) ->
                                        Ev.kind(e) == 1
                                                && earlier.count("a") == 2
                                                && earlier.first("a").isPresent()
                                                && earlier.last("a").isPresent()
                                                && earlier.last("b").isEmpty());
        assertThat(places(pattern.build(), "aaab")).containsExactly("0 1 3", "1 2 3");
        var wrong = begin("a").next("b", (e, earlier) -> earlier.count("nobody") > 0).build();
        assertThatThrownBy(() -> places(wrong, "ab")).hasMessageContaining("nobody");
    }

    @Test
    void anEventThatDoesNothingToPartialMatchesIsTestedOnceForAllOfThem() {
        var pattern = begin("a").followedBy("b", Ev.is("b")).followedBy("c", Ev.is("c")).build();
        var engine = Runs.engine(pattern, SequenceBounds.NONE);
        var state = engine.newState(1);
        Runs.Found found = new Runs.Found();
        for (int i = 0; i < 500; i++) {
            engine.onEvent(state, Ev.of(1000 + i, 0, 0, 0), found);
        }
        long before = engine.counters().conditionCalls();
        for (int i = 0; i < 100; i++) {
            engine.onEvent(state, Ev.of(2000 + i, 0, 9, 0), found);
        }
        assertThat(state.partialMatches()).isEqualTo(500);
        assertThat(engine.counters().conditionCalls() - before).isEqualTo(200);
    }

    @Test
    void nothingIsKeptThatNoPartialMatchHolds() {
        var pattern =
                begin("a")
                        .followedBy("b", Ev.is("b"))
                        .oneOrMore()
                        .followedBy("c", Ev.is("c"))
                        .within(Duration.ofMillis(20))
                        .build();
        var engine = Runs.engine(pattern, SequenceBounds.NONE);
        var state = engine.newState(1);
        Runs.Found found = new Runs.Found();
        for (int i = 0; i < 1000; i++) {
            engine.onEvent(state, Ev.of(1000 + i, 0, i % 7 == 0 ? 2 : i % 2, 0), found);
            assertThat(state.keptEvents()).isLessThanOrEqualTo(20);
        }
        engine.advanceTo(state, Long.MAX_VALUE, found);
        assertThat(state.isIdle()).isTrue();
        assertThat(state.keptEvents()).isZero();
    }

    @Test
    void eventsThatAreNotInOrderAreLeftOut() {
        var engine = Runs.engine(begin("a").build(), SequenceBounds.NONE);
        var state = engine.newState(1);
        List<SequenceMatch<Long>> found = new ArrayList<>();
        assertThat(engine.onEvent(state, Ev.of(1000, 5, 0, 0), found::add)).isTrue();
        assertThat(engine.onEvent(state, Ev.of(1000, 5, 0, 0), found::add)).isFalse();
        assertThat(engine.onEvent(state, Ev.of(1000, 4, 0, 0), found::add)).isFalse();
        engine.advanceTo(state, 1_010_000_000L, found::add);
        assertThat(engine.onEvent(state, Ev.of(1009, 0, 0, 0), found::add)).isFalse();
        assertThat(engine.counters().notInOrder()).isEqualTo(3);
        assertThat(engine.counters().events()).isEqualTo(1);
        assertThat(found).hasSize(1);
    }

    @Test
    void patternsWithoutSenseAreRefused() {
        refused(SequencePattern.builder("p", 1), "stages: 0");
        refused(SequencePattern.<Long>builder("p", -1).begin("a", Ev.is("a")), "version: -1");
        refused(begin("a").next("a", Ev.is("b")), "stage name: 'a'");
        refused(begin("a").greedy(), "greedy");
        refused(begin("a").oneOrMore().inner(Contiguity.ANY).greedy(), "greedy");
        refused(begin("a").stageWithin(Duration.ofSeconds(1)), "within");
        refused(begin("a").notFollowedBy("n", Ev.is("e")), "without a time");
        refused(begin("a").optional().notNext("n", Ev.is("e")), "optional stage a");
        refused(begin("a").notNext("n", Ev.is("e")).oneOrMore(), "a quantifier");
        refused(
                begin("a").notNext("n", Ev.is("e")).stageWithin(Duration.ofSeconds(1)),
                "none, but on notFollowedBy");
        refused(
                begin("a")
                        .oneOrMore()
                        .notFollowedBy("n", Ev.is("e"))
                        .stageWithin(Duration.ofSeconds(1)),
                "a fixed number");
        refused(begin("a").oneOrMore().greedy().next("b", Ev.is("b")).optional(), "greedy");
        refused(begin("a").afterMatch(AfterMatch.toLast("x")), "skip to: 'x'");
        assertThatThrownBy(() -> begin("a").times(3, 2)).hasMessageContaining("3 to 2");
        assertThatThrownBy(() -> begin("a").atLeast(0)).hasMessageContaining("at least: 0");
        assertThatThrownBy(() -> begin("a").within(Duration.ZERO)).hasMessageContaining("PT0S");
        assertThatThrownBy(() -> begin("a").begin("b", Ev.is("b"))).hasMessageContaining("second");
        assertThatThrownBy(() -> SequencePattern.<Long>builder("p", 1).next("b", Ev.is("b")))
                .hasMessageContaining("comes first");
        assertThatThrownBy(() -> SequencePattern.<Long>builder("p", 1).optional())
                .hasMessageContaining("before any stage");
        assertThatThrownBy(() -> new SequenceBounds(0, 1, AtBound.SAMPLE))
                .hasMessageContaining(">= 1");
    }

    private static void refused(SequencePattern.Builder<?> builder, String why) {
        assertThatThrownBy(builder::build)
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining(why);
    }

    /** Matches as the places of their events in the line. */
    private static List<String> places(SequencePattern<Long> pattern, String line) {
        List<String> found = new ArrayList<>();
        var engine = Runs.engine(pattern, SequenceBounds.NONE);
        var state = engine.newState(1);
        SequenceOutput<Long> out =
                match ->
                        found.add(
                                match.taken().stream()
                                        .map(t -> String.valueOf(t.event() / 100 % 1000))
                                        .collect(Collectors.joining(" ")));
        Ev.line(line).forEach(e -> engine.onEvent(state, e, out));
        engine.advanceTo(state, 5_000_000_000L, out);
        found.sort(null);
        return found;
    }
}
