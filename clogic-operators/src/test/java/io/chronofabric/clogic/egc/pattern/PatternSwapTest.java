package io.chronofabric.clogic.egc.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.clogic.egc.RuleQuota;
import io.chronofabric.clogic.egc.RuleTable;
import io.chronofabric.clogic.egc.Tenure;
import io.chronofabric.state.codec.RuleDocuments;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RuleChange;
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
import java.util.TreeSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class PatternSwapTest {
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final long NEVER = Long.MAX_VALUE;
    private static final String ENTITY = "svc-1";

    /** The first version that is on trial only. */
    private static final int TRIALS = 1_000;

    private final Told told = new Told();
    private final RuleTable table =
            new RuleTable(List.of(), RuleQuota.DEFAULT, new EveryDocument());
    private final PatternWatch watch = new PatternWatch(table, 1_000);
    private PatternsState state = watch.newState();
    private int changes;

    /** A value above a threshold, a larger one, and then none below it for two seconds. */
    private static String rise(int version, double threshold) {
        return """
               kind: Pattern
               metadata: {id: rise, tenant: t, version: %d}
               spec:
                 signals: {x: x}
                 params: {P: %s}
                 within: 6s
                 sequence:
                   - {name: up, when: "x > $P"}
                   - {name: more, when: "x > up.x", then: followed-by-any}
                   - {none: down, when: "x < $P", within: 2s}
                 afterMatch: no-skip
               """
                .formatted(version, threshold);
    }

    private static RuleChange change(
            String id, RuleChange.Action action, int version, long fromMillis, String document) {
        return new RuleChange(
                id,
                action,
                "t",
                "rise",
                version,
                fromMillis,
                document,
                "test",
                0,
                new Origin("egc.rules", 0, 0));
    }

    private void accept(RuleChange.Action action, int version, long fromMillis, String document) {
        RuleTable.Outcome outcome =
                table.apply(change("c" + changes++, action, version, fromMillis, document));
        assertThat(outcome.refusal()).isEmpty();
        watch.tableChanged();
    }

    private static Signal signal(long millis, double x) {
        return new Signal(
                LogicalTime.ofEpochMillis(millis),
                ENTITY,
                Fields.of(Map.of("x", x)),
                new Origin("t", 0, millis));
    }

    private void take(long millis, double x) {
        watch.onSignal(state, signal(millis, x), 0, millis, told);
    }

    private void advance(long millis) {
        watch.advance(state, ENTITY, millis == NEVER ? NEVER : millis * NANOS_PER_MILLI, told);
    }

    private static RuleChange.Action apply() {
        return RuleChange.Action.APPLY;
    }

    @Test
    void eachEventIsLookedAtByTheVersionInForceAtItsTime() {
        accept(apply(), 1, 1_000, rise(1, 5));
        accept(apply(), 2, 20_000, rise(2, 50));
        take(10_000, 6);
        take(11_000, 7);
        take(21_000, 6);
        take(22_000, 7);
        take(25_000, 60);
        take(26_000, 70);
        advance(NEVER);
        assertThat(told.verdicts)
                .extracting(verdict -> verdict.rule().version() + "@" + verdict.timeMillis())
                .containsExactly("1@13000", "2@28000");
    }

    @Test
    void whatOneVersionHasBegunIsNotEndedByOneThatLooksForSomethingElse() {
        accept(apply(), 1, 1_000, rise(1, 5));
        accept(apply(), 2, 20_000, rise(2, 4));
        take(19_000, 6);
        take(19_500, 7);
        advance(NEVER);
        assertThat(told.verdicts).isEmpty();
        assertThat(watch.isForgettable(state)).isTrue();
    }

    @Test
    void whatOneVersionHasBegunIsEndedByOneThatLooksForTheSame() {
        accept(apply(), 1, 1_000, rise(1, 5));
        accept(apply(), 2, 20_000, rise(2, 5) + "  lateness: 1s\n");
        take(19_000, 6);
        take(19_500, 7);
        advance(19_600);
        advance(NEVER);
        assertThat(told.verdicts)
                .extracting(verdict -> verdict.rule().version() + "@" + verdict.timeMillis())
                .containsExactly("2@21500");
    }

    @Test
    void aVersionThatMeasuresTheSameKeepsTheWindows() {
        String storm =
                """
                kind: Pattern
                metadata: {id: rise, tenant: t, version: 1}
                spec:
                  signals: {x: x}
                  features: {usual: {mean: x, over: 60s}}
                  sequence:
                    - {name: spike, when: "x > 3 * usual"}
                """;
        accept(apply(), 1, 1_000, storm);
        accept(apply(), 2, 20_000, storm.replace("version: 1", "version: 2").replace("3 *", "2 *"));
        for (int i = 10; i < 20; i++) {
            take(i * 1_000, 1);
        }
        take(21_000, 10);
        advance(NEVER);
        assertThat(told.verdicts).extracting(Verdict::timeMillis).containsExactly(21_000L);
    }

    @Test
    void aDisabledPatternFindsNothingAndLeavesNothing() {
        accept(apply(), 1, 1_000, rise(1, 5).replace("  within: 6s\n", ""));
        take(10_000, 6);
        advance(10_500);
        accept(RuleChange.Action.DISABLE, 0, 20_000, "");
        advance(19_999);
        assertThat(state.wakeMillis()).isEqualTo(20_000);
        advance(20_001);
        assertThat(watch.isForgettable(state)).isTrue();
        assertThat(watch.watches(ENTITY, 21_000 * NANOS_PER_MILLI)).isFalse();
        assertThat(watch.watches(ENTITY, 19_000 * NANOS_PER_MILLI)).isTrue();
    }

    @Test
    void aVersionOnTrialTellsOnlyWhereItDiffers() {
        accept(apply(), 1, 1_000, rise(1, 5));
        accept(RuleChange.Action.CANARY, 2, 5_000, rise(2, 50));
        take(10_000, 6);
        take(11_000, 7);
        advance(15_000);
        take(20_000, 60);
        take(21_000, 70);
        advance(30_000);
        assertThat(told.verdicts)
                .allMatch(verdict -> verdict.rule().version() == 1)
                .extracting(Verdict::timeMillis)
                .containsExactly(13_000L, 23_000L);
        assertThat(told.decisions)
                .extracting(Decision::action)
                .containsExactly(
                        Decision.Action.NOTIFY, Decision.Action.DIFFER, Decision.Action.NOTIFY);
        assertThat(told.decisions.get(1).text())
                .isEqualTo(
                        "t/rise@2, on trial, is not found for svc-1 at 1970-01-01T00:00:13Z where"
                                + " t/rise@1, in force, is");
    }

    @Test
    void aVersionOnTrialTellsWhatItAloneFindsAndGoesOnWhenItIsPromoted() {
        accept(apply(), 1, 1_000, rise(1, 50));
        accept(RuleChange.Action.CANARY, 2, 5_000, rise(2, 5));
        take(10_000, 6);
        take(11_000, 7);
        advance(15_000);
        assertThat(told.verdicts).isEmpty();
        assertThat(told.decisions)
                .singleElement()
                .satisfies(
                        decision -> {
                            assertThat(decision.action()).isEqualTo(Decision.Action.DIFFER);
                            assertThat(decision.text())
                                    .isEqualTo(
                                            "t/rise@2, on trial, is found for svc-1 at"
                                                    + " 1970-01-01T00:00:13Z where the version in"
                                                    + " force is not: up, more, no down");
                        });
        take(19_000, 6);
        accept(RuleChange.Action.ACTIVATE, 2, 20_000, "");
        take(21_000, 8);
        advance(NEVER);
        assertThat(told.verdicts).extracting(Verdict::timeMillis).containsExactly(23_000L);
    }

    @Test
    void aTrialThatIsOverTellsNothing() {
        accept(apply(), 1, 1_000, rise(1, 5));
        accept(RuleChange.Action.CANARY, 2, 5_000, rise(2, 50));
        accept(RuleChange.Action.DISABLE, 2, 9_000, "");
        take(10_000, 6);
        take(11_000, 7);
        advance(15_000);
        assertThat(told.decisions)
                .extracting(Decision::action)
                .containsExactly(Decision.Action.NOTIFY);
    }

    @Test
    void aTrialThatIsToComeTellsNothing() {
        accept(apply(), 1, 1_000, rise(1, 5));
        accept(RuleChange.Action.CANARY, 2, 50_000, rise(2, 50));
        take(10_000, 6);
        take(11_000, 7);
        advance(15_000);
        assertThat(told.decisions)
                .extracting(Decision::action)
                .containsExactly(Decision.Action.NOTIFY);
    }

    @Test
    void aPromotedTrialIsNotComparedWithItself() {
        accept(apply(), 1, 1_000, rise(1, 5));
        accept(RuleChange.Action.CANARY, 2, 5_000, rise(2, 4));
        accept(RuleChange.Action.ACTIVATE, 2, 9_000, "");
        take(10_000, 6);
        take(11_000, 7);
        advance(15_000);
        assertThat(told.decisions)
                .extracting(Decision::action)
                .containsExactly(Decision.Action.NOTIFY);
    }

    @Test
    void aChangeBeyondTheEndOfTimeIsNoChangeOfNow() {
        accept(apply(), 1, 1_000, rise(1, 5));
        accept(apply(), 2, 32_503_680_000_000L, rise(2, 50));
        take(10_000, 6);
        take(11_000, 7);
        advance(15_000);
        assertThat(told.verdicts)
                .extracting(verdict -> verdict.rule().version() + "@" + verdict.timeMillis())
                .containsExactly("1@13000");
    }

    @Test
    void whatIsPromotedEndsWhatTheVersionBeforeHadBegunBeforeTheTrial() {
        accept(apply(), 1, 1_000, rise(1, 5));
        accept(RuleChange.Action.CANARY, 2, 10_500, rise(2, 5));
        accept(RuleChange.Action.ACTIVATE, 2, 10_700, "");
        take(10_000, 6);
        take(11_000, 7);
        advance(15_000);
        assertThat(told.verdicts)
                .extracting(verdict -> verdict.rule().version() + "@" + verdict.timeMillis())
                .containsExactly("2@13000");
    }

    @Test
    void whatAGuardToldIsTakenBackWhenItsVersionEndsBefore() {
        accept(apply(), 1, 1_000, rise(1, 5) + "  guard: 1s\n");
        take(19_000, 6);
        take(19_500, 7);
        watch.check(state, ENTITY, 30_000, told);
        assertThat(told.verdicts).extracting(Verdict::kind).containsExactly(Verdict.Kind.MATCH);
        accept(apply(), 2, 20_000, rise(2, 50));
        advance(NEVER);
        assertThat(told.verdicts)
                .extracting(Verdict::kind)
                .containsExactly(Verdict.Kind.MATCH, Verdict.Kind.WITHDRAWN);
        assertThat(watch.isForgettable(state)).isTrue();
    }

    @Test
    void aGuardForeseesNothingBeyondTheEndOfItsVersion() {
        accept(apply(), 1, 1_000, rise(1, 5) + "  guard: 1s\n");
        accept(apply(), 2, 20_000, rise(2, 50));
        take(19_000, 6);
        take(19_500, 7);
        watch.check(state, ENTITY, 30_000, told);
        assertThat(told.verdicts).isEmpty();
        assertThat(state.checkMillis()).isEqualTo(PatternsState.NO_WAKE);
    }

    @Test
    void aGuardForeseesWhatAVersionTakesOver() {
        accept(apply(), 1, 1_000, rise(1, 5));
        accept(apply(), 2, 20_000, rise(2, 5) + "  guard: 1s\n");
        take(19_000, 6);
        take(19_500, 7);
        watch.check(state, ENTITY, 30_000, told);
        assertThat(told.verdicts)
                .extracting(verdict -> verdict.rule().version() + "@" + verdict.timeMillis())
                .containsExactly("2@21500");
        advance(NEVER);
        assertThat(told.verdicts)
                .extracting(Verdict::kind)
                .containsOnly(Verdict.Kind.MATCH)
                .hasSize(2);
        assertThat(told.verdicts).extracting(Verdict::id).containsOnly(told.verdicts.get(0).id());
        assertThat(told.decisions).hasSize(1);
        assertThat(watch.isForgettable(state)).isTrue();
    }

    @Test
    void neitherATrialNorWhatIsToComeMakesOthersWait() {
        accept(apply(), 1, 1_000, rise(1, 5));
        accept(RuleChange.Action.CANARY, 2, 5_000, rise(2, 6) + "  lateness: 60s\n");
        accept(apply(), 3, 40_000, rise(3, 7) + "  lateness: 9s\n");
        take(10_000, 7);
        take(11_000, 8);
        advance(13_000);
        assertThat(told.verdicts).extracting(Verdict::timeMillis).containsExactly(13_000L);
        take(41_000, 8);
        take(42_000, 9);
        advance(52_999);
        assertThat(told.verdicts).hasSize(1);
        assertThat(state.wakeMillis()).isEqualTo(52_999);
        take(45_000, 1);
        assertThat(told.rejected).isEmpty();
        take(43_999, 1);
        assertThat(told.rejected).isEmpty();
        advance(60_000);
        assertThat(told.verdicts).as("an event came after all").hasSize(1);
    }

    @Test
    void aNameStaysWithItsKind() {
        String rule =
                "kind: Rule\nmetadata: {id: rise, tenant: t, version: 2}\n"
                        + "spec: {signals: {x: x}, formula: x > 0}\n";
        accept(apply(), 1, 1_000, rise(1, 5));
        assertThat(table.apply(change("r", apply(), 2, 2_000, rule)).refusal())
                .isEqualTo("t/rise is a pattern (expected: another name for a rule)");
    }

    @Test
    void aTableOfRulesAloneRefusesPatterns() {
        RuleTable alone = new RuleTable(List.of(), RuleQuota.DEFAULT);
        assertThat(alone.apply(change("p", apply(), 1, 1_000, rise(1, 5))).refusal())
                .contains("RULE122")
                .contains("pattern t/rise@1 where only rules can be used");
    }

    /** Against a watch of its own for each version, which sees the events of its time only. */
    @RepeatedTest(40)
    void equalsAWatchOfItsOwnForEachVersion(RepetitionInfo run) throws IOException {
        long seed = 900L + run.getCurrentRepetition();
        Random random = new Random(seed);
        List<Signal> events = new ArrayList<>();
        for (long at = 10_000; at < 120_000; at += 1 + random.nextInt(1_500)) {
            events.add(signal(at, random.nextInt(8)));
        }
        List<Signal> arriving = new ArrayList<>(events);
        long frontier = 9_000;
        long limit = 0;
        int version = 0;
        RuleTable live = table;
        live.changesMayCome(true);
        PatternWatch watching = watch;
        PatternsState kept = state;
        for (int i = 0; i < arriving.size(); i++) {
            if (i % 8 == 0) {
                Collections.shuffle(arriving.subList(i, Math.min(i + 8, arriving.size())), random);
                long settled = events.get(i).time().epochMillis();
                limit = settled * NANOS_PER_MILLI;
                frontier = Math.max(frontier, settled + random.nextInt(3_000));
                live.frontier(frontier);
            }
            if (random.nextInt(12) == 0) {
                long from = frontier + 1 + random.nextInt(6_000);
                int known = 1 + random.nextInt(Math.max(1, version));
                RuleChange asked =
                        switch (random.nextInt(7)) {
                            case 0 -> change("x" + i, RuleChange.Action.DISABLE, 0, from, "");
                            case 1 -> change("x" + i, RuleChange.Action.ACTIVATE, known, from, "");
                            case 2, 3 ->
                                    change(
                                            "x" + i,
                                            RuleChange.Action.CANARY,
                                            TRIALS + i,
                                            from,
                                            rise(TRIALS + i, i % 5));
                            default ->
                                    change(
                                            "x" + i,
                                            apply(),
                                            ++version,
                                            from,
                                            rise(version, version % 5 + 0.01 * version));
                        };
                live.apply(asked);
                watching.tableChanged();
            }
            Signal event = arriving.get(i);
            if (watching.watches(ENTITY, event.time().physicalNanos())) {
                watching.onSignal(kept, event, limit, 0, told);
            } else {
                watching.advance(kept, ENTITY, limit, told);
            }
            if (random.nextInt(30) == 0) {
                RuleTable copy = new RuleTable(List.of(), RuleQuota.DEFAULT, new EveryDocument());
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                live.write(new DataOutputStream(bytes));
                copy.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
                live = copy;
                live.changesMayCome(true);
                watching = new PatternWatch(live, 1_000);
                kept = restored(kept);
            }
        }
        watching.advance(kept, ENTITY, NEVER, told);
        assertThat(told.rejected).isEmpty();
        TreeSet<String> expected = expected(live, events);
        assertThat(words(told)).as("seed %d", seed).isEqualTo(expected);
        assertThat(told.verdicts).hasSameSizeAs(expected);
        RuleTable finished = live;
        assertThat(told.decisions)
                .as("seed %d", seed)
                .filteredOn(decision -> decision.action() == Decision.Action.DIFFER)
                .allMatch(decision -> isDuringItsTrial(decision, finished));
    }

    private static boolean isDuringItsTrial(Decision decision, RuleTable table) {
        return table.tenures().stream()
                .anyMatch(
                        tenure ->
                                tenure.onTrial()
                                        && tenure.ref().equals(decision.rule())
                                        && tenure.fromMillis() < decision.timeMillis()
                                        && decision.timeMillis() <= tenure.toMillis());
    }

    private static PatternsState restored(PatternsState state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PatternsStateCodec.write(state, new DataOutputStream(bytes));
        return PatternsStateCodec.read(
                state.waiting().copy(),
                new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }

    private static TreeSet<String> expected(RuleTable table, List<Signal> events) {
        TreeSet<String> words = new TreeSet<>();
        for (Tenure tenure : table.tenures()) {
            if (tenure.onTrial()) {
                continue; // nothing it finds is a match
            }
            Told own = new Told();
            PatternWatch alone =
                    new PatternWatch(
                            PatternCheck.compile(
                                            RuleDocuments.read("p", tenure.document()).patterns())
                                    .patterns(),
                            1_000);
            PatternsState fresh = alone.newState();
            for (Signal event : events) {
                long millis = event.time().epochMillis();
                if (millis >= tenure.fromMillis() && millis < tenure.toMillis()) {
                    alone.onSignal(fresh, event, 0, 0, own);
                }
            }
            alone.advance(
                    fresh,
                    ENTITY,
                    tenure.isOpen() ? NEVER : tenure.toMillis() * NANOS_PER_MILLI,
                    own);
            words.addAll(words(own));
        }
        return words;
    }

    private static TreeSet<String> words(Told told) {
        TreeSet<String> words = new TreeSet<>();
        told.verdicts.forEach(each -> words.add(each.timeMillis() + " " + each.id()));
        return words;
    }
}
