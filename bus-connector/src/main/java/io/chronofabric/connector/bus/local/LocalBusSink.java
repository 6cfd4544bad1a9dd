package io.chronofabric.connector.bus.local;

import io.chronofabric.bus.LocalBuses;
import io.chronofabric.bus.PhaseCoherenceBus;
import java.util.Objects;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Publishes the records of a Flink job on an in-process {@link PhaseCoherenceBus} of {@link
 * LocalBuses}, each with a stamp of the bus's own clock. <b>At most once</b> on the bus: what waits
 * on a ring is gone when the process is, and nothing is retried. A job that is restarted from a
 * checkpoint publishes again what its source reads again.
 *
 * <p>A write has reached every subscription, or been answered by its policy, when it returns; so a
 * checkpoint has nothing to flush. A full subscription with {@link
 * io.chronofabric.bus.WhenFull#BLOCK} makes back pressure, and fails the job after the bus's
 * publish timeout. The bus stays open when the job ends: it belongs to whoever made it.
 *
 * @param <IN> the record in the job
 * @param <T> the payload on the bus
 */
public final class LocalBusSink<IN, T> implements Sink<IN> {
    private static final long serialVersionUID = 1L;

    private final String bus;
    private final Class<T> payloadType;
    private final PacketSerializer<IN, T> serializer;

    /**
     * @param bus name of the bus
     * @param payloadType what travels on it
     * @param serializer makes payloads of records
     */
    public LocalBusSink(String bus, Class<T> payloadType, PacketSerializer<IN, T> serializer) {
        this.bus = Objects.requireNonNull(bus, "bus");
        this.payloadType = Objects.requireNonNull(payloadType, "payloadType");
        this.serializer = Objects.requireNonNull(serializer, "serializer");
    }

    @Override
    public SinkWriter<IN> createWriter(WriterInitContext context) {
        return new LocalBusSinkWriter<>(
                LocalBuses.find(bus, payloadType), serializer, context.metricGroup());
    }
}
