package io.chronofabric.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class VerdictOrderTest {
    private static final long DELAY = 5_000;

    @Test
    void verdictsLeaveInOrderOfMomentEntityAndRuleHoweverTheyCame() throws Exception {
        List<Verdict> ordered = new ArrayList<>();
        for (int second = 1; second <= 20; second++) {
            for (String entity : List.of("a", "b", "c")) {
                ordered.add(verdict(second * 1_000L, entity, "r1"));
                ordered.add(verdict(second * 1_000L, entity, "r2"));
            }
        }
        List<Verdict> shuffled = new ArrayList<>(ordered);
        Collections.shuffle(shuffled, new Random(7));
        try (var harness = harness(null)) {
            for (Verdict verdict : shuffled) {
                harness.processElement(verdict, verdict.timeMillis());
            }
            harness.processWatermark(3_000 + DELAY);
            assertThat(harness.extractOutputValues()).isEqualTo(ordered.subList(0, 18));
            harness.processWatermark(Long.MAX_VALUE);
            assertThat(harness.extractOutputValues()).isEqualTo(ordered);
        }
    }

    @Test
    void whatWaitsSurvivesARestart() throws Exception {
        OperatorSubtaskState snapshot;
        Verdict late = verdict(2_000, "a", "r");
        Verdict early = verdict(1_000, "b", "r");
        try (var harness = harness(null)) {
            harness.processElement(late, 2_000);
            snapshot = harness.snapshot(1, 0);
        }
        try (var harness = harness(snapshot)) {
            harness.processElement(early, 1_000);
            harness.processWatermark(Long.MAX_VALUE);
            assertThat(harness.extractOutputValues()).containsExactly(early, late);
        }
    }

    @Test
    void aVerdictThatComesAfterItsTurnLeavesAtTheNextWatermarkAndNothingStaysBehind()
            throws Exception {
        Verdict early = verdict(1_000, "a", "r");
        Verdict late = verdict(1_000, "b", "r");
        try (var harness = harness(null)) {
            harness.processElement(early, 1_000);
            harness.processWatermark(1_000 + DELAY);
            harness.processElement(late, 1_000);
            assertThat(harness.extractOutputValues()).containsExactly(early);
            harness.processWatermark(1_001 + DELAY);
            assertThat(harness.extractOutputValues()).containsExactly(early, late);
            assertThat(harness.numEventTimeTimers()).isZero();
            assertThat(harness.numKeyedStateEntries()).isZero();
        }
    }

    private static KeyedOneInputStreamOperatorTestHarness<Byte, Verdict, Verdict> harness(
            OperatorSubtaskState from) throws Exception {
        KeyedOneInputStreamOperatorTestHarness<Byte, Verdict, Verdict> harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new KeyedProcessOperator<>(new VerdictOrder(DELAY)),
                        verdict -> (byte) 0,
                        Types.BYTE);
        harness.setup(
                RecordTypes.verdict()
                        .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
        if (from != null) {
            harness.initializeState(from);
        }
        harness.open();
        return harness;
    }

    private static Verdict verdict(long timeMillis, String entity, String rule) {
        return new Verdict(
                entity + rule + timeMillis,
                new RuleRef("test", rule, 1),
                entity,
                timeMillis,
                Verdict.Kind.VERDICT,
                1,
                1,
                0,
                new Verdict.Decider("x > 0", timeMillis));
    }
}
