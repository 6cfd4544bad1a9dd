package io.chronofabric.connector.bus;

import io.chronofabric.time.TimeSource;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SupportsSplitReassignmentOnRecovery;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.util.UserCodeClassLoader;

/**
 * Reads the durable log of a bus, each recording as a split, and goes on with what is published.
 * <b>Exactly once</b> in the job's state: the position in a recording is the split's state, and a
 * checkpoint waits until the log has passed it. Packets of one publisher stay in order; event time
 * is the packet's time in milliseconds, and each recording has a watermark of its own.
 *
 * <p>A log belongs to a host: readers take the recordings of theirs. A recording whose host has no
 * reader waits, with a warning and the metric {@code splitsWithoutReaderOnTheirHost}.
 *
 * @param <OUT> the record in the job
 */
public final class BusSource<OUT>
        implements Source<OUT, BusSplit, BusEnumeratorState>,
                ResultTypeQueryable<OUT>,
                SupportsSplitReassignmentOnRecovery {
    private static final long serialVersionUID = 1L;

    private final BusSourceSettings settings;
    private final BusDeserializationSchema<OUT> schema;

    BusSource(BusSourceSettings settings, BusDeserializationSchema<OUT> schema) {
        this.settings = settings;
        this.schema = schema;
    }

    /** Starts a source. */
    public static <OUT> BusSourceBuilder<OUT> builder() {
        return new BusSourceBuilder<>();
    }

    @Override
    public Boundedness getBoundedness() {
        return settings.bounded() ? Boundedness.BOUNDED : Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<OUT, BusSplit> createReader(SourceReaderContext context) throws Exception {
        schema.open(
                new DeserializationSchema.InitializationContext() {
                    @Override
                    public MetricGroup getMetricGroup() {
                        return context.metricGroup().addGroup("deserializer");
                    }

                    @Override
                    public UserCodeClassLoader getUserCodeClassLoader() {
                        return context.getUserCodeClassLoader();
                    }
                });
        return new BusReader<>(context, settings, schema, TimeSource.system());
    }

    @Override
    public SplitEnumerator<BusSplit, BusEnumeratorState> createEnumerator(
            SplitEnumeratorContext<BusSplit> context) {
        return restoreEnumerator(context, new BusEnumeratorState(Set.of(), List.of(), false));
    }

    @Override
    public SplitEnumerator<BusSplit, BusEnumeratorState> restoreEnumerator(
            SplitEnumeratorContext<BusSplit> context, BusEnumeratorState state) {
        return new BusEnumerator(
                context, settings.bus(), settings.bounded(), settings.fromLatest(), state);
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
        return schema.getProducedType();
    }
}
