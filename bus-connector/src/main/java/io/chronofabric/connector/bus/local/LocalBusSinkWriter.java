package io.chronofabric.connector.bus.local;

import io.chronofabric.bus.BusException;
import io.chronofabric.bus.PhaseCoherenceBus;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/** Publishes in the task's own thread. */
final class LocalBusSinkWriter<IN, T> implements SinkWriter<IN> {
    private final PhaseCoherenceBus<T> bus;
    private final PacketSerializer<IN, T> serializer;
    private final Counter sent;
    private final Counter failed;

    LocalBusSinkWriter(
            PhaseCoherenceBus<T> bus,
            PacketSerializer<IN, T> serializer,
            SinkWriterMetricGroup metrics) {
        this.bus = bus;
        this.serializer = serializer;
        this.sent = metrics.getNumRecordsSendCounter();
        this.failed = metrics.getNumRecordsSendErrorsCounter();
    }

    @Override
    public void write(IN element, Context context) {
        try {
            bus.publish(serializer.serialize(element));
        } catch (BusException e) {
            failed.inc();
            throw e;
        }
        sent.inc();
    }

    @Override
    public void flush(boolean endOfInput) {
        // Nothing waits here: a write is done when it returns.
    }

    @Override
    public void close() {}
}
