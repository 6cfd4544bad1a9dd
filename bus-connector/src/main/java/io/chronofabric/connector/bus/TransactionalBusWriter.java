package io.chronofabric.connector.bus;

import io.chronofabric.bus.aeron.RecordingKind;
import io.chronofabric.time.TimeSource;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Writes a recording of this attempt's own, and tells the committer which range to commit. */
final class TransactionalBusWriter<IN> implements CommittingSinkWriter<IN, BusCommittable> {
    private static final int SHORT_ID = 8;

    private final String markers;
    private final BusWriter<IN> writer;
    private long committed;
    private long epoch;

    TransactionalBusWriter(
            BusSinkSettings settings,
            BusSerializationSchema<IN> schema,
            WriterInitContext context,
            TimeSource time) {
        int subtask = context.getTaskInfo().getIndexOfThisSubtask();
        this.markers = settings.source(subtask);
        String attempt = markers + "." + UUID.randomUUID().toString().substring(0, SHORT_ID);
        LogOutput output =
                LogOutput.open(
                        settings,
                        RecordingKind.TRANSACTION,
                        attempt,
                        Integer.toString(subtask),
                        time);
        this.writer = new BusWriter<>(schema, context.metricGroup(), output);
        this.committed = output.position();
    }

    @Override
    public void write(IN element, Context context) {
        writer.write(element, context);
    }

    @Override
    public void flush(boolean endOfInput) {
        writer.flush(endOfInput);
    }

    @Override
    public Collection<BusCommittable> prepareCommit() {
        LogOutput output = writer.output();
        output.sync();
        long end = output.position();
        if (end == committed) {
            return List.of();
        }
        BusCommittable committable =
                new BusCommittable(
                        output.archiveId(), markers, output.recording(), committed, end, epoch++);
        committed = end;
        return List.of(committable);
    }

    @Override
    public void close() {
        writer.close();
    }
}
