package io.chronofabric.connector.bus.local;

import io.chronofabric.bus.BusException;
import io.chronofabric.bus.PhaseCoherenceBus;
import io.chronofabric.bus.PhasePacket;
import io.chronofabric.bus.Subscription;
import io.chronofabric.bus.SubscriptionOptions;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.Metric;
import io.chronofabric.time.TimeSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drains the subscription in the task's own thread and otherwise hands Flink the subscription's
 * future: no thread, no queue and no timer of its own.
 */
final class LocalBusReader<T, OUT> implements SourceReader<OUT, LocalBusSplit> {
    /** Records between two looks at the task's mailbox, where checkpoints wait. */
    static final int BATCH = 256;

    private static final Logger LOG = LoggerFactory.getLogger(LocalBusReader.class);
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final SourceReaderMetricGroup metrics;
    private final Counter recordsIn;
    private final Counter restartsWithLoss;
    private final TimeSource time;
    private final Function<String, PhaseCoherenceBus<T>> buses;
    private final SubscriptionOptions options;
    private final PacketDeserializer<T, OUT> deserializer;

    /** Completes once there is a subscription to read or none will come. */
    private final CompletableFuture<Void> assigned = new CompletableFuture<>();

    private LocalBusSplit split;
    private Subscription<T> subscription;
    private SourceOutput<OUT> splitOutput;

    /** Read by metric reporters. */
    private volatile long fetchLagMillis;

    LocalBusReader(
            SourceReaderMetricGroup metrics,
            TimeSource time,
            Function<String, PhaseCoherenceBus<T>> buses,
            SubscriptionOptions options,
            PacketDeserializer<T, OUT> deserializer) {
        this.metrics = metrics;
        this.recordsIn = metrics.getIOMetricGroup().getNumRecordsInCounter();
        this.restartsWithLoss = metrics.counter(Metric.BUS_RESTARTS_WITH_LOSS.metricName());
        this.time = time;
        this.buses = buses;
        this.options = options;
        this.deserializer = deserializer;
    }

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<OUT> output) {
        if (subscription == null) {
            return assigned.isDone() ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
        }
        if (splitOutput == null) {
            splitOutput = output.createOutputForSplit(split.splitId());
        }
        PhasePacket<T> last = null;
        int count = 0;
        while (count < BATCH) {
            PhasePacket<T> packet = subscription.poll();
            if (packet == null) {
                break;
            }
            last = packet;
            count++;
            splitOutput.collect(recordOf(packet), packet.epochMillis());
        }
        if (last == null) {
            return endOrWait(output);
        }
        recordsIn.inc(count);
        fetchLagMillis = time.epochNanos() / NANOS_PER_MILLI - last.epochMillis();
        return InputStatus.MORE_AVAILABLE;
    }

    @Override
    public List<LocalBusSplit> snapshotState(long checkpoint) {
        if (split == null) {
            return List.of();
        }
        return List.of(subscription == null ? split : split.handedOn());
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return subscription == null ? assigned : subscription.available();
    }

    @Override
    public void addSplits(List<LocalBusSplit> splits) {
        for (LocalBusSplit added : splits) {
            if (split != null) {
                throw new IllegalStateException(
                        "splits for one reader: " + split + " and " + added + " (expected: 1)");
            }
            split = added;
        }
    }

    /**
     * Subscribes. Not as soon as the split is there: this is the enumerator's last word, and a task
     * that fails before hearing it fails for the lost message instead of the missing bus.
     */
    @Override
    public void notifyNoMoreSplits() {
        if (split != null && subscription == null) {
            subscribe();
        }
        assigned.complete(null);
    }

    @Override
    public void close() {
        if (subscription != null) {
            subscription.close();
        }
    }

    private void subscribe() {
        PhaseCoherenceBus<T> bus = buses.apply(split.bus());
        subscription = bus.subscribe(options);
        register(bus);
        if (split.resumed()) {
            restartsWithLoss.inc();
            LOG.warn(
                    "Bus {} is read again after a restart. It is at most once: packets in flight"
                            + " when the earlier reader stopped are lost; how many is unknown.",
                    split.bus());
        }
    }

    private InputStatus endOrWait(ReaderOutput<OUT> output) {
        if (!subscription.isEnded()) {
            return InputStatus.NOTHING_AVAILABLE;
        }
        output.releaseOutputForSplit(split.splitId());
        subscription.close();
        subscription = null;
        split = null;
        return InputStatus.END_OF_INPUT;
    }

    private OUT recordOf(PhasePacket<T> packet) {
        try {
            OUT made = deserializer.deserialize(packet);
            if (made != null) {
                return made;
            }
        } catch (RuntimeException e) {
            throw unreadable(packet, "an exception", e);
        }
        throw unreadable(packet, "null", null);
    }

    private BusException unreadable(PhasePacket<T> packet, String outcome, RuntimeException cause) {
        metrics.getNumRecordsInErrorsCounter().inc();
        return new BusException(
                ErrorCode.BUS_SERIALIZATION_FAILED,
                outcome + " from the deserializer for " + packet,
                "a record",
                "Let the deserializer answer with a record that says what is wrong.",
                cause);
    }

    private void register(PhaseCoherenceBus<T> bus) {
        Subscription<T> made = subscription;
        metrics.setPendingRecordsGauge(() -> (long) made.pending());
        metrics.gauge("currentFetchEventTimeLag", () -> fetchLagMillis);
        bus.register(new FlinkMetrics(metrics.addGroup("bus", bus.name())));
    }
}
