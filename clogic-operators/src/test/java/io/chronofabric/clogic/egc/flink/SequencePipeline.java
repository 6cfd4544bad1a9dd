package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.cep.EngineChoice;
import io.chronofabric.clogic.egc.cep.SequenceEdge;
import io.chronofabric.clogic.egc.cep.SequenceTurn;
import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.nfa.compiler.NFACompiler;
import org.apache.flink.cep.operator.CepOperator;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;

/** One subtask of a sequence's branch: its operators, one behind the other, stepped by hand. */
final class SequencePipeline implements AutoCloseable {
    static final int MAX_PARALLELISM = 8;

    final List<Verdict> verdicts = new ArrayList<>();
    final List<Decision> decisions = new ArrayList<>();
    final List<Rejected> rejected = new ArrayList<>();
    int edges;

    private final KeyedOneInputStreamOperatorTestHarness<String, Signal, SequenceEdge> sample;
    private final KeyedOneInputStreamOperatorTestHarness<String, SequenceEdge, SequenceTurn>
            pattern;
    private final KeyedOneInputStreamOperatorTestHarness<String, SequenceTurn, Verdict> judge;

    /** The states of the three operators. */
    record Snapshot(
            OperatorSubtaskState sample, OperatorSubtaskState pattern, OperatorSubtaskState judge) {
        static Snapshot of(List<Snapshot> subtasks) {
            return new Snapshot(
                    pack(subtasks.stream().map(Snapshot::sample).toList()),
                    pack(subtasks.stream().map(Snapshot::pattern).toList()),
                    pack(subtasks.stream().map(Snapshot::judge).toList()));
        }

        private static OperatorSubtaskState pack(List<OperatorSubtaskState> states) {
            try {
                return AbstractStreamOperatorTestHarness.repackageState(
                        states.toArray(OperatorSubtaskState[]::new));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    SequencePipeline(Rule rule, int maxOpen) throws Exception {
        this(rule, maxOpen, SequenceBranch.pattern(EngineChoice.sequence(rule)));
    }

    SequencePipeline(Rule rule, int maxOpen, Pattern<SequenceEdge, ?> looked) throws Exception {
        this(rule, maxOpen, looked, 1, 0, null, 1);
    }

    SequencePipeline(
            Rule rule,
            int maxOpen,
            Pattern<SequenceEdge, ?> looked,
            int parallelism,
            int subtask,
            Snapshot from,
            int parallelismBefore)
            throws Exception {
        sample =
                harness(
                        new SequenceSampleOperator(rule, 1_000, maxOpen),
                        Signal::entity,
                        SequenceBranch.EDGE,
                        parallelism,
                        subtask);
        pattern =
                harness(
                        new CepOperator<>(
                                SequenceBranch.EDGE.createSerializer(new SerializerConfigImpl()),
                                false,
                                NFACompiler.compileFactory(looked, true),
                                null,
                                AfterMatchSkipStrategy.noSkip(),
                                new SequenceBranch.Outcomes(rule),
                                null),
                        SequenceEdge::entity,
                        SequenceBranch.TURN,
                        parallelism,
                        subtask);
        judge =
                harness(
                        new SequenceJudgeOperator(rule),
                        SequenceTurn::entity,
                        RecordTypes.verdict(),
                        parallelism,
                        subtask);
        if (from != null) {
            sample.initializeState(part(from.sample(), parallelismBefore, parallelism, subtask));
            pattern.initializeState(part(from.pattern(), parallelismBefore, parallelism, subtask));
            judge.initializeState(part(from.judge(), parallelismBefore, parallelism, subtask));
        }
        sample.open();
        pattern.open();
        judge.open();
    }

    private static OperatorSubtaskState part(
            OperatorSubtaskState state, int before, int now, int subtask) throws Exception {
        return AbstractStreamOperatorTestHarness.repartitionOperatorState(
                state, MAX_PARALLELISM, before, now, subtask);
    }

    private static <I, O> KeyedOneInputStreamOperatorTestHarness<String, I, O> harness(
            OneInputStreamOperator<I, O> operator,
            KeySelector<I, String> key,
            TypeInformation<O> type,
            int parallelism,
            int subtask)
            throws Exception {
        KeyedOneInputStreamOperatorTestHarness<String, I, O> harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        operator, key, Types.STRING, MAX_PARALLELISM, parallelism, subtask);
        harness.setup(type.createSerializer(new SerializerConfigImpl()));
        return harness;
    }

    void signal(Signal signal) throws Exception {
        if (Boolean.getBoolean("dbg")) System.err.println(signal); // DBG
        sample.processElement(signal, signal.time().epochMillis());
    }

    void watermark(long millis) throws Exception {
        if (Boolean.getBoolean("dbg")) System.err.println("W " + millis); // DBG
        sample.processWatermark(millis);
        for (StreamRecord<SequenceEdge> edge : SequencePipeline.<SequenceEdge>taken(sample)) {
            edges++;
            if (Boolean.getBoolean("dbg")) System.err.println(edge); // DBG
            pattern.processElement(edge);
        }
        hand(sample, SequenceSampleOperator.TURNS);
        take(sample, GovernOperator.REJECTED, rejected);
        pattern.processWatermark(millis);
        for (StreamRecord<SequenceTurn> turn : SequencePipeline.<SequenceTurn>taken(pattern)) {
            if (Boolean.getBoolean("dbg")) System.err.println("found " + turn); // DBG
            judge.processElement(turn);
        }
        hand(pattern, SequenceBranch.TIMED_OUT);
        judge.processWatermark(millis);
        for (StreamRecord<Verdict> verdict : SequencePipeline.<Verdict>taken(judge)) {
            verdicts.add(verdict.getValue());
        }
        take(judge, GovernOperator.DECISIONS, decisions);
    }

    private void hand(AbstractStreamOperatorTestHarness<?> from, OutputTag<SequenceTurn> tag)
            throws Exception {
        Queue<StreamRecord<SequenceTurn>> turns = from.getSideOutput(tag);
        while (turns != null && !turns.isEmpty()) {
            if (Boolean.getBoolean("dbg")) System.err.println(tag + " " + turns.peek()); // DBG
            judge.processElement(turns.remove());
        }
    }

    private static <T> void take(
            AbstractStreamOperatorTestHarness<?> from, OutputTag<T> tag, List<T> to) {
        Queue<StreamRecord<T>> records = from.getSideOutput(tag);
        while (records != null && !records.isEmpty()) {
            to.add(records.remove().getValue());
        }
    }

    @SuppressWarnings("unchecked") // what is no watermark is a record of the operator's type
    private static <T> List<StreamRecord<T>> taken(AbstractStreamOperatorTestHarness<?> from) {
        List<StreamRecord<T>> records = new ArrayList<>();
        Queue<Object> output = from.getOutput();
        while (!output.isEmpty()) {
            if (output.remove() instanceof StreamRecord<?> record) {
                records.add((StreamRecord<T>) record);
            }
        }
        return records;
    }

    Snapshot snapshot(long id) throws Exception {
        return new Snapshot(sample.snapshot(id, 0), pattern.snapshot(id, 0), judge.snapshot(id, 0));
    }

    /** Keyed state of the sampling and the judging. */
    int entries() {
        return sample.numKeyedStateEntries() + judge.numKeyedStateEntries();
    }

    int timers() {
        return sample.numEventTimeTimers() + judge.numEventTimeTimers();
    }

    @Override
    public void close() throws Exception {
        sample.close();
        pattern.close();
        judge.close();
    }
}
