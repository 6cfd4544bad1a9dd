package io.chronofabric.clogic.egc.flink;

import io.chronofabric.state.model.RuleControl;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/**
 * Plays signals, control records and watermarks in one order to all subtasks of an operator that
 * hears the control channel, with snapshots, restarts and rescaling in between.
 */
final class LiveScript {
    private final int maxParallelism;
    private final Harnesses harnesses;

    /** Makes the harness of a subtask, set up and not open. */
    interface Harnesses {
        KeyedTwoInputStreamOperatorTestHarness<String, Signal, RuleControl, Verdict> of(
                int parallelism, int subtask) throws Exception;
    }

    LiveScript(int maxParallelism, Harnesses harnesses) {
        this.maxParallelism = maxParallelism;
        this.harnesses = harnesses;
    }

    /**
     * Everything that is said, by all subtasks.
     *
     * @param parallelisms taken in turn
     * @param stride entries of the script until the next restart
     */
    List<Verdict> play(List<Object> script, int[] parallelisms, int stride) throws Exception {
        List<Verdict> verdicts = new ArrayList<>();
        OperatorSubtaskState snapshot = null;
        int before = 1;
        int step = 0;
        Watermark watermark = new Watermark(0);
        for (int from = 0; from < script.size(); from += stride, step++) {
            List<Object> part = script.subList(from, Math.min(script.size(), from + stride));
            int parallelism = parallelisms[step % parallelisms.length];
            List<OperatorSubtaskState> parts = new ArrayList<>();
            Watermark reached = watermark;
            for (int subtask = 0; subtask < parallelism; subtask++) {
                try (var harness = harnesses.of(parallelism, subtask)) {
                    if (snapshot != null) {
                        harness.initializeState(
                                AbstractStreamOperatorTestHarness.repartitionOperatorState(
                                        snapshot, maxParallelism, before, parallelism, subtask));
                    }
                    harness.open();
                    harness.processWatermark1(watermark);
                    reached = watermark;
                    for (Object each : part) {
                        if (each instanceof Signal signal) {
                            if (subtaskOf(signal.entity(), parallelism) == subtask) {
                                harness.processElement1(signal, signal.time().epochMillis());
                            }
                        } else if (each instanceof RuleControl control) {
                            harness.processElement2(new StreamRecord<>(control));
                        } else {
                            reached = (Watermark) each;
                            harness.processWatermark1(reached);
                        }
                    }
                    verdicts.addAll(harness.extractOutputValues());
                    parts.add(harness.snapshot(step + 1L, 0));
                }
            }
            watermark = reached;
            before = parallelism;
            snapshot =
                    AbstractStreamOperatorTestHarness.repackageState(
                            parts.toArray(OperatorSubtaskState[]::new));
        }
        return verdicts;
    }

    private int subtaskOf(String entity, int parallelism) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(
                entity, maxParallelism, parallelism);
    }
}
