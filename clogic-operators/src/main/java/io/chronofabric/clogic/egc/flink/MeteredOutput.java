package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.GovernanceOutput;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Verdict;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Sends what the governor says to Flink's outputs, and counts it. One per subtask. */
final class MeteredOutput implements GovernanceOutput {
    private final GovernanceMetrics metrics;
    private final Output<StreamRecord<Verdict>> output;
    private long timestamp;

    MeteredOutput(GovernanceMetrics metrics, Output<StreamRecord<Verdict>> output) {
        this.metrics = metrics;
        this.output = output;
    }

    /** What is said from now on carries this timestamp. */
    MeteredOutput at(long millis) {
        timestamp = millis;
        return this;
    }

    @Override
    public void verdict(Verdict verdict) {
        metrics.verdict(verdict);
        output.collect(new StreamRecord<>(verdict, timestamp));
    }

    @Override
    public void decision(Decision decision) {
        metrics.decision(decision);
        output.collect(GovernOperator.DECISIONS, new StreamRecord<>(decision, timestamp));
    }

    @Override
    public void rejected(Rejected rejected) {
        metrics.rejected(rejected.reason());
        output.collect(GovernOperator.REJECTED, new StreamRecord<>(rejected, timestamp));
    }

    @Override
    public void duplicate() {
        metrics.duplicate();
    }

    @Override
    public void ungoverned() {
        metrics.ungoverned();
    }

    @Override
    public void unanswered(long moments) {
        metrics.unanswered(moments);
    }

    @Override
    public void margin(RuleRef rule, long timeMillis, double robustness) {
        metrics.margin(rule, timeMillis, robustness);
    }
}
