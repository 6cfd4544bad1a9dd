package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.cep.EngineChoice;
import io.chronofabric.clogic.egc.cep.SequenceEdge;
import io.chronofabric.clogic.egc.cep.SequenceOutput;
import io.chronofabric.clogic.egc.cep.SequenceRule;
import io.chronofabric.clogic.egc.cep.SequenceSampler;
import io.chronofabric.clogic.egc.cep.SequenceState;
import io.chronofabric.clogic.egc.cep.SequenceTurn;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Turns signals keyed by entity into the edges of one sequence rule. Edges are its main output,
 * stamped with the watermark that settles their moment: so none of them is late for the pattern,
 * and their distances are those of their moments.
 */
public final class SequenceSampleOperator extends AbstractStreamOperator<SequenceEdge>
        implements OneInputStreamOperator<Signal, SequenceEdge>,
                Triggerable<String, VoidNamespace> {
    /** Side output of turns that need no pattern. */
    public static final OutputTag<SequenceTurn> TURNS =
            new OutputTag<>("turns", TypeInformation.of(SequenceTurn.class));

    private static final long serialVersionUID = 1L;
    private static final ValueStateDescriptor<SequenceState> ENTITY =
            new ValueStateDescriptor<>("sampling", SequenceStateSerializer.INSTANCE);

    private final Rule rule;
    private final int maxEvents;
    private final int maxOpen;

    private transient SequenceRule sequence;
    private transient SequenceSampler sampler;
    private transient ValueState<SequenceState> states;
    private transient WakeTimers timers;
    private transient GovernanceMetrics metrics;
    private transient SequenceOutput said;

    /**
     * @param rule a rule that is a sequence
     * @param maxEvents events of an entity that may wait for the watermark, at least 1
     * @param maxOpen triggers of an entity that may be open, at least 1
     */
    public SequenceSampleOperator(Rule rule, int maxEvents, int maxOpen) {
        this.rule = rule;
        this.maxEvents = maxEvents;
        this.maxOpen = maxOpen;
    }

    @Override
    public void open() throws Exception {
        super.open();
        sequence = EngineChoice.sequence(rule);
        sampler = new SequenceSampler(sequence, maxEvents, maxOpen);
        states = getPartitionedState(ENTITY);
        timers =
                new WakeTimers(
                        getInternalTimerService(
                                "sampling", VoidNamespaceSerializer.INSTANCE, this));
        metrics = new GovernanceMetrics(getMetricGroup());
        said = new Said();
    }

    @Override
    public void processElement(StreamRecord<Signal> record) throws Exception {
        Signal signal = record.getValue();
        if (!sequence.appliesTo(signal.entity())) {
            return;
        }
        SequenceState state = states.value();
        if (state == null) {
            state = sampler.newState();
        }
        sampler.onSignal(state, signal, timers.watermark(), said);
        store(state);
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        SequenceState state = states.value();
        if (state == null) {
            return;
        }
        state.timers().fired(timer.getTimestamp());
        sampler.advance(state, timer.getKey(), timers.watermark(), said);
        store(state);
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("a processing-time timer (expected: none are set)");
    }

    private void store(SequenceState state) throws Exception {
        if (sampler.isForgettable(state)) {
            timers.clear(state.timers());
            states.clear();
            return;
        }
        timers.wakeAt(sampler.wakeMillis(state), state.timers());
        states.update(state);
    }

    /** Sends what the sampler finds to Flink's outputs. */
    private final class Said implements SequenceOutput {
        @Override
        public void edge(SequenceEdge edge) {
            output.collect(new StreamRecord<>(edge, sequence.settledAt(edge.moment())));
        }

        @Override
        public void turn(SequenceTurn turn, long at) {
            output.collect(TURNS, new StreamRecord<>(turn, sequence.settledAt(at)));
        }

        @Override
        public void rejected(Rejected rejected) {
            metrics.rejected(rejected.reason());
            output.collect(
                    GovernOperator.REJECTED, new StreamRecord<>(rejected, timers.watermark()));
        }

        @Override
        public void duplicate() {
            metrics.duplicate();
        }

        @Override
        public void refused() {
            metrics.sequenceRefused();
        }
    }
}
