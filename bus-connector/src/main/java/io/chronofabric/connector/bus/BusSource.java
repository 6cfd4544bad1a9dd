package io.chronofabric.connector.bus;

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
public final class BusSource<T, OUT>
        implements Source<OUT, BusSplit, BusEnumeratorState>, ResultTypeQueryable<OUT> {
    private static final long serialVersionUID = 1L;

    private final String bus;
    private final Class<T> payloadType;
    private final SubscriptionOptions subscription;
    private final BusDeserializer<T, OUT> deserializer;
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
    public BusSource(
            String bus,
            Class<T> payloadType,
            SubscriptionOptions subscription,
            BusDeserializer<T, OUT> deserializer,
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
    public SourceReader<OUT, BusSplit> createReader(SourceReaderContext context) {
        return new BusSourceReader<>(
                context.metricGroup(),
                TimeSource.system(),
                name -> LocalBuses.find(name, payloadType),
                subscription,
                deserializer);
    }

    @Override
    public SplitEnumerator<BusSplit, BusEnumeratorState> createEnumerator(
            SplitEnumeratorContext<BusSplit> context) {
        return new BusSplitEnumerator(context, List.of(new BusSplit(bus, false)));
    }

    @Override
    public SplitEnumerator<BusSplit, BusEnumeratorState> restoreEnumerator(
            SplitEnumeratorContext<BusSplit> context, BusEnumeratorState state) {
        List<BusSplit> unassigned = state.unassigned().stream().map(BusSplit::handedOn).toList();
        return new BusSplitEnumerator(context, unassigned);
    }

    @Override
    public SimpleVersionedSerializer<BusSplit> getSplitSerializer() {
        return BusSplitSerializer.INSTANCE;
    }

    @Override
    public SimpleVersionedSerializer<BusEnumeratorState> getEnumeratorCheckpointSerializer() {
        return BusEnumeratorStateSerializer.INSTANCE;
    }

    @Override
    public TypeInformation<OUT> getProducedType() {
        return recordType;
    }
}
