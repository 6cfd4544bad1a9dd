package io.chronofabric.clogic.egc.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.state.codec.RuleDocuments;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import io.chronofabric.time.LogicalTime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class PatternWatchTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String STORM =
            """
            kind: Pattern
            metadata: {id: storm, version: 3, tenant: acme}
            spec:
              appliesTo: {entity: "svc-*"}
              signals: {lat: lat}
              features: {usual: {mean: lat, over: 100s}}
              within: 60s
              sequence:
                - {name: spike, when: "lat > 2 * usual"}
                - {name: worse, when: "lat > spike.lat", times: 2}
                - {none: calm, when: "lat < spike.lat", within: 30s}
              afterMatch: skip-past-last
            """;

    private final Told told = new Told();

    private static PatternWatch watch(String document) {
        RuleDocuments.Result read = RuleDocuments.read("p.yaml", document);
        assertThat(read.problems()).isEmpty();
        PatternCheck.Result compiled = PatternCheck.compile(read.patterns());
        assertThat(compiled.problems()).isEmpty();
        return new PatternWatch(compiled.patterns(), 1_000);
    }

    private static Signal signal(double second, double lat) {
        return new Signal(
                new LogicalTime((long) (second * SECOND), 0, 1),
                "svc-1",
                Fields.of(Map.of("lat", lat)),
                new Origin("t", 0, 0));
    }

    @Test
    void silenceCompletesASequence() {
        PatternWatch watch = watch(STORM);
        PatternsState state = watch.newState();
        double[][] events = {{1, 10}, {2, 10}, {3, 10}, {10, 50}, {11, 60}, {12, 70}};
        for (double[] event : events) {
            watch.onSignal(state, signal(event[0], event[1]), 0, 0, told);
        }
        watch.advance(state, "svc-1", 42 * SECOND - 1, told);
        assertThat(told.verdicts).isEmpty();
        watch.advance(state, "svc-1", 42 * SECOND, told);
        assertThat(told.verdicts).hasSize(1);
        Verdict match = told.verdicts.get(0);
        assertThat(match.kind()).isEqualTo(Verdict.Kind.MATCH);
        assertThat(match.rule()).isEqualTo(new RuleRef("acme", "storm", 3));
        assertThat(match.timeMillis()).isEqualTo(42_000);
        assertThat(match.decidedBy())
                .isEqualTo(new Verdict.Decider("spike, 2 worse, no calm", 10_000));
        assertThat(match.steps())
                .containsExactly(
                        new Verdict.Step("spike", 1, 10_000, 10_000),
                        new Verdict.Step("worse", 2, 11_000, 12_000),
                        new Verdict.Step("calm", 0, 12_000, 42_000));
        assertThat(told.decisions)
                .singleElement()
                .satisfies(
                        decision -> {
                            assertThat(decision.action()).isEqualTo(Decision.Action.NOTIFY);
                            assertThat(decision.verdictId()).isEqualTo(match.id());
                            assertThat(decision.text())
                                    .isEqualTo(
                                            "storm found for svc-1 at 1970-01-01T00:00:42Z:"
                                                    + " spike, 2 worse, no calm, since"
                                                    + " 1970-01-01T00:00:10Z");
                        });
    }

    @Test
    void whatHadToBeMissingAndCameLeavesNothing() {
        PatternWatch watch = watch(STORM);
        PatternsState state = watch.newState();
        double[][] events = {{1, 10}, {2, 10}, {10, 50}, {11, 60}, {12, 70}, {20, 20}};
        for (double[] event : events) {
            watch.onSignal(state, signal(event[0], event[1]), 0, 0, told);
        }
        watch.advance(state, "svc-1", 300 * SECOND, told);
        assertThat(told.verdicts).isEmpty();
        assertThat(watch.isForgettable(state)).isTrue();
    }

    @Test
    void asksToBeWokenWhenSilenceDecides() {
        PatternWatch watch = watch(STORM);
        PatternsState state = watch.newState();
        for (double[] event : new double[][] {{1, 10}, {2, 10}, {10, 50}, {11, 60}, {12, 70}}) {
            watch.onSignal(state, signal(event[0], event[1]), 0, 0, told);
        }
        assertThat(state.wakeMillis()).isEqualTo(1_000);
        int calls = 0;
        while (state.wakeMillis() != PatternsState.NO_WAKE) {
            watch.advance(state, "svc-1", (state.wakeMillis() + 1) * SECOND / 1_000, told);
            assertThat(++calls).as("turns").isLessThan(20);
        }
        assertThat(told.verdicts).extracting(Verdict::timeMillis).containsExactly(42_000L);
        assertThat(watch.isForgettable(state)).isTrue();
    }

    @Test
    void eventsWaitForThoseBehindTheWatermarkWithinTheLateness() {
        PatternWatch watch =
                watch(
                        """
                        kind: Pattern
                        metadata: {id: up}
                        spec:
                          signals: {lat: lat}
                          lateness: 5s
                          sequence:
                            - {name: low, when: "lat < 1"}
                            - {name: high, when: "lat > 1", then: next}
                        """);
        PatternsState state = watch.newState();
        watch.onSignal(state, signal(10, 0), 0, 0, told);
        watch.onSignal(state, signal(12, 9), 0, 0, told);
        watch.advance(state, "svc-1", 14 * SECOND, told);
        assertThat(told.verdicts).as("too early to tell").isEmpty();
        // Behind the watermark, but not behind what was looked at: it comes between them.
        watch.onSignal(state, signal(11, 1), 14 * SECOND, 0, told);
        watch.advance(state, "svc-1", 18 * SECOND, told);
        assertThat(told.verdicts).isEmpty();
        assertThat(told.rejected).isEmpty();
        watch.onSignal(state, signal(11.5, 1), 18 * SECOND, 0, told);
        assertThat(told.rejected)
                .singleElement()
                .satisfies(late -> assertThat(late.reason()).isEqualTo(RejectReason.LATE));
    }

    @Test
    void aSecondEventOfItsTimeIsADuplicateOrAConflict() {
        PatternWatch watch = watch(STORM);
        PatternsState state = watch.newState();
        watch.onSignal(state, signal(1, 5), 0, 0, told);
        watch.onSignal(state, signal(1, 5), 0, 0, told);
        watch.onSignal(state, signal(1, 6), 0, 0, told);
        assertThat(told.duplicates).isEqualTo(1);
        assertThat(told.rejected)
                .extracting(Rejected::reason)
                .containsExactly(RejectReason.CONFLICTING_DUPLICATE);
    }

    @Test
    void aGuardTellsSilenceByTheWallClockOnce() {
        PatternWatch watch = watch(STORM + "  guard: 5s\n");
        PatternsState state = watch.newState();
        long now = 1_000_000;
        for (double[] event : new double[][] {{1, 10}, {2, 10}, {10, 50}, {11, 60}, {12, 70}}) {
            watch.onSignal(state, signal(event[0], event[1]), 0, now, told);
        }
        watch.check(state, "svc-1", now + 34_999, told);
        assertThat(told.verdicts).isEmpty();
        assertThat(state.checkMillis()).isBetween(now + 35_000, now + 35_002);
        watch.check(state, "svc-1", state.checkMillis(), told);
        watch.check(state, "svc-1", now + 60_000, told);
        assertThat(told.verdicts)
                .singleElement()
                .satisfies(match -> assertThat(match.isFinal()).isFalse());
        assertThat(told.decisions).hasSize(1);
        watch.advance(state, "svc-1", 200 * SECOND, told);
        assertThat(told.verdicts).hasSize(2);
        assertThat(told.verdicts.get(1).isFinal()).isTrue();
        assertThat(told.verdicts.get(1).id()).isEqualTo(told.verdicts.get(0).id());
        assertThat(told.decisions).as("told once").hasSize(1);
        assertThat(watch.isForgettable(state)).isTrue();
    }

    @Test
    void whatAGuardToldIsTakenBackWhenAnEventShowsItWrong() {
        PatternWatch watch = watch(STORM + "  guard: 5s\n");
        PatternsState state = watch.newState();
        for (double[] event : new double[][] {{1, 10}, {2, 10}, {10, 50}, {11, 60}, {12, 70}}) {
            watch.onSignal(state, signal(event[0], event[1]), 0, 0, told);
        }
        watch.check(state, "svc-1", 40_000, told);
        assertThat(told.verdicts).hasSize(1);
        watch.onSignal(state, signal(20, 20), 0, 41_000, told);
        assertThat(told.verdicts).hasSize(2);
        assertThat(told.verdicts.get(1).kind()).isEqualTo(Verdict.Kind.WITHDRAWN);
        assertThat(told.verdicts.get(1).id()).isEqualTo(told.verdicts.get(0).id());
        assertThat(told.decisions)
                .extracting(Decision::action)
                .containsExactly(Decision.Action.NOTIFY, Decision.Action.WITHDRAW);
        watch.advance(state, "svc-1", 300 * SECOND, told);
        assertThat(told.verdicts).hasSize(2);
    }

    @RepeatedTest(10)
    void aRestoredStateGoesOnAsIfNothingHadHappened(RepetitionInfo run) throws IOException {
        long seed = 500L + run.getCurrentRepetition();
        Random random = new Random(seed);
        PatternWatch watch = watch(STORM.replace("times: 2", "times: 1"));
        Told undisturbed = new Told();
        Told disturbed = new Told();
        PatternsState one = watch.newState();
        PatternsState other = watch.newState();
        double at = 0;
        for (int i = 0; i < 400; i++) {
            at += random.nextInt(10) == 0 ? 40 : 0.1 + random.nextInt(100) / 10.0;
            Signal event = signal(at, random.nextInt(3) == 0 ? 50 + random.nextInt(30) : 10);
            long limit = (long) (at * SECOND) - 3 * SECOND;
            watch.onSignal(one, event, Math.max(0, limit), 0, undisturbed);
            watch.onSignal(other, event, Math.max(0, limit), 0, disturbed);
            if (random.nextInt(20) == 0) {
                other = restored(other);
            }
        }
        watch.advance(one, "svc-1", Long.MAX_VALUE, undisturbed);
        watch.advance(other, "svc-1", Long.MAX_VALUE, disturbed);
        assertThat(disturbed.verdicts).as("seed %d", seed).isEqualTo(undisturbed.verdicts);
        assertThat(disturbed.verdicts).as("seed %d", seed).isNotEmpty();
    }

    private static PatternsState restored(PatternsState state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PatternsStateCodec.write(state, new DataOutputStream(bytes));
        return PatternsStateCodec.read(
                state.waiting().copy(),
                new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }

    @RepeatedTest(10)
    void theOrderInWhichEventsComeChangesNothing(RepetitionInfo run) {
        long seed = 300L + run.getCurrentRepetition();
        Random random = new Random(seed);
        List<Signal> events = new ArrayList<>();
        double at = 0;
        for (int i = 0; i < 600; i++) {
            at += random.nextInt(10) == 0 ? 40 : 0.1 + random.nextInt(100) / 10.0;
            events.add(signal(at, random.nextInt(3) == 0 ? 50 + random.nextInt(30) : 10));
        }
        List<Verdict> inOrder = run(events, 1);
        assertThat(inOrder).as("seed %d", seed).isNotEmpty();
        List<Signal> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, random);
        assertThat(run(shuffled, 600)).as("seed %d", seed).isEqualTo(inOrder);
        assertThat(inOrder.stream().map(Verdict::id).distinct()).hasSameSizeAs(inOrder);
    }

    /** Lets the watermark pass after each so many events, once the earliest to come is known. */
    private static List<Verdict> run(List<Signal> events, int batch) {
        PatternWatch watch =
                watch(STORM.replace("times: 2", "times: 1").replace("skip-past-last", "no-skip"));
        PatternsState state = watch.newState();
        Told told = new Told();
        long limit = 0;
        for (int i = 0; i < events.size(); i++) {
            watch.onSignal(state, events.get(i), limit, 0, told);
            if ((i + 1) % batch == 0) {
                limit = Math.max(limit, events.get(i).time().physicalNanos());
                watch.advance(state, "svc-1", batch == 1 ? limit : 0, told);
            }
        }
        watch.advance(state, "svc-1", Long.MAX_VALUE, told);
        return told.verdicts;
    }
}
