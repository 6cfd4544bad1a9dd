package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.EntityGovernor;
import io.chronofabric.clogic.egc.RejectedEvents;
import io.chronofabric.clogic.egc.pattern.CompiledPattern;
import io.chronofabric.clogic.egc.pattern.PatternCheck;
import io.chronofabric.clogic.egc.pattern.PatternWatch;
import io.chronofabric.clogic.egc.pattern.PatternsState;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.Problem;
import io.chronofabric.state.flink.StateLedger;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Looks for patterns in signals keyed by entity, by {@link PatternWatch}. Decisions and what could
 * not be used leave by the side outputs of {@link GovernOperator}.
 */
public final class PatternOperator extends AbstractStreamOperator<Verdict>
        implements OneInputStreamOperator<Signal, Verdict>, Triggerable<String, VoidNamespace> {
    private static final long serialVersionUID = 1L;
    private static final ValueStateDescriptor<PatternsState> ENTITY =
            new ValueStateDescriptor<>("patterns", PatternsStateSerializer.INSTANCE);

    private final ArrayList<PatternRule> patterns;
    private final int maxWaiting;
    private long stateBudget = StateLedger.UNLIMITED;

    private transient PatternWatch watch;
    private transient ValueState<PatternsState> states;
    private transient StateLedger ledger;
    private transient InternalTimerService<VoidNamespace> clock;
    private transient WakeTimers timers;
    private transient GovernanceMetrics metrics;
    private transient MeteredOutput said;

    /**
     * @param patterns what is looked for, each of which compiles
     * @param maxWaiting events of an entity that may wait for the watermark, at least 1
     * @throws ChronoFabricException if a pattern does not compile
     */
    public PatternOperator(List<PatternRule> patterns, int maxWaiting) {
        this.patterns = new ArrayList<>(patterns);
        this.maxWaiting = maxWaiting;
        compile();
    }

    /**
     * Refuses entities that are not known yet once a subtask keeps so much.
     *
     * @param bytes as {@link PatternsState#stateBytes} measures it; {@link StateLedger#UNLIMITED}
     *     unless told otherwise
     */
    public void stateBudget(long bytes) {
        stateBudget = bytes;
    }

    private List<CompiledPattern> compile() {
        PatternCheck.Result result = PatternCheck.compile(patterns);
        if (result.hasErrors()) {
            throw new ChronoFabricException(
                    ErrorCode.RULE_INVALID,
                    result.problems().stream()
                            .filter(Problem::isError)
                            .map(Problem::toString)
                            .collect(Collectors.joining("\n")),
                    "patterns that compile",
                    "Run chronofabric rules check on the rule files.");
        }
        return result.patterns();
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
        List<CompiledPattern> compiled = compile();
        watch = new PatternWatch(compiled, maxWaiting);
        states = getPartitionedState(ENTITY);
        clock = getInternalTimerService("patterns", VoidNamespaceSerializer.INSTANCE, this);
        timers = new WakeTimers(clock);
        metrics = new GovernanceMetrics(getMetricGroup());
        said = new MeteredOutput(metrics, output);
        metrics.state(ledger);
        PatternMetrics.show(getMetricGroup(), compiled, watch);
        if (ledger.mustCount()) {
            this.<String>getKeyedStateBackend()
                    .applyToAllKeys(
                            VoidNamespace.INSTANCE,
                            VoidNamespaceSerializer.INSTANCE,
                            ENTITY,
                            (entity, value) -> ledger.count(1, value.value().stateBytes()));
        }
    }

    @Override
    public void processElement(StreamRecord<Signal> record) throws Exception {
        Signal signal = record.getValue();
        long watermark = timers.watermark();
        metrics.event(signal.time().epochMillis(), watermark);
        if (!watch.watches(signal.entity())) {
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
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
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
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
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
