package io.chronofabric.operators;

import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Sends signals on, and what could not be read to the dead letters, counted by reason. Stops the
 * job where they are too many.
 */
public final class IngestRouter extends ProcessFunction<Ingested, Signal> {
    /** Side output of records that could not be read. */
    public static final OutputTag<Rejected> REJECTED =
            new OutputTag<>("rejected", RecordTypes.rejected());

    private static final long serialVersionUID = 1L;

    private final RefusalLimit limit;
    private transient DeadLetterCounters deadLetters;

    /**
     * @param limit how many records that cannot be read are too many
     */
    public IngestRouter(RefusalLimit limit) {
        this.limit = limit;
    }

    @Override
    public void open(OpenContext openContext) {
        deadLetters = new DeadLetterCounters(getRuntimeContext().getMetricGroup());
    }

    @Override
    public void processElement(Ingested record, Context context, Collector<Signal> out) {
        if (record instanceof Signal signal) {
            limit.accepted();
            out.collect(signal);
        } else {
            Rejected rejected = (Rejected) record;
            deadLetters.count(rejected.reason());
            context.output(REJECTED, rejected);
            limit.refused(rejected);
        }
    }
}
