package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.CompiledRule;
import io.chronofabric.clogic.egc.EntityGovernor;
import io.chronofabric.clogic.egc.EntityState;
import io.chronofabric.clogic.egc.RejectedEvents;
import io.chronofabric.clogic.egc.RuleTable;
import io.chronofabric.clogic.egc.RulesState;
import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.flink.StateLedger;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.state.State;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.KeyedStateFunction;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Governs a stream of signals keyed by entity. Verdicts are its main output; decisions and events
 * that could not be used leave by side outputs. An operator of its own and no process function,
 * because live rules have a say in how far event time may come.
 *
 * <p>The state of an entity that many rules govern is in two parts: an event that waits for the
 * watermark reads and writes the smaller one, with its events; what its rules know is read and
 * written when time goes on.
 *
 * <p>An entity has two timers at most: one for what is pending, and one for its silence, which is
 * not moved with every event but looks when it fires whether it came too early.
 */
public abstract class GovernOperator extends AbstractStreamOperator<Verdict>
        implements Triggerable<String, VoidNamespace> {
    /** Side output of decisions. */
    public static final OutputTag<Decision> DECISIONS =
            new OutputTag<>("decisions", RecordTypes.decision());

    /** Side output of events that could not be used. */
    public static final OutputTag<Rejected> REJECTED =
            new OutputTag<>("rejected", RecordTypes.rejected());

    private static final long serialVersionUID = 1L;
    private static final ValueStateDescriptor<EntityState> ENTITY =
            new ValueStateDescriptor<>("entity", EntityStateSerializer.INSTANCE);
    private static final ValueStateDescriptor<RulesState> RULES =
            new ValueStateDescriptor<>("rules", RulesStateSerializer.INSTANCE);

    private final GovernedDocuments documents;
    private final int maxSamplesPerEntity;
    private final long answerDelayMillis;
    private long stateBudget = StateLedger.UNLIMITED;

    private transient RuleTable table;
    private transient EntityGovernor governor;
    private transient ValueState<EntityState> states;
    private transient ValueState<RulesState> rulesStates;
    private transient StateLedger ledger;
    private transient WakeTimers timers;
    private transient GovernanceMetrics metrics;
    private transient MeteredOutput said;

    /**
     * @param documents in force from the beginning
     * @param maxSamplesPerEntity events that may be kept for one entity, at least 1
     */
    GovernOperator(GovernedDocuments documents, int maxSamplesPerEntity) {
        this.documents = documents;
        this.maxSamplesPerEntity = maxSamplesPerEntity;
        this.answerDelayMillis =
                documents.newTable().tenures(CompiledRule.class).stream()
                        .mapToLong(tenure -> tenure.rule().answerDelayMillis())
                        .max()
                        .orElse(0);
    }

    /**
     * The longest event time, in milliseconds, between a moment and the watermark at which its
     * verdict comes, for any of the rules in force from the beginning.
     */
    public final long answerDelayMillis() {
        return answerDelayMillis;
    }

    /**
     * Refuses entities that are not known yet once a subtask keeps so much.
     *
     * @param bytes as {@link EntityState#stateBytes} measures it; {@link StateLedger#UNLIMITED}
     *     unless told otherwise
     */
    public final void stateBudget(long bytes) {
        stateBudget = bytes;
    }

    /** The rules in force; there before any state is read. */
    final RuleTable table() {
        if (table == null) {
            table = documents.newTable();
        }
        return table;
    }

    final GovernanceMetrics metrics() {
        return metrics;
    }

    final MeteredOutput saidAt(long millis) {
        return said.at(millis);
    }

    /** What is kept, from when the state is initialized. */
    final StateLedger ledger() {
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
        governor = new EntityGovernor(table(), maxSamplesPerEntity);
        states = getPartitionedState(ENTITY);
        rulesStates = getPartitionedState(RULES);
        timers =
                new WakeTimers(
                        getInternalTimerService(
                                "governance", VoidNamespaceSerializer.INSTANCE, this));
        metrics = new GovernanceMetrics(getMetricGroup());
        metrics.rules(table().tenures(CompiledRule.class));
        metrics.state(ledger);
        said = new MeteredOutput(metrics, output);
        if (ledger.mustCount()) {
            forAll(ENTITY, (entity, value) -> ledger.count(1, value.value().stateBytes()));
            forAll(RULES, (entity, value) -> ledger.count(0, value.value().stateBytes()));
        }
    }

    private <S extends State, T> void forAll(
            StateDescriptor<S, T> part, KeyedStateFunction<String, S> look) throws Exception {
        this.<String>getKeyedStateBackend()
                .applyToAllKeys(
                        VoidNamespace.INSTANCE, VoidNamespaceSerializer.INSTANCE, part, look);
    }

    /** Takes an event of the current key. */
    final void govern(StreamRecord<Signal> record) throws Exception {
        Signal signal = record.getValue();
        long watermark = timers.watermark();
        metrics.event(signal.time().epochMillis(), watermark);
        long at = record.hasTimestamp() ? record.getTimestamp() : signal.time().epochMillis();
        EntityState state = known(states.value());
        if (state == null) {
            if (!governor.governs(signal.entity(), signal.time().physicalNanos())) {
                metrics.ungoverned();
                return;
            }
            if (!ledger.hasRoom()) {
                saidAt(at)
                        .rejected(
                                RejectedEvents.withoutRoom(
                                        signal, ledger.bytes(), ledger.budget()));
                return;
            }
            state = governor.newState();
        }
        governor.onSignal(state, signal, EntityGovernor.limitOf(watermark), saidAt(at));
        store(state);
    }

    @Override
    public final void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        EntityState state = known(states.value());
        if (state == null) {
            return;
        }
        long watermark = timers.watermark();
        metrics.watermark(watermark);
        state.timers().fired(timer.getTimestamp());
        governor.advance(
                state,
                timer.getKey(),
                EntityGovernor.limitOf(watermark),
                saidAt(timer.getTimestamp()));
        store(state);
    }

    @Override
    public final void onProcessingTime(InternalTimer<String, VoidNamespace> timer) {
        throw new IllegalStateException("a processing-time timer (expected: none are set)");
    }

    /** Takes up a change of the table. */
    final void rulesChanged() {
        governor.rulesChanged();
        metrics.rules(table.tenures(CompiledRule.class));
    }

    /** Looks at every entity with an open alert, of which no event and no timer may be to come. */
    final void closeOrphans() throws Exception {
        forAll(
                ENTITY,
                (entity, value) -> {
                    EntityState state = known(value.value());
                    if (state == null) {
                        return;
                    }
                    if (state.hasOpenAlert()) {
                        governor.adoptRules(state, entity, saidAt(timers.watermark()));
                        store(state);
                    } else {
                        state.takeRules();
                    }
                });
    }

    /** An entity's state, with what its rules know to be fetched when it is asked for. */
    private EntityState known(EntityState state) {
        if (state == null) {
            ledger.before(0);
        } else {
            ledger.before(state.stateBytes());
            state.keptApart(this::rulesOfEntity);
        }
        return state;
    }

    private RulesState rulesOfEntity() {
        try {
            RulesState kept = rulesStates.value();
            if (kept == null) {
                return new RulesState();
            }
            ledger.beforeToo(kept.stateBytes());
            return kept;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void store(EntityState state) throws Exception {
        if (governor.isForgettable(state)) {
            timers.clear(state.timers());
            states.clear();
            rulesStates.clear();
            ledger.after(0);
            return;
        }
        timers.wakeAt(state.wakeMillis(), state.timers());
        ledger.after(state.stateBytes());
        RulesState touched = state.takeRules();
        if (touched != null) {
            rulesStates.update(touched);
        } else if (state.isRulesPartBack()) {
            rulesStates.clear();
        }
        states.update(state);
    }
}
