package io.chronofabric.clogic.egc.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.clogic.egc.RuleQuota;
import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
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
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class LivePatternsOperatorTest {
    private static final int MAX_PARALLELISM = 8;
    private static final SilencePolicy HOLD = new SilencePolicy(Duration.ofSeconds(10), false);

    @Test
    void nothingIsFoundBeyondTheFrontier() throws Exception {
        try (var harness = harness(1, 0)) {
            harness.open();
            harness.processElement2(change("a", 1, 100_000, 5));
            harness.processElement2(frontier(103_000));
            harness.processElement1(signal("a", 101_000, 6), 101_000);
            harness.processElement1(signal("a", 102_000, 7), 102_000);
            harness.processWatermark1(new Watermark(200_000));
            assertThat(harness.extractOutputValues()).isEmpty();
            harness.processElement2(frontier(104_000));
            assertThat(harness.extractOutputValues())
                    .singleElement()
                    .satisfies(match -> assertThat(match.timeMillis()).isEqualTo(104_000));
        }
    }

    @Test
    void whatASilentEntityHadBegunIsGoneWhenItsPatternIsDisabled() throws Exception {
        try (var harness = harness(1, 0)) {
            harness.open();
            harness.processElement2(change("a", 1, 100_000, 5));
            harness.processElement2(frontier(150_000));
            harness.processElement1(signal("a", 101_000, 6), 101_000);
            harness.processWatermark1(new Watermark(110_000));
            assertThat(harness.numKeyedStateEntries()).isOne();
            harness.processElement2(
                    new StreamRecord<>(
                            new RuleChange(
                                    "d",
                                    RuleChange.Action.DISABLE,
                                    "t",
                                    "rise",
                                    0,
                                    160_000,
                                    "",
                                    "test",
                                    0,
                                    new Origin("egc.rules", 0, 0))));
            harness.processElement2(frontier(300_000));
            harness.processWatermark1(new Watermark(159_000));
            assertThat(harness.numKeyedStateEntries()).isOne();
            harness.processWatermark1(new Watermark(160_000));
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
        }
    }

    @Test
    void anEventThatComesBeforeItsPatternWaitsForTheFrontier() throws Exception {
        try (var harness = harness(1, 0)) {
            harness.open();
            harness.processElement1(signal("a", 101_000, 6), 101_000);
            harness.processElement1(signal("a", 102_000, 7), 102_000);
            harness.processElement1(signal("b", 102_000, 1), 102_000);
            harness.processElement2(change("a", 1, 100_000, 5));
            harness.processElement2(frontier(200_000));
            harness.processWatermark1(new Watermark(200_000));
            assertThat(harness.extractOutputValues()).hasSize(1);
            assertThat(harness.numKeyedStateEntries()).isZero();
        }
    }

    @Test
    void aRefusedChangeIsLeftToTheRulesToTell() throws Exception {
        try (var harness = harness(1, 0)) {
            harness.open();
            harness.processElement2(frontier(150_000));
            harness.processElement2(change("a", 1, 100_000, 5));
            assertThat(harness.getSideOutput(GovernOperator.REJECTED)).isNull();
            harness.processElement1(signal("a", 149_000, 6), 149_000);
            assertThat(harness.numKeyedStateEntries()).isZero();
        }
    }

    @Test
    void everySubtaskSwitchesAtTheSameMomentAcrossRestartsAndRescaling() throws Exception {
        long seed = Long.getLong("seed", 20_261_122L);
        Random random = new Random(seed);
        LiveScript player = new LiveScript(MAX_PARALLELISM, LivePatternsOperatorTest::harness);
        for (int round = 0; round < 6; round++) {
            List<Object> script = script(random);
            TreeSet<String> undisturbed = words(player.play(script, new int[] {1}, script.size()));
            TreeSet<String> disturbed =
                    words(
                            player.play(
                                    script,
                                    new int[] {1, 2, 5, 3},
                                    1 + random.nextInt(script.size() / 4)));
            assertThat(disturbed).as("seed %d round %d", seed, round).isEqualTo(undisturbed);
            assertThat(undisturbed)
                    .as("seed %d: each version's matches end in its time", seed)
                    .anyMatch(word -> word.contains("@1"))
                    .anyMatch(word -> word.contains("@2"))
                    .allMatch(LivePatternsOperatorTest::isOfItsVersion);
        }
    }

    private static boolean isOfItsVersion(String word) {
        long millis = Long.parseLong(word.substring(word.indexOf(':') + 1, word.indexOf('@')));
        // What ends at the moment of a switch was decided before it.
        boolean second = millis > 115_000 && millis <= 130_000;
        return word.contains(second ? "@2" : "@1");
    }

    private static List<Object> script(Random random) {
        List<Object> script = new ArrayList<>();
        int applyAt = 101 + random.nextInt(10);
        int rollbackAt = 116 + random.nextInt(10);
        script.add(change("c1", 1, 90_000, 1).getValue());
        for (int second = 100; second < 150; second++) {
            if (second == applyAt) {
                script.add(change("c2", 2, 115_000, 3).getValue());
            }
            if (second == rollbackAt) {
                script.add(
                        new RuleChange(
                                "c3",
                                RuleChange.Action.ACTIVATE,
                                "t",
                                "rise",
                                1,
                                130_000,
                                "",
                                "test",
                                0,
                                new Origin("egc.rules", 0, 0)));
            }
            long promised = second * 1000L + random.nextInt(3_000);
            long limit = second <= applyAt ? 114_999 : second <= rollbackAt ? 129_999 : 1L << 40;
            script.add(new RuleFrontier(Math.min(promised, limit), "test"));
            for (int entity = 0; entity < 12; entity++) {
                long at = second * 1000L + random.nextInt(900);
                script.add(signal("entity-" + entity, at, random.nextInt(6)));
            }
            script.add(new Watermark(second * 1000L));
        }
        script.add(new RuleFrontier(1L << 40, "test"));
        script.add(new Watermark(1L << 40));
        return script;
    }

    private static TreeSet<String> words(List<Verdict> verdicts) {
        TreeSet<String> words = new TreeSet<>();
        for (Verdict verdict : verdicts) {
            String word =
                    verdict.entity()
                            + ":"
                            + verdict.timeMillis()
                            + "@"
                            + verdict.rule().version()
                            + " "
                            + verdict.id();
            assertThat(words.add(word)).as("said once: %s", word).isTrue();
        }
        return words;
    }

    private static KeyedTwoInputStreamOperatorTestHarness<String, Signal, RuleControl, Verdict>
            harness(int parallelism, int subtask) throws Exception {
        var harness =
                new KeyedTwoInputStreamOperatorTestHarness<String, Signal, RuleControl, Verdict>(
                        new LivePatternsOperator(
                                new GovernedDocuments(
                                        List.of(), List.of(), true, RuleQuota.DEFAULT),
                                HOLD,
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
            String id, int version, long fromMillis, int threshold) {
        String document =
                """
                kind: Pattern
                metadata: {id: rise, tenant: t, version: %d}
                spec:
                  signals: {x: x}
                  params: {P: %d}
                  sequence:
                    - {name: up, when: "x > $P"}
                    - {name: more, when: "x > up.x"}
                    - {none: down, when: "x < $P", within: 2s}
                """
                        .formatted(version, threshold);
        return new StreamRecord<>(
                new RuleChange(
                        id,
                        RuleChange.Action.APPLY,
                        "t",
                        "rise",
                        version,
                        fromMillis,
                        document,
                        "test",
                        0,
                        new Origin("egc.rules", 0, 0)));
    }

    private static Signal signal(String entity, long millis, double x) {
        return new Signal(
                LogicalTime.ofEpochMillis(millis),
                entity,
                Fields.of(Map.of("x", x)),
                new Origin("t", 0, millis));
    }
}
