package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.GovernanceOutput;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Verdict;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Sends what the governor says to Flink's outputs, and counts it. One per subtask. */
final class MeteredOutput implements GovernanceOutput {
    private final GovernanceMetrics metrics;
    private KeyedProcessFunction<?, ?, ?>.Context context;
    private Collector<Verdict> collector;

    MeteredOutput(GovernanceMetrics metrics) {
        this.metrics = metrics;
    }

    MeteredOutput to(KeyedProcessFunction<?, ?, ?>.Context context, Collector<Verdict> collector) {
        this.context = context;
        this.collector = collector;
        return this;
    }

    @Override
    public void verdict(Verdict verdict) {
        metrics.verdict(verdict);
        collector.collect(verdict);
    }

    @Override
    public void decision(Decision decision) {
        metrics.decision();
        context.output(GovernFunction.DECISIONS, decision);
    }

    @Override
    public void rejected(Rejected rejected) {
        metrics.rejected(rejected.reason());
        context.output(GovernFunction.REJECTED, rejected);
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
