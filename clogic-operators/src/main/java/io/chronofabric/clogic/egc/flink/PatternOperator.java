package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.EntityGovernor;
import io.chronofabric.clogic.egc.RuleTable;
import io.chronofabric.clogic.egc.pattern.PatternWatch;
import io.chronofabric.clogic.egc.pattern.PatternsState;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Looks for patterns in signals keyed by entity, by {@link PatternWatch}. Decisions and what could
 * not be used leave by the side outputs of {@link GovernOperator}.
 */
public abstract class PatternOperator extends AbstractStreamOperator<Verdict>
        implements Triggerable<String, VoidNamespace> {
    private static final long serialVersionUID = 1L;
    private static final ValueStateDescriptor<PatternsState> ENTITY =
            new ValueStateDescriptor<>("patterns", PatternsStateSerializer.INSTANCE);

    private final GovernedDocuments documents;
    private final int maxWaiting;

    private transient RuleTable table;
    private transient PatternWatch watch;
    private transient ValueState<PatternsState> states;
    private transient InternalTimerService<VoidNamespace> clock;
    private transient WakeTimers timers;
    private transient GovernanceMetrics metrics;
    private transient MeteredOutput said;
    private transient PatternMetrics patternMetrics;

    /**
     * @param documents in force from the beginning
     * @param maxWaiting events of an entity that may wait for the watermark, at least 1
     */
    PatternOperator(GovernedDocuments documents, int maxWaiting) {
        this.documents = documents;
        this.maxWaiting = maxWaiting;
    }

    /** The patterns in force; there before any state is read. */
    final RuleTable table() {
        if (table == null) {
            table = documents.newTable();
        }
        return table;
    }

    final GovernanceMetrics metrics() {
        return metrics;
    }

    @Override
    public void open() throws Exception {
        super.open();
        watch = new PatternWatch(table(), maxWaiting);
        states = getPartitionedState(ENTITY);
        clock = getInternalTimerService("patterns", VoidNamespaceSerializer.INSTANCE, this);
        timers = new WakeTimers(clock);
        metrics = new GovernanceMetrics(getMetricGroup());
        said = new MeteredOutput(metrics, output);
        patternMetrics = new PatternMetrics(getMetricGroup(), table(), watch);
        patternMetrics.show();
    }

    /** Takes an event of the current key. */
    final void watch(StreamRecord<Signal> record) throws Exception {
        Signal signal = record.getValue();
        long watermark = timers.watermark();
        metrics.event(signal.time().epochMillis(), watermark);
        if (!watch.watches(signal.entity(), signal.time().physicalNanos())) {
            metrics.ungoverned();
            return;
        }
        PatternsState state = states.value();
        if (state == null) {
            state = watch.newState();
        }
        long checkBefore = state.checkMillis();
        watch.onSignal(
                state,
                signal,
                EntityGovernor.limitOf(watermark),
                clock.currentProcessingTime(),
                said.at(signal.time().epochMillis()));
        store(state, checkBefore);
    }

    @Override
    public final void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        PatternsState state = states.value();
        if (state == null) {
            return;
        }
        long watermark = timers.watermark();
        metrics.watermark(watermark);
        state.timers().fired(timer.getTimestamp());
        long checkBefore = state.checkMillis();
        watch.advance(
                state,
                timer.getKey(),
                EntityGovernor.limitOf(watermark),
                said.at(timer.getTimestamp()));
        store(state, checkBefore);
    }

    @Override
    public final void onProcessingTime(InternalTimer<String, VoidNamespace> timer)
            throws Exception {
        PatternsState state = states.value();
        if (state == null || state.checkMillis() > timer.getTimestamp()) {
            return;
        }
        watch.check(
                state,
                timer.getKey(),
                clock.currentProcessingTime(),
                said.at(Math.max(0, timers.watermark())));
        store(state, PatternsState.NO_WAKE);
    }

    /**
     * Takes up a change of the table.
     *
     * @param ends whether a version ends, of which an entity may know that is not heard of again
     */
    final void patternsChanged(boolean ends) throws Exception {
        watch.tableChanged();
        patternMetrics.show();
        if (ends) {
            this.<String>getKeyedStateBackend()
                    .applyToAllKeys(
                            VoidNamespace.INSTANCE,
                            VoidNamespaceSerializer.INSTANCE,
                            ENTITY,
                            (entity, value) -> lookAt(entity, value.value()));
        }
    }

    private void lookAt(String entity, PatternsState state) throws Exception {
        if (state != null) {
            long watermark = timers.watermark();
            watch.advance(
                    state,
                    entity,
                    EntityGovernor.limitOf(watermark),
                    said.at(Math.max(0, watermark)));
            store(state, state.checkMillis());
        }
    }

    private void store(PatternsState state, long checkBefore) throws Exception {
        if (watch.isForgettable(state)) {
            timers.clear(state.timers());
            states.clear();
            return;
        }
        timers.wakeAt(state.wakeMillis(), state.timers());
        if (state.checkMillis() != checkBefore && state.checkMillis() != PatternsState.NO_WAKE) {
            clock.registerProcessingTimeTimer(VoidNamespace.INSTANCE, state.checkMillis());
        }
        states.update(state);
    }
}
