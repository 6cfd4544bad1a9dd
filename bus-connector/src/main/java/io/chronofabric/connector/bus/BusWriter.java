package io.chronofabric.connector.bus;

import io.chronofabric.bus.BusException;
import io.chronofabric.bus.aeron.RecordingKind;
import io.chronofabric.bus.wire.FrameHeader;
import io.chronofabric.time.TimeSource;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/** Publishes in the task's thread; a checkpoint waits until the log has everything. */
final class BusWriter<IN> implements SinkWriter<IN> {
    private final BusSerializationSchema<IN> schema;
    private final LogOutput output;
    private final Counter sent;
    private final Counter bytes;
    private final Counter failed;

    BusWriter(
            BusSinkSettings settings,
            BusSerializationSchema<IN> schema,
            WriterInitContext context,
            TimeSource time) {
        this(
                schema,
                context.metricGroup(),
                LogOutput.open(
                        settings,
                        RecordingKind.DATA,
                        settings.source(context.getTaskInfo().getIndexOfThisSubtask()),
                        Integer.toString(context.getTaskInfo().getIndexOfThisSubtask()),
                        time));
    }

    BusWriter(BusSerializationSchema<IN> schema, SinkWriterMetricGroup metrics, LogOutput output) {
        this.schema = schema;
        this.output = output;
        this.sent = metrics.getNumRecordsSendCounter();
        this.bytes = metrics.getNumBytesSendCounter();
        this.failed = metrics.getNumRecordsSendErrorsCounter();
    }

    LogOutput output() {
        return output;
    }

    @Override
    public void write(IN element, Context context) {
        FrameHeader header = new FrameHeader();
        byte[] payload = schema.serialize(element, header, context.timestamp());
        try {
            output.publish(header, payload);
        } catch (BusException e) {
            failed.inc();
            throw e;
        }
        sent.inc();
        bytes.inc(payload.length);
    }

    @Override
    public void flush(boolean endOfInput) {
        output.sync();
    }

    @Override
    public void close() {
        output.close();
    }
}
