package io.chronofabric.clogic.egc.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.state.codec.RuleDocuments;
import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import io.chronofabric.time.LogicalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class PatternOperatorTest {
    private static final int MAX_PARALLELISM = 8;
    private static final List<PatternRule> PATTERNS =
            patterns(
                    """
                    kind: Pattern
                    metadata: {id: storm}
                    spec:
                      appliesTo: {entity: "svc-*"}
                      signals: {x: x}
                      features: {usual: {mean: x, over: 20s}}
                      within: 30s
                      sequence:
                        - {name: spike, when: "x > 1.5 * usual"}
                        - {name: more, when: "x >= spike.x", then: followed-by-any}
                        - {none: calm, when: "x < 2", within: 4s}
                      afterMatch: no-skip
                      guard: 5s
                    ---
                    kind: Pattern
                    metadata: {id: steps}
                    spec:
                      signals: {x: x}
                      within: 8s
                      lateness: 2s
                      sequence:
                        - {name: low, when: x < 2}
                        - {name: up, when: "up.count == 0 or x > up.x", times: "2..", repeat: next}
                        - {name: down, when: x < up.x, then: next}
                    """);

    private static List<PatternRule> patterns(String text) {
        RuleDocuments.Result read = RuleDocuments.read("p.yaml", text);
        assertThat(read.problems()).isEmpty();
        return read.patterns();
    }

    @Test
    void outputsEqualAnUndisturbedRunAcrossSnapshotsAndRescaling() throws Exception {
        long seed = Long.getLong("seed", 20_261_122L);
        Random random = new Random(seed);
        for (int round = 0; round < 5; round++) {
            List<Signal> events = trace(random, 12, 40);
            List<Verdict> undisturbed = run(events, new int[] {1}, events.size());
            int stride = 1 + random.nextInt(events.size() / 3);
            List<Verdict> rescaled = run(events, new int[] {1, 2, 5, 3}, stride);
            assertThat(undisturbed).as("seed %d", seed).hasSizeGreaterThan(50);
            assertThat(rescaled).as("seed %d, stride %d", seed, stride).isEqualTo(undisturbed);
        }
    }

    @Test
    void silenceIsFoundByTheWatermarkAloneAlsoAfterARestart() throws Exception {
        OperatorSubtaskState snapshot;
        try (var harness = harness(1, 0, PATTERNS.subList(0, 1))) {
            harness.open();
            double[] values = {1, 1, 5, 6};
            for (int i = 0; i < values.length; i++) {
                harness.processElement(signal("svc-1", 100_000 + 1_000 * i, values[i]), 0);
            }
            harness.processWatermark(104_000);
            snapshot = harness.snapshot(1, 0);
        }
        try (var harness = harness(1, 0, PATTERNS.subList(0, 1))) {
            harness.initializeState(snapshot);
            harness.open();
            harness.processWatermark(106_998);
            assertThat(harness.extractOutputValues()).isEmpty();
            harness.processWatermark(106_999);
            assertThat(harness.extractOutputValues())
                    .singleElement()
                    .satisfies(match -> assertThat(match.timeMillis()).isEqualTo(107_000));
            assertThat(harness.getSideOutput(GovernOperator.DECISIONS)).hasSize(1);
            harness.processWatermark(200_000);
            assertThat(harness.extractOutputValues()).hasSize(1);
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
        }
    }

    @Test
    void aWatermarkThatStandsStillDoesNotSilenceAGuardedPattern() throws Exception {
        try (var harness = harness(1, 0, PATTERNS.subList(0, 1))) {
            harness.open();
            harness.setProcessingTime(1_000_000);
            double[] values = {1, 1, 5, 6};
            for (int i = 0; i < values.length; i++) {
                harness.processElement(signal("svc-1", 100_000 + 1_000 * i, values[i]), 0);
            }
            harness.setProcessingTime(1_000_000 + 8_999);
            assertThat(harness.extractOutputValues()).isEmpty();
            harness.setProcessingTime(1_000_000 + 9_100);
            assertThat(harness.extractOutputValues())
                    .singleElement()
                    .satisfies(match -> assertThat(match.isFinal()).isFalse());
            harness.setProcessingTime(2_000_000);
            harness.processWatermark(200_000);
            assertThat(harness.extractOutputValues())
                    .extracting(Verdict::isFinal)
                    .containsExactly(false, true);
            assertThat(harness.getSideOutput(GovernOperator.DECISIONS)).hasSize(1);
            assertThat(harness.numKeyedStateEntries()).isZero();
        }
    }

    @Test
    void lateEventsLeaveBySideOutputAndLeaveNothingBehind() throws Exception {
        try (var harness = harness(1, 0, PATTERNS)) {
            harness.open();
            harness.processWatermark(500_000);
            harness.processElement(signal("svc-1", 100_000, 1), 100_000);
            assertThat(harness.getSideOutput(GovernOperator.REJECTED)).hasSize(1);
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
        }
    }

    @Test
    void aPatternThatChangedBeginsAnew() throws Exception {
        OperatorSubtaskState snapshot;
        try (var harness = harness(1, 0, PATTERNS.subList(1, 2))) {
            harness.open();
            harness.processElement(signal("a", 1_000, 1), 0);
            harness.processElement(signal("a", 2_000, 3), 0);
            harness.processWatermark(5_000);
            snapshot = harness.snapshot(1, 0);
        }
        List<PatternRule> changed =
                patterns(
                        """
                        kind: Pattern
                        metadata: {id: steps}
                        spec:
                          signals: {x: x}
                          within: 9s
                          sequence: [{name: low, when: x < 2}, {name: high, when: x > 3}]
                        """);
        try (var harness = harness(1, 0, changed)) {
            harness.initializeState(snapshot);
            harness.open();
            harness.processElement(signal("a", 6_000, 4), 0);
            harness.processWatermark(8_000);
            assertThat(harness.extractOutputValues()).as("its beginning is forgotten").isEmpty();
            harness.processElement(signal("a", 9_000, 1), 0);
            harness.processElement(signal("a", 9_500, 4), 0);
            harness.processWatermark(12_000);
            assertThat(harness.extractOutputValues()).hasSize(1);
        }
    }

    @Test
    void aPatternThatDoesNotCompileIsRefusedWhenTheJobIsDefined() {
        List<PatternRule> bad =
                patterns(
                        """
                        kind: Pattern
                        metadata: {id: bad}
                        spec:
                          signals: {x: x}
                          sequence: [{name: low, when: y < 2}]
                        """);
        assertThatThrownBy(() -> new FixedPatternsOperator(bad, 10))
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("STL030");
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
            List<OperatorSubtaskState> parts = new ArrayList<>();
            long reached = watermark;
            for (int subtask = 0; subtask < parallelism; subtask++) {
                try (var harness = harness(parallelism, subtask, PATTERNS)) {
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
                    if (to == events.size()) {
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
                        .thenComparingLong(Verdict::timeMillis)
                        .thenComparing(Verdict::id));
        return verdicts;
    }

    private static int subtaskOf(String entity, int parallelism) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(
                entity, MAX_PARALLELISM, parallelism);
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Signal, Verdict> harness(
            int parallelism, int subtask, List<PatternRule> patterns) throws Exception {
        KeyedOneInputStreamOperatorTestHarness<String, Signal, Verdict> harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new FixedPatternsOperator(patterns, 1_000),
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
                long at = 100_000 + 1_000L * i + e;
                trace.add(signal((e % 3 == 0 ? "host-" : "svc-") + e, at, random.nextInt(7)));
            }
        }
        return trace;
    }

    private static Signal signal(String entity, long millis, double x) {
        return new Signal(
                LogicalTime.ofEpochMillis(millis),
                entity,
                Fields.of(Map.of("x", x)),
                new Origin("t", 0, millis));
    }
}
