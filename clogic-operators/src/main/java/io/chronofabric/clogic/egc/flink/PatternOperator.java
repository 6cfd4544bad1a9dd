package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.EntityGovernor;
import io.chronofabric.clogic.egc.RejectedEvents;
import io.chronofabric.clogic.egc.RuleTable;
import io.chronofabric.clogic.egc.pattern.PatternWatch;
import io.chronofabric.clogic.egc.pattern.PatternsState;
import io.chronofabric.state.flink.StateLedger;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.io.IOException;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.KeyedStateFunction;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
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
    private long stateBudget = StateLedger.UNLIMITED;

    private transient RuleTable table;
    private transient PatternWatch watch;
    private transient ValueState<PatternsState> states;
    private transient StateLedger ledger;
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

    /**
     * Refuses entities that are not known yet once a subtask keeps so much.
     *
     * @param bytes as {@link PatternsState#stateBytes} measures it; {@link StateLedger#UNLIMITED}
     *     unless told otherwise
     */
    public final void stateBudget(long bytes) {
        stateBudget = bytes;
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

    /** What is kept, from when the state is initialized. */
    StateLedger ledger() {
        return ledger;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        ledger =
                StateLedger.of(
                        context.getOperatorStateStore(),
                        context.isRestored(),
                        getRuntimeContext().getTaskInfo(),
                        stateBudget);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        ledger.save();
    }

    @Override
    public void open() throws Exception {
        super.open();
        watch = new PatternWatch(table(), maxWaiting);
        states = getPartitionedState(ENTITY);
        clock = getInternalTimerService("patterns", VoidNamespaceSerializer.INSTANCE, this);
        timers = new WakeTimers(clock);
        metrics = GovernanceMetrics.besideRules(getMetricGroup());
        said = new MeteredOutput(metrics, output);
        patternMetrics = new PatternMetrics(getMetricGroup(), table(), watch);
        patternMetrics.show();
        metrics.state(ledger);
        if (ledger.mustCount()) {
            forAll((entity, value) -> ledger.count(1, value.value().stateBytes()));
        }
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
        PatternsState state = known();
        if (state == null) {
            if (!ledger.hasRoom()) {
                said.at(signal.time().epochMillis())
                        .rejected(
                                RejectedEvents.withoutRoom(
                                        signal, ledger.bytes(), ledger.budget()));
                return;
            }
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
        PatternsState state = known();
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
        PatternsState state = known();
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
            forAll((entity, value) -> lookAt(entity));
        }
    }

    private void lookAt(String entity) throws Exception {
        PatternsState state = known();
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

    private void forAll(KeyedStateFunction<String, ValueState<PatternsState>> look)
            throws Exception {
        this.<String>getKeyedStateBackend()
                .applyToAllKeys(
                        VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, ENTITY, look);
    }

    private PatternsState known() throws IOException {
        PatternsState state = states.value();
        ledger.before(state == null ? 0 : state.stateBytes());
        return state;
    }

    private void store(PatternsState state, long checkBefore) throws Exception {
        if (watch.isForgettable(state)) {
            timers.clear(state.timers());
            states.clear();
            ledger.after(0);
            return;
        }
        ledger.after(state.stateBytes());
        timers.wakeAt(state.wakeMillis(), state.timers());
        if (state.checkMillis() != checkBefore && state.checkMillis() != PatternsState.NO_WAKE) {
            clock.registerProcessingTimeTimer(VoidNamespace.INSTANCE, state.checkMillis());
        }
        states.update(state);
    }
}
