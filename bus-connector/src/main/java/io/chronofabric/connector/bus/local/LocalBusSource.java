package io.chronofabric.connector.bus.local;

import io.chronofabric.bus.LocalBuses;
import io.chronofabric.bus.PhaseCoherenceBus;
import io.chronofabric.bus.SubscriptionOptions;
import io.chronofabric.time.TimeSource;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Reads an in-process {@link PhaseCoherenceBus} of {@link LocalBuses} into a Flink job that runs in
 * the same JVM. <b>At most once</b>: an in-process ring holds no positions, so after a restart the
 * job goes on with what is published then. A restart is logged and counted in {@link
 * io.chronofabric.core.Metric#BUS_RESTARTS_WITH_LOSS}; how many packets were lost is unknown.
 *
 * <p>Unbounded, and ends when the bus is closed and drained. One reader subscribes; the readers of
 * further subtasks finish at once. Event time of a record is the packet's, in milliseconds.
 *
 * <p>The subscription is made when the job runs. For packets published before that, reserve it
 * first:
 *
 * <pre>{@code
 * bus.reserve(source.subscription());
 * }</pre>
 *
 * or let the publisher wait with {@link PhaseCoherenceBus#awaitSubscribers}.
 *
 * @param <T> the payload on the bus
 * @param <OUT> the record in the job
 */
public final class LocalBusSource<T, OUT>
        implements Source<OUT, LocalBusSplit, LocalBusEnumeratorState>, ResultTypeQueryable<OUT> {
    private static final long serialVersionUID = 1L;

    private final String bus;
    private final Class<T> payloadType;
    private final SubscriptionOptions subscription;
    private final PacketDeserializer<T, OUT> deserializer;
    private final TypeInformation<OUT> recordType;

    /**
     * @param bus name of the bus
     * @param payloadType what travels on it
     * @param subscription name of the job's subscription on it, its capacity, and what a publish
     *     does when it is full; with {@link io.chronofabric.bus.WhenFull#BLOCK} the job's back
     *     pressure reaches the publisher
     * @param deserializer makes records of packets
     * @param recordType type of the records
     */
    public LocalBusSource(
            String bus,
            Class<T> payloadType,
            SubscriptionOptions subscription,
            PacketDeserializer<T, OUT> deserializer,
            TypeInformation<OUT> recordType) {
        this.bus = Objects.requireNonNull(bus, "bus");
        this.payloadType = Objects.requireNonNull(payloadType, "payloadType");
        this.subscription = Objects.requireNonNull(subscription, "subscription");
        this.deserializer = Objects.requireNonNull(deserializer, "deserializer");
        this.recordType = Objects.requireNonNull(recordType, "recordType");
    }

    /** What the reader subscribes with, for {@link PhaseCoherenceBus#reserve}. */
    public SubscriptionOptions subscription() {
        return subscription;
    }

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<OUT, LocalBusSplit> createReader(SourceReaderContext context) {
        return new LocalBusReader<>(
                context.metricGroup(),
                TimeSource.system(),
                name -> LocalBuses.find(name, payloadType),
                subscription,
                deserializer);
    }

    @Override
    public SplitEnumerator<LocalBusSplit, LocalBusEnumeratorState> createEnumerator(
            SplitEnumeratorContext<LocalBusSplit> context) {
        return new LocalBusEnumerator(context, List.of(new LocalBusSplit(bus, false)));
    }

    @Override
    public SplitEnumerator<LocalBusSplit, LocalBusEnumeratorState> restoreEnumerator(
            SplitEnumeratorContext<LocalBusSplit> context, LocalBusEnumeratorState state) {
        List<LocalBusSplit> unassigned =
                state.unassigned().stream().map(LocalBusSplit::handedOn).toList();
        return new LocalBusEnumerator(context, unassigned);
    }

    @Override
    public SimpleVersionedSerializer<LocalBusSplit> getSplitSerializer() {
        return LocalBusSplitSerializer.INSTANCE;
    }

    @Override
    public SimpleVersionedSerializer<LocalBusEnumeratorState> getEnumeratorCheckpointSerializer() {
        return LocalBusEnumeratorStateSerializer.INSTANCE;
    }

    @Override
    public TypeInformation<OUT> getProducedType() {
        return recordType;
    }
}
