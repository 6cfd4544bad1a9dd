package io.chronofabric.connector.bus.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class LocalBusEnumeratorTest {
    private static final LocalBusSplit SPLIT = new LocalBusSplit("telemetry", false);
    private static final LocalBusSplit HANDED_ON = new LocalBusSplit("telemetry", true);

    private final Context context = new Context();

    @Test
    void theFirstReaderGetsTheSplitAndTheOthersAreToldThatNoneIsLeft() {
        LocalBusEnumerator enumerator = new LocalBusEnumerator(context, List.of(SPLIT));
        enumerator.start();
        enumerator.addReader(1);
        enumerator.addReader(0);
        enumerator.handleSplitRequest(0, "host");
        enumerator.close();

        assertThat(context.events).containsExactly("1 gets " + SPLIT, "1 knows all", "0 knows all");
        assertThat(enumerator.snapshotState(1).unassigned()).isEmpty();
    }

    @Test
    void aSplitThatComesBackGoesToTheReaderThatRegistersNextAndSaysSo() {
        LocalBusEnumerator enumerator = new LocalBusEnumerator(context, List.of(SPLIT));
        enumerator.addReader(0);
        enumerator.addSplitsBack(List.of(SPLIT), 0);
        assertThat(enumerator.snapshotState(1).unassigned()).containsExactly(HANDED_ON);

        enumerator.addReader(0);

        assertThat(context.events).contains("0 gets " + HANDED_ON);
    }

    @Test
    void statesSurviveTheirSerializers() throws IOException {
        for (LocalBusSplit split : List.of(SPLIT, HANDED_ON, new LocalBusSplit("Lärm ✓", true))) {
            LocalBusSplitSerializer serializer = LocalBusSplitSerializer.INSTANCE;
            assertThat(serializer.deserialize(1, serializer.serialize(split))).isEqualTo(split);
        }
        for (List<LocalBusSplit> splits :
                List.of(List.<LocalBusSplit>of(), List.of(SPLIT), List.of(SPLIT, HANDED_ON))) {
            LocalBusEnumeratorStateSerializer serializer =
                    LocalBusEnumeratorStateSerializer.INSTANCE;
            LocalBusEnumeratorState state = new LocalBusEnumeratorState(splits);
            assertThat(serializer.deserialize(1, serializer.serialize(state))).isEqualTo(state);
        }
    }

    @Test
    void theBytesOfVersionOneStayReadable() throws IOException {
        byte[] split = {0, 3, 'b', 'u', 's', 1};
        assertThat(LocalBusSplitSerializer.INSTANCE.deserialize(1, split))
                .isEqualTo(new LocalBusSplit("bus", true));
        assertThat(LocalBusSplitSerializer.INSTANCE.serialize(new LocalBusSplit("bus", true)))
                .isEqualTo(split);
    }

    @Test
    void aVersionFromTheFutureIsRefused() {
        assertThatIOException()
                .isThrownBy(() -> LocalBusSplitSerializer.INSTANCE.deserialize(2, new byte[0]))
                .withMessage("bus split version: 2 (expected: 1)");
        assertThatIOException()
                .isThrownBy(
                        () ->
                                LocalBusEnumeratorStateSerializer.INSTANCE.deserialize(
                                        2, new byte[0]))
                .withMessage("bus enumerator state version: 2 (expected: 1)");
    }

    /** Writes down what the enumerator asks for. */
    private static final class Context implements SplitEnumeratorContext<LocalBusSplit> {
        private final List<String> events = new ArrayList<>();

        @Override
        public void assignSplits(SplitsAssignment<LocalBusSplit> assignment) {
            assignment
                    .assignment()
                    .forEach((subtask, s) -> s.forEach(x -> events.add(subtask + " gets " + x)));
        }

        @Override
        public void signalNoMoreSplits(int subtask) {
            events.add(subtask + " knows all");
        }

        @Override
        public SplitEnumeratorMetricGroup metricGroup() {
            return UnregisteredMetricsGroup.createSplitEnumeratorMetricGroup();
        }

        @Override
        public int currentParallelism() {
            return 2;
        }

        @Override
        public Map<Integer, ReaderInfo> registeredReaders() {
            return Map.of();
        }

        @Override
        public void sendEventToSourceReader(int subtask, SourceEvent event) {
            throw new AssertionError("no events");
        }

        @Override
        public <T> void callAsync(Callable<T> callable, BiConsumer<T, Throwable> handler) {
            throw new AssertionError("no threads");
        }

        @Override
        public <T> void callAsync(
                Callable<T> callable, BiConsumer<T, Throwable> handler, long delay, long period) {
            throw new AssertionError("no threads");
        }

        @Override
        public void runInCoordinatorThread(Runnable action) {
            throw new AssertionError("no threads");
        }
    }
}
