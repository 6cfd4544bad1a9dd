package io.chronofabric.operators.sequence.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.operators.sequence.AtBound;
import io.chronofabric.operators.sequence.Ev;
import io.chronofabric.operators.sequence.FoundSequence;
import io.chronofabric.operators.sequence.Seeds;
import io.chronofabric.operators.sequence.SequenceBounds;
import io.chronofabric.operators.sequence.SequenceCondition;
import io.chronofabric.operators.sequence.SequencePattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;

/** Events are keyed by their value. */
class SequenceOperatorTest {
    private static final int MAX_PARALLELISM = 8;
    private static final OutputTag<Long> LATE = SequenceOperator.lateEvents(Types.LONG);

    /** An a, then b's, then a c; or an a without a b in 50 ms. */
    private static final SequencePattern<Long> CHAIN =
            SequencePattern.<Long>builder("chain", 1)
                    .begin("a", kind(0))
                    .followedBy("b", kind(1))
                    .oneOrMore()
                    .followedBy("c", kind(2))
                    .within(Duration.ofMillis(100))
                    .build();

    private static final SequencePattern<Long> SILENCE =
            SequencePattern.<Long>builder("silence", 1)
                    .begin("a", kind(0))
                    .notFollowedBy("b", kind(1))
                    .stageWithin(Duration.ofMillis(50))
                    .build();

    private static SequenceCondition<Long> kind(int kind) {
        return SequenceCondition.onEvent(e -> Ev.kind(e) == kind);
    }

    @Test
    void eventsAreWorkedOnInOrderOfTheirTime() throws Exception {
        try (var harness = open(CHAIN, 0)) {
            send(harness, Ev.of(1030, 0, 2, 0));
            send(harness, Ev.of(1010, 0, 0, 0));
            send(harness, Ev.of(1020, 0, 1, 0));
            harness.processWatermark(1029);
            assertThat(harness.extractOutputValues()).isEmpty();
            harness.processWatermark(1030);
            assertThat(harness.extractOutputValues()).hasSize(1);
            assertThat(harness.extractOutputValues().get(0)).startsWith("FOUND k0 ");
        }
    }

    @Test
    void duplicatesAreDroppedAndLateEventsLeaveBySideOutput() throws Exception {
        try (var harness = open(CHAIN, 0)) {
            send(harness, Ev.of(1010, 0, 0, 0));
            send(harness, Ev.of(1010, 0, 0, 0));
            send(harness, Ev.of(1020, 0, 1, 0));
            harness.processWatermark(1025);
            send(harness, Ev.of(1025, 0, 1, 0));
            send(harness, Ev.of(1030, 0, 2, 0));
            harness.processWatermark(1040);
            assertThat(harness.extractOutputValues()).hasSize(1);
            assertThat(harness.getSideOutput(LATE)).hasSize(1);
            assertThat(harness.getSideOutput(LATE).peek().getValue())
                    .isEqualTo(Ev.of(1025, 0, 1, 0));
        }
    }

    @Test
    void anAbsenceFiresAtTheWatermarkThoughTheKeyIsSilent() throws Exception {
        try (var harness = open(SILENCE, 0)) {
            send(harness, Ev.of(1000, 0, 0, 0));
            harness.processWatermark(1048);
            assertThat(harness.extractOutputValues()).isEmpty();
            // The watermark that settles all before 1050.
            harness.processWatermark(1049);
            assertThat(harness.extractOutputValues()).hasSize(1);
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
        }
    }

    @Test
    void aKeyThatIsDoneLeavesNothingBehind() throws Exception {
        for (int guard : new int[] {0, 10}) {
            try (var harness = open(CHAIN, guard)) {
                for (int i = 0; i < 50; i++) {
                    send(harness, Ev.of(1000 + i, i, i % 3, i % 7));
                }
                harness.processWatermark(1060);
                assertThat(harness.numKeyedStateEntries()).isPositive();
                harness.processWatermark(2000);
                harness.setProcessingTime(10_000);
                assertThat(harness.numKeyedStateEntries()).isZero();
                assertThat(harness.numEventTimeTimers()).isZero();
            }
        }
    }

