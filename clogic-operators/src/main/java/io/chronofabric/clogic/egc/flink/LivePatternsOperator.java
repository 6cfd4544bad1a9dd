package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.RuleTable;
import io.chronofabric.clogic.egc.pattern.CompiledPattern;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleControl;
import io.chronofabric.state.model.RuleFrontier;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Looks for patterns that change while it runs. Hears what {@link LiveRulesOperator} hears and
 * keeps the same table, so that both accept and refuse the same; the other one tells of it.
 */
public final class LivePatternsOperator extends PatternOperator
        implements TwoInputStreamOperator<Signal, RuleControl, Verdict>, BoundedMultiInput {
    private static final long serialVersionUID = 1L;

    private final SilencePolicy silence;

    private transient LiveTable live;

    /**
     * @param documents in force from the beginning
     * @param silence what to do when the governor is silent
     * @param maxWaiting events of an entity that may wait for the watermark, at least 1
     * @throws io.chronofabric.core.ChronoFabricException if a document does not compile
     */
    public LivePatternsOperator(
            GovernedDocuments documents, SilencePolicy silence, int maxWaiting) {
        super(documents, maxWaiting);
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
        watch(record);
    }

    @Override
    public void processElement2(StreamRecord<RuleControl> record) throws Exception {
        RuleControl control = record.getValue();
        if (control instanceof RuleFrontier frontier) {
            live.promise(frontier);
        } else if (control instanceof RuleChange change) {
            change(change);
        }
    }

    private void change(RuleChange change) throws Exception {
        long before = table().stamp(CompiledPattern.class);
        RuleTable.Outcome outcome = table().apply(change);
        if (outcome.isAccepted() && table().stamp(CompiledPattern.class) != before) {
            boolean ends =
                    table().tenures(change.tenant(), change.rule()).stream()
                            .anyMatch(tenure -> tenure.toMillis() == change.fromMillis());
            patternsChanged(ends);
        }
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
        if (input == LiveRulesOperator.CONTROL) {
            live.end();
        }
    }
}
