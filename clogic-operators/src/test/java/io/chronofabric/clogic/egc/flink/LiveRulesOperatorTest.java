package io.chronofabric.clogic.egc.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.clogic.egc.RuleQuota;
import io.chronofabric.clogic.egc.Rules;
import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Form;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleControl;
import io.chronofabric.state.model.RuleFrontier;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import io.chronofabric.time.LogicalTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class LiveRulesOperatorTest {
    private static final int MAX_PARALLELISM = 8;
    private static final List<Rule> BASE = List.of(Rules.every("r", "x > 0"));
    private static final SilencePolicy HOLD = new SilencePolicy(Duration.ofSeconds(10), false);
    private static final SilencePolicy PROCEED = new SilencePolicy(Duration.ofSeconds(10), true);

    @Test
    void nothingIsSaidBeyondTheFrontier() throws Exception {
        try (var harness = harness(HOLD, 1, 0)) {
            harness.open();
            harness.processElement1(signal("a", 100_000, 1), 100_000);
            harness.processElement1(signal("a", 102_000, 1), 102_000);
            harness.processWatermark1(new Watermark(110_000));
            assertThat(harness.extractOutputValues()).isEmpty();
            harness.processElement2(frontier(100_500));
            assertThat(harness.extractOutputValues()).hasSize(1);
            harness.processElement2(frontier(200_000));
            assertThat(harness.extractOutputValues()).hasSizeGreaterThan(2);
        }
    }

    @Test
    void anEventBehindTheWatermarkOfTheEventsButNotBehindTheFrontierIsNotLate() throws Exception {
        try (var harness = harness(HOLD, 1, 0)) {
            harness.open();
            harness.processElement2(frontier(100_000));
            harness.processWatermark1(new Watermark(500_000));
            harness.processElement1(signal("a", 101_000, 1), 101_000);
            harness.processElement2(frontier(600_000));
            assertThat(harness.extractOutputValues()).isNotEmpty();
            assertThat(harness.getSideOutput(GovernOperator.REJECTED)).isNull();
        }
    }

    @Test
    void anEventThatComesBeforeItsRuleWaitsForTheFrontier() throws Exception {
        try (var harness = harness(HOLD, 1, 0, List.of())) {
            harness.open();
            harness.processElement1(signal("a", 101_000, -1), 101_000);
            harness.processElement2(change("a", 1, 100_000, "x > 0"));
            harness.processElement2(frontier(200_000));
            harness.processWatermark1(new Watermark(200_000));
            assertThat(harness.extractOutputValues()).anyMatch(Verdict::isViolated);
        }
    }

    @Test
    void anEventThatNoRuleTurnsOutToGovernLeavesNothing() throws Exception {
        try (var harness = harness(HOLD, 1, 0, List.of())) {
            harness.open();
            harness.processElement1(signal("a", 101_000, -1), 101_000);
            assertThat(harness.numKeyedStateEntries()).isOne();
            harness.processElement2(frontier(200_000));
            harness.processWatermark1(new Watermark(200_000));
            assertThat(harness.extractOutputValues()).isEmpty();
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
        }
    }

    @Test
    void whenTheChannelEndsNothingIsHeldBack() throws Exception {
        try (var harness = harness(HOLD, 1, 0)) {
            harness.open();
            harness.processElement1(signal("a", 100_000, 1), 100_000);
            harness.processWatermark1(new Watermark(110_000));
            harness.endInput2();
            assertThat(harness.extractOutputValues()).isNotEmpty();
        }
    }

    @Test
    void aSilentGovernorHoldsEveryVerdictIfItIsToldTo() throws Exception {
        try (var harness = harness(HOLD, 1, 0)) {
            fallSilent(harness);
            assertThat(harness.extractOutputValues()).hasSize(1);
            harness.processElement2(frontier(300_000));
            assertThat(harness.extractOutputValues()).hasSizeGreaterThan(1);
        }
    }

    @Test
    void aSilentGovernorIsNotWaitedForIfItIsToldTo() throws Exception {
        try (var harness = harness(PROCEED, 1, 0)) {
            fallSilent(harness);
            assertThat(harness.extractOutputValues()).hasSizeGreaterThan(1);
            // Heard again, it holds what is to come.
            harness.processElement2(frontier(150_000));
            harness.processElement1(signal("a", 160_000, 1), 160_000);
            int before = harness.extractOutputValues().size();
            harness.processWatermark1(new Watermark(170_000));
            assertThat(harness.extractOutputValues()).hasSize(before);
        }
    }

    private static void fallSilent(
            KeyedTwoInputStreamOperatorTestHarness<String, Signal, RuleControl, Verdict> harness)
            throws Exception {
        harness.open();
        harness.setProcessingTime(0);
        harness.processElement2(frontier(100_500));
        harness.processElement1(signal("a", 100_000, 1), 100_000);
        harness.processElement1(signal("a", 102_000, 1), 102_000);
        harness.processWatermark1(new Watermark(110_000));
        harness.setProcessingTime(9_000);
        assertThat(harness.extractOutputValues()).hasSize(1);
        harness.setProcessingTime(20_000);
    }

    @Test
    void whatIsRefusedOrUnreadableBecomesOneDeadLetter() throws Exception {
        for (int subtask = 0; subtask < 2; subtask++) {
            try (var harness = harness(HOLD, 2, subtask)) {
                harness.open();
                harness.processElement2(frontier(200_000));
                harness.processElement2(change("c1", 2, 150_000, "x > 5"));
                harness.processElement2(
                        new StreamRecord<>(
                                new Rejected(
                                        new byte[] {1},
                                        new Origin("egc.rules", 0, 7),
                                        RejectReason.MALFORMED,
                                        "no JSON object")));
                if (subtask > 0) {
                    assertThat(harness.getSideOutput(GovernOperator.REJECTED)).isNull();
                    continue;
                }
                List<Rejected> letters = new ArrayList<>();
                harness.getSideOutput(GovernOperator.REJECTED)
                        .forEach(record -> letters.add(record.getValue()));
                assertThat(letters)
                        .extracting(Rejected::reason)
                        .containsExactly(RejectReason.RULE_REFUSED, RejectReason.MALFORMED);
                assertThat(letters.get(0).form()).isEqualTo(Form.RULE_CHANGE);
                assertThat(letters.get(0).text())
                        .contains("was promised to stay as it is")
                        .contains("1970-01-01T00:03:20Z");
            }
        }
    }

    @Test
    void anAlertOfASilentEntityIsClosedWhenItsRuleIsDisabled() throws Exception {
        try (var harness = harness(HOLD, 1, 0)) {
            harness.open();
            harness.processElement2(frontier(1_000_000));
            harness.processElement1(signal("a", 100_000, -1), 100_000);
            harness.processWatermark1(new Watermark(900_000));
            assertThat(decisions(harness)).containsExactly(Decision.Action.ALERT);
            harness.processElement2(
                    new StreamRecord<>(
                            new RuleChange(
                                    "d",
                                    RuleChange.Action.DISABLE,
                                    "test",
                                    "r",
                                    0,
                                    1_100_000,
                                    "",
                                    "tester",
                                    0,
                                    new Origin("egc.rules", 0, 0))));
            harness.processElement2(frontier(2_000_000));
            harness.processWatermark1(new Watermark(1_900_000));
            assertThat(decisions(harness))
                    .containsExactly(Decision.Action.ALERT, Decision.Action.CLEAR);
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
        }
    }

    private static List<Decision.Action> decisions(
            AbstractStreamOperatorTestHarness<Verdict> harness) {
        List<Decision.Action> actions = new ArrayList<>();
        harness.getSideOutput(GovernOperator.DECISIONS)
                .forEach(record -> actions.add(record.getValue().action()));
        return actions;
    }

    @Test
    void everySubtaskSwitchesAtTheSameMomentAcrossRestartsAndRescaling() throws Exception {
        long seed = seed();
        Random random = new Random(seed);
        for (int round = 0; round < 10; round++) {
            List<Object> script = script(random);
            TreeSet<String> undisturbed = play(script, new int[] {1}, script.size());
            TreeSet<String> disturbed =
                    play(script, new int[] {1, 2, 5, 3}, 1 + random.nextInt(script.size() / 4));
            assertThat(disturbed).as("seed %d round %d", seed, round).isEqualTo(undisturbed);
            assertThat(undisturbed).anyMatch(word -> word.contains("@2="));
            assertThat(undisturbed)
                    .as("seed %d: every version's moments are its own", seed)
                    .allMatch(LiveRulesOperatorTest::isOfItsVersion);
        }
    }

    /** Version 1 until 110 s, version 2 until 120 s, version 1 again after that. */
    private static boolean isOfItsVersion(String word) {
        long second = Long.parseLong(word.substring(word.indexOf(':') + 1, word.indexOf('@')));
        int version = second >= 110 && second < 120 ? 2 : 1;
        return word.contains("@" + version + "=");
    }

    /** Events of twelve entities, and control records, in one order. */
    private static List<Object> script(Random random) {
        List<Object> script = new ArrayList<>();
        int applyAt = 101 + random.nextInt(6);
        int rollbackAt = 111 + random.nextInt(6);
        for (int second = 100; second < 130; second++) {
            if (second == applyAt) {
                script.add(change("c1", 2, 110_000, "always[0,3s](x > 2)").getValue());
            }
            if (second == rollbackAt) {
                script.add(
                        new RuleChange(
                                "c2",
                                RuleChange.Action.ACTIVATE,
                                "test",
                                "r",
                                1,
                                120_000,
                                "",
                                "tester",
                                0,
                                new Origin("egc.rules", 0, 0)));
            }
            long promised = second * 1000L + random.nextInt(3_000);
            long limit = second <= applyAt ? 109_999 : second <= rollbackAt ? 119_999 : 1L << 40;
            script.add(new RuleFrontier(Math.min(promised, limit), "test"));
            for (int entity = 0; entity < 12; entity++) {
                script.add(
                        signal(
                                "entity-" + entity,
                                second * 1000L + random.nextInt(900),
                                random.nextInt(6) - 1));
            }
            script.add(new Watermark(second * 1000L));
        }
        script.add(new RuleFrontier(1L << 40, "test"));
        script.add(new Watermark(1L << 40));
        return script;
    }

    private static TreeSet<String> play(List<Object> script, int[] parallelisms, int stride)
            throws Exception {
        TreeSet<String> words = new TreeSet<>();
        LiveScript player =
                new LiveScript(
                        MAX_PARALLELISM,
                        (parallelism, subtask) -> harness(HOLD, parallelism, subtask));
        for (Verdict verdict : player.play(script, parallelisms, stride)) {
            String word =
                    verdict.entity()
                            + ":"
                            + verdict.timeMillis() / 1000
                            + "@"
                            + verdict.rule().version()
                            + "="
                            + verdict.robustness();
            assertThat(words.add(word)).as("said once: %s", word).isTrue();
        }
        return words;
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, Signal, RuleControl, Verdict>
            harness(SilencePolicy silence, int parallelism, int subtask) throws Exception {
        return harness(silence, parallelism, subtask, BASE);
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, Signal, RuleControl, Verdict>
            harness(SilencePolicy silence, int parallelism, int subtask, List<Rule> base)
                    throws Exception {
        var harness =
                new KeyedTwoInputStreamOperatorTestHarness<String, Signal, RuleControl, Verdict>(
                        new LiveRulesOperator(
                                new GovernedDocuments(base, List.of(), false, RuleQuota.DEFAULT),
                                silence,
                                1_000),
                        Signal::entity,
                        null,
                        Types.STRING,
                        MAX_PARALLELISM,
                        parallelism,
                        subtask);
        harness.setup(
                RecordTypes.verdict()
                        .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
        return harness;
    }

    private static StreamRecord<RuleControl> frontier(long millis) {
        return new StreamRecord<>(new RuleFrontier(millis, "test"));
    }

    private static StreamRecord<RuleControl> change(
            String id, int version, long fromMillis, String formula) {
        String document =
                "apiVersion: egc/v1\nkind: Rule\nmetadata: {id: r, tenant: test, version: "
                        + version
                        + "}\nspec:\n  signals: {x: x}\n  formula: \""
                        + formula
                        + "\"\n  emit: [verdict, correction]\n  report: every\n";
        return new StreamRecord<>(
                new RuleChange(
                        id,
                        RuleChange.Action.APPLY,
                        "test",
                        "r",
                        version,
                        fromMillis,
                        document,
                        "tester",
                        0,
                        new Origin("egc.rules", 0, 0)));
    }

    private static Signal signal(String entity, long millis, double x) {
        return new Signal(
                new LogicalTime(millis * 1_000_000L, 0, 1),
                entity,
                Fields.of(Map.of("x", x)),
                new Origin("test", 0, millis));
    }

    private static long seed() {
        String given = System.getProperty("seed", "");
        return given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
    }
}