    @Test
    void whereTheWatermarkStallsTheGuardTellsAnAbsenceOnce() throws Exception {
        try (var harness = open(SILENCE, 20)) {
            harness.setProcessingTime(500_000);
            send(harness, Ev.of(1000, 0, 0, 0));
            harness.setProcessingTime(500_069);
            assertThat(harness.extractOutputValues()).isEmpty();
            harness.setProcessingTime(500_070);
            assertThat(harness.extractOutputValues()).hasSize(1);
            String told = harness.extractOutputValues().get(0);
            assertThat(told).startsWith("GUARDED k0 ");
            harness.setProcessingTime(600_000);
            harness.processWatermark(2000);
            assertThat(harness.extractOutputValues()).containsExactly(told);
            assertThat(harness.numKeyedStateEntries()).isZero();
        }
    }

    @Test
    void anEventThatShowsItWrongWithdrawsWhatTheGuardTold() throws Exception {
        try (var harness = open(SILENCE, 20)) {
            harness.setProcessingTime(500_000);
            send(harness, Ev.of(1000, 0, 0, 0));
            harness.setProcessingTime(500_100);
            send(harness, Ev.of(1060, 0, 9, 0));
            assertThat(harness.extractOutputValues()).hasSize(1);
            send(harness, Ev.of(1049, 0, 1, 0));
            harness.processWatermark(2000);
            assertThat(harness.extractOutputValues()).hasSize(2);
            String id = harness.extractOutputValues().get(0).split(" ")[2];
            assertThat(harness.extractOutputValues().get(1)).startsWith("WITHDRAWN k0 " + id);
        }
    }

    @Test
    void whatWasToldSurvivesARestart() throws Exception {
        OperatorSubtaskState snapshot;
        try (var harness = open(SILENCE, 20)) {
            harness.setProcessingTime(500_000);
            send(harness, Ev.of(1000, 0, 0, 0));
            harness.setProcessingTime(500_100);
            assertThat(harness.extractOutputValues()).hasSize(1);
            snapshot = harness.snapshot(1, 0);
        }
        try (var harness = harness(SILENCE, 20, 1, 0)) {
            harness.initializeState(snapshot);
            harness.open();
            harness.processWatermark(2000);
            assertThat(harness.extractOutputValues()).isEmpty();
        }
    }

    @Test
    void withoutAGuardNothingIsToldBeforeTheWatermark() throws Exception {
        try (var harness = open(SILENCE, 0)) {
            harness.setProcessingTime(500_000);
            send(harness, Ev.of(1000, 0, 0, 0));
            harness.setProcessingTime(900_000);
            assertThat(harness.extractOutputValues()).isEmpty();
        }
        assertThatThrownBy(() -> open(SILENCE, -1)).hasMessageContaining("guard: -1 ms");
    }

    @Test
    void outputsEqualAnUndisturbedRunAcrossSnapshotsAndRescaling() throws Exception {
        long seed = Seeds.next();
        Random random = new Random(seed);
        int found = 0;
        int forgetfulDiffers = 0;
        for (int round = 0; round < 10; round++) {
            List<Long> events = shuffled(random, 300);
            for (SequencePattern<Long> pattern : List.of(CHAIN, SILENCE)) {
                List<String> undisturbed =
                        run(pattern, events, new int[] {1}, events.size(), false);
                int[] parallelisms = {1, 2, 5, 3};
                int stride = 1 + random.nextInt(120);
                assertThat(run(pattern, events, parallelisms, stride, false))
                        .as("seed %d", seed)
                        .isEqualTo(undisturbed);
                found += undisturbed.size();
                if (!run(pattern, events, parallelisms, stride, true).equals(undisturbed)) {
                    forgetfulDiffers++;
                }
            }
        }
        assertThat(found).isGreaterThan(400);
        assertThat(forgetfulDiffers).isGreaterThan(10);
    }

