package io.chronofabric.jobs.rules;

import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleControl;
import io.chronofabric.state.model.RuleFrontier;
import io.chronofabric.time.TimeSource;
import java.time.Duration;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * The governor inside a job: hands the control records on, and promises at a fixed distance by
 * writing to their topic. One task. A promise counts when it is read back, so nothing depends on
 * what this operator knows.
 */
final class GovernorOperator extends AbstractStreamOperator<RuleControl>
        implements OneInputStreamOperator<RuleControl, RuleControl> {
    private static final long serialVersionUID = 1L;

    private final RuleTopic topic;
    private final Duration lead;
    private final Duration interval;

    private transient FrontierWriter writer;
    private transient long frontierMillis;

    GovernorOperator(RuleTopic topic, Duration lead, Duration interval) {
        this.topic = topic;
        this.lead = lead;
        this.interval = interval;
    }

    @Override
    public void open() throws Exception {
        super.open();
        frontierMillis = Long.MIN_VALUE;
        writer = FrontierWriter.open(topic, TimeSource.system(), lead, "job");
        getProcessingTimeService()
                .scheduleWithFixedDelay(now -> writer.promise(), 0, interval.toMillis());
    }

    @Override
    public void processElement(StreamRecord<RuleControl> record) {
        RuleControl control = record.getValue();
        if (control instanceof RuleFrontier frontier) {
            frontierMillis = Math.max(frontierMillis, frontier.throughMillis());
        } else if (control instanceof RuleChange change && change.fromMillis() <= frontierMillis) {
            // Refused by all who see what was promised before it, now; later readers may not.
            writer.withdraw(change);
        }
        output.collect(record);
    }

    @Override
    public void close() throws Exception {
        if (writer != null) {
            writer.close();
        }
        super.close();
    }
}
