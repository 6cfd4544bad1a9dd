package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.CompiledRule;
import io.chronofabric.clogic.egc.RuleTable;
import io.chronofabric.state.codec.RuleControlJson;
import io.chronofabric.state.model.Form;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleControl;
import io.chronofabric.state.model.RuleFrontier;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Transport;
import io.chronofabric.state.model.Verdict;
import java.nio.charset.StandardCharsets;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Governs by rules that change while it runs. The second input, the same for every subtask, brings
 * the changes and the frontier behind which there will be none; the operator's event time comes no
 * further than that.
 *
 * <p>It also tells of changes that are refused, those of patterns included, which take effect in
 * {@link LivePatternsOperator}: both have the same table.
 */
public final class LiveRulesOperator extends GovernOperator
        implements TwoInputStreamOperator<Signal, RuleControl, Verdict>, BoundedMultiInput {
    private static final long serialVersionUID = 1L;

    /** The input that brings changes. */
    static final int CONTROL = 2;

    private final SilencePolicy silence;

    private transient LiveTable live;

    /**
     * @param documents in force from the beginning
     * @param silence what to do when the governor is silent
     * @param maxSamplesPerEntity events that may be kept for one entity, at least 1
     * @throws io.chronofabric.core.ChronoFabricException if a document does not compile
     */
    public LiveRulesOperator(
            GovernedDocuments documents, SilencePolicy silence, int maxSamplesPerEntity) {
        super(documents, maxSamplesPerEntity);
        this.silence = silence;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        live = new LiveTable(table(), silence, context.getOperatorStateStore());
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        live.snapshot();
    }

    @Override
    public void open() throws Exception {
        super.open();
        live.open(this::processWatermark, getProcessingTimeService(), metrics());
    }

    @Override
    public void processElement1(StreamRecord<Signal> record) throws Exception {
        govern(record);
    }

    @Override
    public void processElement2(StreamRecord<RuleControl> record) throws Exception {
        RuleControl control = record.getValue();
        if (control instanceof RuleFrontier frontier) {
            live.promise(frontier);
        } else if (control instanceof RuleChange change) {
            change(change);
        } else if (isFirst()) {
            saidAt(live.reachedMillis()).rejected((Rejected) control);
        }
    }

    private void change(RuleChange change) throws Exception {
        long before = table().stamp(CompiledRule.class);
        RuleTable.Outcome outcome = table().apply(change);
        if (outcome.isAccepted()) {
            metrics().ruleChange();
            // No entity needs to be looked at for a pattern's sake.
            if (table().stamp(CompiledRule.class) != before) {
                rulesChanged();
                if (outcome.orphans()) {
                    closeOrphans();
                }
            }
        } else if (outcome.isRefused() && isFirst()) {
            saidAt(live.reachedMillis())
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
        live.events(watermark);
    }

    @Override
    public void processWatermark2(Watermark watermark) {
        // The control channel has no event time; what it promises comes as records.
    }

    @Override
    public void endInput(int input) throws Exception {
        if (input == CONTROL) {
            live.end();
        }
    }
}