    /** In order but for neighbours, which may change places. */
    private static List<Long> shuffled(Random random, int count) {
        List<Long> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(Ev.of(1000 + 4L * i, i, random.nextInt(4), random.nextInt(6)));
        }
        for (int i = 0; i < count - 1; i += 2) {
            if (random.nextBoolean()) {
                Collections.swap(events, i, i + 1);
            }
        }
        return events;
    }

    /** Restarts with the next parallelism after every {@code stride} events. */
    private static List<String> run(
            SequencePattern<Long> pattern,
            List<Long> events,
            int[] parallelisms,
            int stride,
            boolean forgetful)
            throws Exception {
        List<String> found = new ArrayList<>();
        OperatorSubtaskState snapshot = null;
        long watermark = 0;
        int before = 1;
        int step = 0;
        for (int from = 0; from < events.size(); from += stride, step++) {
            int to = Math.min(events.size(), from + stride);
            int parallelism = parallelisms[Math.min(step, parallelisms.length - 1)];
            List<OperatorSubtaskState> parts = new ArrayList<>();
            long reached = watermark;
            for (int subtask = 0; subtask < parallelism; subtask++) {
                try (var harness = harness(pattern, 0, parallelism, subtask)) {
                    if (snapshot != null && !forgetful) {
                        harness.initializeState(
                                AbstractStreamOperatorTestHarness.repartitionOperatorState(
                                        snapshot, MAX_PARALLELISM, before, parallelism, subtask));
                    }
                    harness.open();
                    harness.processWatermark(watermark);
                    reached = watermark;
                    for (long event : events.subList(from, to)) {
                        if (subtaskOf(event, parallelism) == subtask) {
                            send(harness, event);
                        }
                        reached = Math.max(reached, Ev.millis(event) - 5);
                        harness.processWatermark(reached);
                    }
                    if (to == events.size()) {
                        harness.processWatermark(Long.MAX_VALUE);
                    }
                    assertThat(harness.getSideOutput(LATE)).isNullOrEmpty();
                    found.addAll(harness.extractOutputValues());
                    parts.add(harness.snapshot(step + 1L, 0));
                }
            }
            watermark = reached;
            before = parallelism;
            snapshot =
                    AbstractStreamOperatorTestHarness.repackageState(
                            parts.toArray(OperatorSubtaskState[]::new));
        }
        found.sort(null);
        return found;
    }

    private static int subtaskOf(long event, int parallelism) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(
                "k" + Ev.value(event), MAX_PARALLELISM, parallelism);
    }

    private static void send(
            KeyedOneInputStreamOperatorTestHarness<String, Long, String> harness, long event)
            throws Exception {
        harness.processElement(event, Ev.millis(event));
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Long, String> open(
            SequencePattern<Long> pattern, long guardMillis) throws Exception {
        var harness = harness(pattern, guardMillis, 1, 0);
        harness.open();
        return harness;
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, Long, String> harness(
            SequencePattern<Long> pattern, long guardMillis, int parallelism, int subtask)
            throws Exception {
        var operator =
                new SequenceOperator<Long, String>(
                        pattern,
                        new SequenceBounds(1000, 1000, AtBound.OLDEST_OUT),
                        Ev::time,
                        LongSerializer.INSTANCE,
                        LATE,
                        guardMillis,
                        SequenceOperatorTest::text);
        KeyedOneInputStreamOperatorTestHarness<String, Long, String> harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        operator,
                        event -> "k" + Ev.value(event),
                        Types.STRING,
                        MAX_PARALLELISM,
                        parallelism,
                        subtask);
        harness.setup(StringSerializer.INSTANCE);
        return harness;
    }

    private static String text(FoundSequence<Long> found) {
        String events = found.match() == null ? "" : found.match().byStage().toString();
        return found.kind() + " " + found.key() + " " + found.id() + " " + events;
    }
}
