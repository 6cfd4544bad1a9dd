package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.cep.EngineChoice;
import io.chronofabric.clogic.egc.cep.SequenceJudge;
import io.chronofabric.clogic.egc.cep.SequenceTurn;
import io.chronofabric.clogic.egc.cep.SettlingState;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Verdict;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Makes verdicts and decisions of the turns of one sequence rule, keyed by entity. */
public final class SequenceJudgeOperator extends AbstractStreamOperator<Verdict>
        implements OneInputStreamOperator<SequenceTurn, Verdict>,
                Triggerable<String, VoidNamespace> {
    private static final long serialVersionUID = 1L;
    private static final ValueStateDescriptor<SettlingState> ENTITY =
            new ValueStateDescriptor<>("settling", SettlingStateSerializer.INSTANCE);

    private final Rule rule;

    private transient SequenceJudge judge;
    private transient ValueState<SettlingState> states;
    private transient WakeTimers timers;
    private transient MeteredOutput said;

    /**
     * @param rule a rule that is a sequence
     */
    public SequenceJudgeOperator(Rule rule) {
        this.rule = rule;
    }

    @Override
    public void open() throws Exception {
        super.open();
        judge = new SequenceJudge(EngineChoice.sequence(rule));
        states = getPartitionedState(ENTITY);
        timers =
                new WakeTimers(
                        getInternalTimerService(
                                "settling", VoidNamespaceSerializer.INSTANCE, this));
        said = new MeteredOutput(new GovernanceMetrics(getMetricGroup()), output);
    }

    @Override
    public void processElement(StreamRecord<SequenceTurn> record) throws Exception {
        SettlingState state = states.value();
        if (state == null) {
            state = new SettlingState();
        }
        store(state, judge.onTurn(state, record.getValue()));
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        SettlingState state = states.value();
        if (state == null) {
            return;
        }
        state.timers().fired(timer.getTimestamp());
        judge.advance(state, timer.getKey(), timers.watermark(), said.at(timer.getTimestamp()));
        store(state, judge.wakeMillis(state));
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("a processing-time timer (expected: none are set)");
    }

    private void store(SettlingState state, long wake) throws Exception {
        if (state.isForgettable()) {
            timers.clear(state.timers());
            states.clear();
            return;
        }
        timers.wakeAt(wake, state.timers());
        states.update(state);
    }
}
