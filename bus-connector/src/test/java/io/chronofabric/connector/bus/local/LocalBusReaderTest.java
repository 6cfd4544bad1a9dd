package io.chronofabric.connector.bus.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.chronofabric.bus.BusException;
import io.chronofabric.bus.PhaseCoherenceBus;
import io.chronofabric.bus.SubscriptionOptions;
import io.chronofabric.bus.WhenFull;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.NodeId;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.LogicalTime;
import io.chronofabric.time.SimulatedTimeSource;
import io.chronofabric.time.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.metrics.groups.InternalSourceReaderMetricGroup;
import org.junit.jupiter.api.Test;

class LocalBusReaderTest {
    private static final SubscriptionOptions OPTIONS =
            new SubscriptionOptions("job", 1_024, WhenFull.BLOCK);
    private static final LocalBusSplit SPLIT = new LocalBusSplit("telemetry", false);

    private final TimeSource time = new SimulatedTimeSource(1_000_000_000L);
    private final PhaseCoherenceBus<String> bus =
            new PhaseCoherenceBus<>(
                    "telemetry",
                    String.class,
                    new HybridLogicalClock(time, new NodeId(1)),
                    TimeSource.system());
    private final SourceReaderMetricGroup metrics =
            InternalSourceReaderMetricGroup.mock(new UnregisteredMetricsGroup());
    private final Output output = new Output();
    private final LocalBusReader<String, String> reader = reader(packet -> packet.payload());

    private LocalBusReader<String, String> reader(PacketDeserializer<String, String> deserializer) {
        return new LocalBusReader<>(metrics, time, name -> bus, OPTIONS, deserializer);
    }

    @Test
    void aReaderWithoutASplitWaitsAndFinishesWhenToldThatNoneComes() {
        CompletableFuture<Void> available = reader.isAvailable();
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        assertThat(available).isNotDone().isSameAs(reader.isAvailable());

        reader.notifyNoMoreSplits();

        assertThat(available).isDone();
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.END_OF_INPUT);
        assertThat(reader.snapshotState(1)).isEmpty();
        reader.close();
    }

    @Test
    void availabilityIsTheSameFutureUntilAPacketComes() {
        CompletableFuture<Void> before = reader.isAvailable();
        assign(reader);
        assertThat(before).isDone();
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        CompletableFuture<Void> available = reader.isAvailable();
        assertThat(available).isNotDone().isSameAs(reader.isAvailable());

        bus.publish("a");

        assertThat(available).isDone();
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.MORE_AVAILABLE);
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        assertThat(reader.isAvailable()).isNotDone();
        assertThat(output.records).containsExactly("a");
    }

    @Test
    void theEventTimeIsThePacketsInMilliseconds() {
        assign(reader);
        bus.publish("now");
        bus.publish(bus.packet("before").time(LogicalTime.ofEpochMillis(123)).build());

        reader.pollNext(output);

        assertThat(output.records).containsExactly("now", "before");
        assertThat(output.times).containsExactly(1_000L, 123L);
    }

    @Test
    void oneCallEmitsABatchAtMostSoThatTheMailboxIsHeard() {
        assign(reader);
        for (int i = 0; i <= LocalBusReader.BATCH; i++) {
            bus.publish("a");
        }

        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.MORE_AVAILABLE);
        assertThat(output.records).hasSize(LocalBusReader.BATCH);
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.MORE_AVAILABLE);
        assertThat(output.records).hasSize(LocalBusReader.BATCH + 1);
    }

    @Test
    void theEndComesAfterWhatIsLeftAndFreesTheSubscription() {
        assign(reader);
        bus.publish("a");
        reader.pollNext(output);
        CompletableFuture<Void> available = reader.isAvailable();
        bus.publish("b");
        bus.close();

        assertThat(available).isDone();
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.MORE_AVAILABLE);
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.END_OF_INPUT);
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.END_OF_INPUT);
        assertThat(reader.isAvailable()).isDone();
        assertThat(output.records).containsExactly("a", "b");
        assertThat(output.released).containsExactly("telemetry");
        assertThat(bus.statistics().activeSubscriptions()).isZero();
        assertThat(reader.snapshotState(1)).isEmpty();
    }

    @Test
    void closingTheReaderEndsItsSubscription() {
        assign(reader);
        assertThat(bus.statistics().activeSubscriptions()).isEqualTo(1);

        reader.close();

        assertThat(bus.statistics().activeSubscriptions()).isZero();
    }

    @Test
    void aReaderSubscribesOnceItHasHeardEverythingAndLosesNoSplitBefore() {
        reader.addSplits(List.of(SPLIT));
        assertThat(reader.isAvailable()).isNotDone();
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        assertThat(reader.snapshotState(1)).containsExactly(SPLIT);
        assertThat(bus.statistics().activeSubscriptions()).isZero();

        reader.notifyNoMoreSplits();

        assertThat(bus.statistics().activeSubscriptions()).isEqualTo(1);
    }

    @Test
    void aCheckpointedSplitSaysThatItWasReadBefore() {
        assign(reader);

        assertThat(reader.snapshotState(1)).containsExactly(new LocalBusSplit("telemetry", true));
    }

    @Test
    void aSecondSplitIsAFaultOfTheEnumerator() {
        reader.addSplits(List.of(SPLIT));

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> reader.addSplits(List.of(SPLIT)))
                .withMessageContaining("expected: 1");
    }

    @Test
    void aDeserializerThatThrowsOrGivesNothingIsNamedWithThePacket() {
        for (PacketDeserializer<String, String> broken :
                List.<PacketDeserializer<String, String>>of(
                        packet -> null,
                        packet -> {
                            throw new IllegalStateException("broken");
                        })) {
            LocalBusReader<String, String> broke = reader(broken);
            assign(broke);
            bus.publish("a");

            assertThatExceptionOfType(BusException.class)
                    .isThrownBy(() -> broke.pollNext(output))
                    .withMessageContaining("from the deserializer for packet")
                    .extracting(BusException::code)
                    .isEqualTo(ErrorCode.BUS_SERIALIZATION_FAILED);
            broke.close();
        }
        assertThat(metrics.getNumRecordsInErrorsCounter().getCount()).isEqualTo(2);
    }

    private static void assign(LocalBusReader<String, String> to) {
        to.addSplits(List.of(SPLIT));
        to.notifyNoMoreSplits();
    }

    /** Keeps what the reader emits, for one split. */
    private static final class Output implements ReaderOutput<String> {
        private final List<String> records = new ArrayList<>();
        private final List<Long> times = new ArrayList<>();
        private final List<String> released = new ArrayList<>();

        @Override
        public void collect(String element) {
            throw new AssertionError("a record without a time: " + element);
        }

        @Override
        public void collect(String element, long timestamp) {
            records.add(element);
            times.add(timestamp);
        }

        @Override
        public void emitWatermark(Watermark watermark) {
            throw new AssertionError("the reader makes no watermarks");
        }

        @Override
        public void markIdle() {
            throw new AssertionError("the reader does not judge idleness");
        }

        @Override
        public void markActive() {}

        @Override
        public SourceOutput<String> createOutputForSplit(String split) {
            return this;
        }

        @Override
        public void releaseOutputForSplit(String split) {
            released.add(split);
        }
    }
}
