package io.chronofabric.clogic.egc.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.clogic.egc.Rules;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import io.chronofabric.time.LogicalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class FixedRulesOperatorTest {
    private static final int MAX_PARALLELISM = 8;
    private static final Rule RULE =
            Rules.every("r", "always[0,4s]((x > 2) -> eventually[0,2s](x <= 2))");

    /** So many that what they know is kept apart from the events. */
    private static final List<Rule> RULES =
            List.of(
                    RULE,
                    Rules.onChange("changes", "once[0,2s](x > 3)"),
                    Rules.every("range", "historically[0,1s](x < 5)"));

    @Test
    void outputsEqualAnUndisturbedRunAcrossSnapshotsAndRescaling() throws Exception {
        long seed = seed();
        Random random = new Random(seed);
        for (int round = 0; round < 5; round++) {
            List<Signal> events = trace(random, 12, 25);
            List<Verdict> undisturbed = run(events, new int[] {1}, events.size());
            List<Verdict> rescaled = run(events, new int[] {1, 2, 5, 3}, 1 + events.size() / 4);
            assertThat(undisturbed).hasSizeGreaterThan(50);
            assertThat(rescaled).as("seed %d", seed).isEqualTo(undisturbed);
        }
    }

    @Test
    void stateOfAnEntityThatFellSilentIsGivenBack() throws Exception {
        try (var harness = harness(1, 0, List.of(RULE))) {
            harness.open();
            for (int i = 0; i < 50; i++) {
                Signal event = signal("entity-" + i, 100_000 + i, 1);
                harness.processElement(event, event.time().epochMillis());
            }
            harness.processWatermark(120_000);
            assertThat(harness.numKeyedStateEntries()).isEqualTo(50);
            harness.processWatermark(400_000);
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
        }
    }

    @Test
    void bothPartsOfTheStateOfManyRulesAreGivenBack() throws Exception {
        try (var harness = harness(1, 0, RULES)) {
            harness.open();
            harness.processElement(signal("a", 100_000, 4), 100_000);
            harness.processWatermark(102_000);
            assertThat(harness.numKeyedStateEntries()).isEqualTo(2);
            harness.processWatermark(400_000);
            assertThat(harness.numKeyedStateEntries()).isZero();
        }
    }

    @Test
    void anEntityHasTwoTimersAtMostHoweverManyEventsItHas() throws Exception {
        try (var harness = harness(1, 0, List.of(RULE))) {
            harness.open();
            for (int i = 0; i < 50; i++) {
                harness.processElement(signal("a", 100_000 + 500 * i, 1), 100_000 + 500 * i);
                if (i % 7 == 0) {
                    harness.processWatermark(100_000 + 500 * i - 1);
                }
            }
            assertThat(harness.numEventTimeTimers()).isEqualTo(1);
        }
    }

    @Test
    void silenceIsAlertedByTheWatermarkAloneAlsoAfterARestart() throws Exception {
        List<Rule> rules = List.of(Rules.ages("x", "silence <= 30"));
        OperatorSubtaskState snapshot;
        try (var harness = harness(1, 0, rules)) {
            harness.open();
            for (int second = 0; second < 60; second++) {
                harness.processElement(signal("a", 100_000 + 1_000 * second, 1), 100_000);
                harness.processWatermark(100_000 + 1_000 * second);
                assertThat(harness.numEventTimeTimers()).isBetween(1, 2);
            }
            harness.processWatermark(185_000);
            snapshot = harness.snapshot(1, 0);
        }
        try (var harness = harness(1, 0, rules)) {
            harness.initializeState(snapshot);
            harness.open();
            harness.processWatermark(189_999);
            assertThat(harness.getSideOutput(GovernOperator.DECISIONS)).isNull();
            harness.processWatermark(190_000);
            assertThat(harness.getSideOutput(GovernOperator.DECISIONS)).hasSize(1);
            harness.processWatermark(9_000_000);
            assertThat(harness.getSideOutput(GovernOperator.DECISIONS)).hasSize(1);
            assertThat(harness.numKeyedStateEntries()).as("for the open alert").isEqualTo(1);
        }
    }

    @Test
    void anEntityThatNoRuleGovernsHasNoState() throws Exception {
        try (var harness = harness(1, 0, List.of(Rules.governing("svc-*", RULE)))) {
            harness.open();
            harness.processElement(signal("host", 100_000, 1), 100_000);
            harness.processElement(signal("svc-a", 100_000, 1), 100_000);
            assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
        }
    }

    @Test
    void duplicatesAndGapsAreTakenQuietly() throws Exception {
        try (var harness = harness(1, 0, List.of(RULE))) {
            harness.open();
            harness.processElement(signal("a", 100_000, 1), 100_000);
            harness.processElement(signal("a", 100_000, 1), 100_000);
            harness.processWatermark(Long.MAX_VALUE);
            assertThat(harness.getSideOutput(GovernOperator.REJECTED)).isNull();
            assertThat(harness.numKeyedStateEntries()).isZero();
        }
    }

    @Test
    void anEntityForgottenWhileItTakesAnEventLeavesNoTimer() throws Exception {
        OperatorSubtaskState snapshot;
        try (var harness = harness(1, 0, List.of(RULE))) {
            harness.open();
            harness.processElement(signal("a", 100_000, 1), 100_000);
            snapshot = harness.snapshot(1, 0);
        }
        try (var harness = harness(1, 0, List.of(Rules.governing("svc-*", RULE)))) {
            harness.initializeState(snapshot);
            harness.open();
            assertThat(harness.numEventTimeTimers()).isEqualTo(1);
            harness.processElement(signal("a", 101_000, 1), 101_000);
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
        }
    }

    @Test
    void aRejectedEventOfAnUnknownEntityLeavesNothingBehind() throws Exception {
        try (var harness = harness(1, 0, List.of(RULE))) {
            harness.open();
            harness.processWatermark(500_000);
            harness.processElement(signal("a", 100_000, 1), 100_000);
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
        }
    }

    @Test
    void timersAreNeverSetInThePast() throws Exception {
        long seed = seed();
        Random random = new Random(seed);
        try (var harness =
                harness(1, 0, List.of(Rules.onChange("r", "historically[0,3s](x > 2)")))) {
            harness.open();
            long newest = 100_000;
            for (int i = 0; i < 500; i++) {
                newest += random.nextInt(2_000);
                long at = newest - random.nextInt(20_000);
                harness.processElement(signal("a", at, random.nextInt(6)), at);
                // A timer in the past would fire with the same watermark and be gone afterwards.
                harness.processWatermark(newest - 5_000);
                assertThat(harness.numEventTimeTimers()).as("seed %d", seed).isBetween(1, 2);
            }
        }
    }

    @Test
    void aHopelesslyLateEventLeavesBySideOutput() throws Exception {
        try (var harness = harness(1, 0, List.of(RULE))) {
            harness.open();
            harness.processWatermark(500_000);
            harness.processElement(signal("a", 100_000, 1), 100_000);
            Queue<StreamRecord<Rejected>> rejected = harness.getSideOutput(GovernOperator.REJECTED);
            assertThat(rejected).hasSize(1);
        }
    }

    @Test
    void aRuleThatDoesNotCompileIsRefusedWhenTheJobIsDefined() {
        assertThatThrownBy(() -> new FixedRulesOperator(List.of(Rules.every("r", "x >")), 10))
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("STL001")
                .hasMessageContaining("test:1:");
    }

    /** Runs the events, restarting with the next parallelism after every {@code stride} of them. */
    private static List<Verdict> run(List<Signal> events, int[] parallelisms, int stride)
            throws Exception {
        List<Verdict> verdicts = new ArrayList<>();
        OperatorSubtaskState snapshot = null;
        long watermark = 0;
        int step = 0;
        for (int from = 0; from < events.size(); from += stride, step++) {
            int to = Math.min(events.size(), from + stride);
            int parallelism = parallelisms[Math.min(step, parallelisms.length - 1)];
            int before = step == 0 ? 1 : parallelisms[Math.min(step - 1, parallelisms.length - 1)];
            boolean last = to == events.size();
            List<OperatorSubtaskState> parts = new ArrayList<>();
            long reached = watermark;
            for (int subtask = 0; subtask < parallelism; subtask++) {
                try (var harness = harness(parallelism, subtask, RULES)) {
                    if (snapshot != null) {
                        harness.initializeState(
                                AbstractStreamOperatorTestHarness.repartitionOperatorState(
                                        snapshot, MAX_PARALLELISM, before, parallelism, subtask));
                    }
                    harness.open();
                    harness.processWatermark(watermark);
                    reached = watermark;
                    for (Signal event : events.subList(from, to)) {
                        if (subtaskOf(event.entity(), parallelism) == subtask) {
                            harness.processElement(event, event.time().epochMillis());
                        }
                        reached = Math.max(reached, event.time().epochMillis() - 1);
                        harness.processWatermark(reached);
                    }
                    if (last) {
                        harness.processWatermark(Long.MAX_VALUE);
                    }
                    verdicts.addAll(harness.extractOutputValues());
                    parts.add(harness.snapshot(step + 1L, 0));
                }
            }
            watermark = reached;
            snapshot =
                    AbstractStreamOperatorTestHarness.repackageState(
                            parts.toArray(OperatorSubtaskState[]::new));
        }
        verdicts.sort(
                Comparator.comparing(Verdict::entity)
                        .thenComparing(Verdict::rule)
                        .thenComparingLong(Verdict::timeMillis));
        return verdicts;
    }

    private static int subtaskOf(String entity, int parallelism) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(
                entity, MAX_PARALLELISM, parallelism);
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Signal, Verdict> harness(
            int parallelism, int subtask, List<Rule> rules) throws Exception {
        KeyedOneInputStreamOperatorTestHarness<String, Signal, Verdict> harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new FixedRulesOperator(rules, 1_000),
                        Signal::entity,
                        Types.STRING,
                        MAX_PARALLELISM,
                        parallelism,
                        subtask);
        harness.setup(
                RecordTypes.verdict()
                        .createSerializer(harness.getExecutionConfig().getSerializerConfig()));
        return harness;
    }

    private static List<Signal> trace(Random random, int entities, int events) {
        List<Signal> trace = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            for (int e = 0; e < entities; e++) {
                trace.add(
                        signal(
                                "entity-" + e,
                                100_000 + 1_000L * i + random.nextInt(900),
                                random.nextInt(6)));
            }
        }
        trace.sort(Comparator.comparing(Signal::time));
        return trace;
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
