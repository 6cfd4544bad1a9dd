package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.RuleQuota;
import io.chronofabric.clogic.egc.RuleTable;
import io.chronofabric.state.codec.RuleControlJson;
import io.chronofabric.state.model.Form;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleControl;
import io.chronofabric.state.model.RuleFrontier;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Transport;
import io.chronofabric.state.model.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Governs by rules that change while it runs. The second input, the same for every subtask, brings
 * the changes and the frontier behind which there will be none.
 *
 * <p>Event time comes no further than the frontier: the operator's watermark is the lesser of its
 * first input's and the frontier. So when a change arrives, no subtask has judged a moment that it
 * touches, and every one of them switches at the same moment of event time, after a restart and a
 * rescaling too. The frontier runs ahead of the events, and so holds back nothing unless the
 * governor is silent; what happens then is for {@link SilencePolicy} to say.
 */
public final class LiveRulesOperator extends GovernOperator
        implements TwoInputStreamOperator<Signal, RuleControl, Verdict>, BoundedMultiInput {
    private static final long serialVersionUID = 1L;
    private static final long CHECK_MILLIS = 500;
    private static final int CONTROL = 2;
    private static final String TABLE_KEY = "table";
    private static final MapStateDescriptor<String, byte[]> TABLE =
            new MapStateDescriptor<>(
                    "rule-table",
                    Types.STRING,
                    PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

    private final SilencePolicy silence;

    private transient BroadcastState<String, byte[]> saved;
    private transient volatile long dataMillis;
    private transient volatile long reachedMillis;
    private transient long heardAtMillis;
    private transient boolean hasEnded;
    private transient volatile boolean isSilent;

    /**
     * @param rules the rules in force from the beginning, each of which compiles
     * @param quota what a tenant may take by rules that come later
     * @param silence what to do when the governor is silent
     * @param maxSamplesPerEntity events that may be kept for one entity, at least 1
     * @throws io.chronofabric.core.ChronoFabricException if a rule does not compile
     */
    public LiveRulesOperator(
            List<Rule> rules, RuleQuota quota, SilencePolicy silence, int maxSamplesPerEntity) {
        super(rules, quota, maxSamplesPerEntity);
        this.silence = silence;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        saved = context.getOperatorStateStore().getBroadcastState(TABLE);
        byte[] bytes = saved.get(TABLE_KEY);
        if (bytes != null) {
            table().read(new DataInputDeserializer(bytes));
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        DataOutputSerializer bytes = new DataOutputSerializer(1_024);
        table().write(bytes);
        saved.put(TABLE_KEY, bytes.getCopyOfBuffer());
    }

    @Override
    public void open() throws Exception {
        super.open();
        dataMillis = Long.MIN_VALUE;
        reachedMillis = Long.MIN_VALUE;
        heardAtMillis = getProcessingTimeService().getCurrentProcessingTime();
        metrics().frontier(this::heldBackSeconds, () -> isSilent ? 1 : 0);
        getProcessingTimeService().scheduleWithFixedDelay(this::listen, CHECK_MILLIS, CHECK_MILLIS);
    }

    @Override
    public void processElement1(StreamRecord<Signal> record) throws Exception {
        govern(record);
    }

    @Override
    public void processElement2(StreamRecord<RuleControl> record) throws Exception {
        RuleControl control = record.getValue();
        if (control instanceof RuleFrontier frontier) {
            heardAtMillis = getProcessingTimeService().getCurrentProcessingTime();
            isSilent = false;
            table().frontier(frontier.throughMillis());
            advance();
        } else if (control instanceof RuleChange change) {
            change(change);
        } else if (isFirst()) {
            saidAt(reachedMillis).rejected((Rejected) control);
        }
    }

    private void change(RuleChange change) throws Exception {
        RuleTable.Outcome outcome = table().apply(change);
        if (outcome.isAccepted()) {
            metrics().ruleChange();
            rulesChanged();
            if (outcome.orphans()) {
                closeOrphans();
            }
        } else if (outcome.isRefused() && isFirst()) {
            saidAt(reachedMillis)
                    .rejected(
                            new Rejected(
                                    RuleControlJson.write(change).getBytes(StandardCharsets.UTF_8),
                                    Form.RULE_CHANGE,
                                    change.origin(),
                                    RejectReason.RULE_REFUSED,
                                    outcome.refusal(),
                                    Transport.NONE));
        }
    }

    /** Whether this subtask speaks for all of them, which hear the same. */
    private boolean isFirst() {
        return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
    }

    @Override
    public void processWatermark1(Watermark watermark) throws Exception {
        dataMillis = watermark.getTimestamp();
        advance();
    }

    @Override
    public void processWatermark2(Watermark watermark) {
        // The control channel has no event time; what it promises comes as records.
    }

    @Override
    public void endInput(int input) throws Exception {
        if (input == CONTROL) {
            hasEnded = true;
            advance();
        }
    }

    /** Looks whether the governor is still there. */
    private void listen(long nowMillis) throws Exception {
        isSilent = !hasEnded && nowMillis - heardAtMillis > silence.after().toMillis();
        advance();
    }

    private void advance() throws Exception {
        boolean isFree = hasEnded || (isSilent && silence.proceeds());
        long reach = isFree ? dataMillis : Math.min(dataMillis, table().frontierMillis());
        if (reach > reachedMillis) {
            reachedMillis = reach;
            processWatermark(new Watermark(reach));
        }
    }

    private double heldBackSeconds() {
        long data = dataMillis;
        long reached = reachedMillis;
        boolean known = data != Long.MIN_VALUE && data != Long.MAX_VALUE;
        if (!known || data <= reached) {
            return 0;
        }
        return reached == Long.MIN_VALUE ? Double.POSITIVE_INFINITY : (data - reached) / 1e3;
    }
}
