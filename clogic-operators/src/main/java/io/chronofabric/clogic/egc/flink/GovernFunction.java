package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.CompiledRule;
import io.chronofabric.clogic.egc.EntityGovernor;
import io.chronofabric.clogic.egc.EntityState;
import io.chronofabric.clogic.egc.RuleCheck;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.Problem;
import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Governs a stream of signals keyed by entity. Verdicts are its main output; decisions and events
 * that could not be used leave by side outputs.
 */
public final class GovernFunction extends KeyedProcessFunction<String, Signal, Verdict> {
    /** Side output of decisions. */
    public static final OutputTag<Decision> DECISIONS =
            new OutputTag<>("decisions", RecordTypes.decision());

    /** Side output of events that could not be used. */
    public static final OutputTag<Rejected> REJECTED =
            new OutputTag<>("rejected", RecordTypes.rejected());

    private static final long serialVersionUID = 1L;

    private final ArrayList<Rule> rules;
    private final int maxSamplesPerEntity;
    private final long answerDelayMillis;

    private transient EntityGovernor governor;
    private transient ValueState<EntityState> states;
    private transient GovernanceMetrics metrics;
    private transient MeteredOutput output;

    /**
     * @param rules the rules in force, each of which compiles
     * @param maxSamplesPerEntity events that may be kept for one entity, at least 1
     * @throws ChronoFabricException if a rule does not compile
     */
    public GovernFunction(List<Rule> rules, int maxSamplesPerEntity) {
        this.rules = new ArrayList<>(rules);
        this.maxSamplesPerEntity = maxSamplesPerEntity;
        this.answerDelayMillis =
                compile().stream().mapToLong(CompiledRule::answerDelayMillis).max().orElse(0);
    }

    /**
     * The longest event time, in milliseconds, between a moment and the watermark at which its
     * verdict comes, for any of the rules.
     */
    public long answerDelayMillis() {
        return answerDelayMillis;
    }

    private List<CompiledRule> compile() {
        RuleCheck.Result result = RuleCheck.compile(rules);
        if (result.hasErrors()) {
            throw new ChronoFabricException(
                    ErrorCode.RULE_INVALID,
                    result.problems().stream()
                            .filter(Problem::isError)
                            .map(Problem::toString)
                            .collect(Collectors.joining("\n")),
                    "rules that compile",
                    "Run chronofabric rules check on the rule files.");
        }
        return result.rules();
    }

    @Override
    public void open(OpenContext openContext) {
        governor = new EntityGovernor(compile(), maxSamplesPerEntity);
        states =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "entity", EntityStateSerializer.INSTANCE));
        metrics = new GovernanceMetrics(getRuntimeContext().getMetricGroup(), rules);
        output = new MeteredOutput(metrics);
    }

    @Override
    public void processElement(Signal signal, Context context, Collector<Verdict> out)
            throws Exception {
        long watermark = context.timerService().currentWatermark();
        metrics.event(signal.time().epochMillis(), watermark);
        EntityState state = states.value();
        if (state == null) {
            if (!governor.governs(signal.entity())) {
                metrics.ungoverned();
                return;
            }
            state = governor.newState();
        }
        long wokenAt = state.wakeMillis();
        long limit = EntityGovernor.limitOf(watermark);
        governor.onSignal(state, signal, limit, output.to(context, out));
        store(state, wokenAt, context);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Verdict> out)
            throws Exception {
        EntityState state = states.value();
        if (state == null) {
            return;
        }
        long watermark = context.timerService().currentWatermark();
        metrics.watermark(watermark);
        long limit = EntityGovernor.limitOf(watermark);
        governor.advance(state, context.getCurrentKey(), limit, output.to(context, out));
        store(state, timestamp, context);
    }

    private void store(EntityState state, long wokenAt, Context context) throws Exception {
        long wake = state.wakeMillis();
        if (wake != wokenAt) {
            if (wokenAt != EntityState.NO_WAKE) {
                context.timerService().deleteEventTimeTimer(wokenAt);
            }
            if (wake != EntityState.NO_WAKE) {
                context.timerService().registerEventTimeTimer(wake);
            }
        }
        if (governor.isForgettable(state)) {
            states.clear();
        } else {
            states.update(state);
        }
    }
}
