package io.chronofabric.connector.bus;

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

class BusSplitEnumeratorTest {
    private static final BusSplit SPLIT = new BusSplit("telemetry", false);
    private static final BusSplit HANDED_ON = new BusSplit("telemetry", true);

    private final Context context = new Context();

    @Test
    void theFirstReaderGetsTheSplitAndTheOthersAreToldThatNoneIsLeft() {
        BusSplitEnumerator enumerator = new BusSplitEnumerator(context, List.of(SPLIT));
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
        BusSplitEnumerator enumerator = new BusSplitEnumerator(context, List.of(SPLIT));
        enumerator.addReader(0);
        enumerator.addSplitsBack(List.of(SPLIT), 0);
        assertThat(enumerator.snapshotState(1).unassigned()).containsExactly(HANDED_ON);

        enumerator.addReader(0);

        assertThat(context.events).contains("0 gets " + HANDED_ON);
    }

    @Test
    void statesSurviveTheirSerializers() throws IOException {
        for (BusSplit split : List.of(SPLIT, HANDED_ON, new BusSplit("Lärm ✓", true))) {
            BusSplitSerializer serializer = BusSplitSerializer.INSTANCE;
            assertThat(serializer.deserialize(1, serializer.serialize(split))).isEqualTo(split);
        }
        for (List<BusSplit> splits :
                List.of(List.<BusSplit>of(), List.of(SPLIT), List.of(SPLIT, HANDED_ON))) {
            BusEnumeratorStateSerializer serializer = BusEnumeratorStateSerializer.INSTANCE;
            BusEnumeratorState state = new BusEnumeratorState(splits);
            assertThat(serializer.deserialize(1, serializer.serialize(state))).isEqualTo(state);
        }
    }

    @Test
    void theBytesOfVersionOneStayReadable() throws IOException {
        byte[] split = {0, 3, 'b', 'u', 's', 1};
        assertThat(BusSplitSerializer.INSTANCE.deserialize(1, split))
                .isEqualTo(new BusSplit("bus", true));
        assertThat(BusSplitSerializer.INSTANCE.serialize(new BusSplit("bus", true)))
                .isEqualTo(split);
    }

    @Test
    void aVersionFromTheFutureIsRefused() {
        assertThatIOException()
                .isThrownBy(() -> BusSplitSerializer.INSTANCE.deserialize(2, new byte[0]))
                .withMessage("bus split version: 2 (expected: 1)");
        assertThatIOException()
                .isThrownBy(() -> BusEnumeratorStateSerializer.INSTANCE.deserialize(2, new byte[0]))
                .withMessage("bus enumerator state version: 2 (expected: 1)");
    }

    /** Writes down what the enumerator asks for. */
    private static final class Context implements SplitEnumeratorContext<BusSplit> {
        private final List<String> events = new ArrayList<>();

        @Override
        public void assignSplits(SplitsAssignment<BusSplit> assignment) {
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
