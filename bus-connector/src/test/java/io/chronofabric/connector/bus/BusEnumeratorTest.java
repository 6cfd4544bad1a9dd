package io.chronofabric.connector.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SplitsAssignment;
import org.apache.flink.metrics.groups.SplitEnumeratorMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;

class BusEnumeratorTest {
    private static final BusEnumeratorState NEW =
            new BusEnumeratorState(Set.of(), List.of(), false);
    private static final long HERE = 1;
    private static final long THERE = 2;

    private final Context context = new Context();

    @Test
    void recordingsGoToReadersOfTheirHostAndAreSpreadOverThem() {
        BusEnumerator enumerator = enumerator(false, false, NEW);
        register(enumerator, 0, 1, 2);
        enumerator.handleSourceEvent(0, found(HERE, 10, 11));
        enumerator.handleSourceEvent(1, found(HERE, 10, 11));
        assertThat(context.assigned).as("before all have reported").isEmpty();

        enumerator.handleSourceEvent(2, found(THERE, 10));

        assertThat(context.ids(0)).containsExactly("1/10");
        assertThat(context.ids(1)).containsExactly("1/11");
        assertThat(context.ids(2)).containsExactly("2/10");
    }

    @Test
    void aRecordingThatAppearsLaterIsReadFromItsBeginningEvenWhereTheOthersWereNot() {
        BusEnumerator enumerator = enumerator(false, true, NEW);
        register(enumerator, 0, 1, 2);
        reportAll(enumerator, found(HERE, 10));
        enumerator.handleSourceEvent(1, found(HERE, 10, 11));
        assertThat(context.split("1/10").position()).isEqualTo(500);
        assertThat(context.split("1/11").position()).isEqualTo(100);
        assertThat(context.assigned.values().stream().mapToInt(List::size).sum()).isEqualTo(2);
    }

    @Test
    void aBoundedJobEndsAtWhatWasThereAndTakesNothingNew() {
        BusEnumerator enumerator = enumerator(true, false, NEW);
        register(enumerator, 0, 1, 2);
        reportAll(enumerator, found(HERE, 10));
        enumerator.handleSourceEvent(1, found(HERE, 10, 11));
        assertThat(context.split("1/10").stop()).isEqualTo(500);
        assertThat(context.ended).contains(0, 1, 2);
        assertThat(context.assigned.values().stream().mapToInt(List::size).sum()).isEqualTo(1);
    }

    @Test
    void whatReadersHadIsGivenOutAnewByHost() {
        BusSplit here = split(HERE, 10, 300);
        BusSplit there = split(THERE, 10, 400);
        BusEnumerator enumerator =
                enumerator(
                        false,
                        false,
                        new BusEnumeratorState(Set.of("1/10", "2/10"), List.of(), true));
        // After the restart, the reader that had a split of the other host comes up here.
        context.had.put(0, List.of(there));
        context.had.put(1, List.of(here));
        register(enumerator, 0, 1, 2);
        enumerator.handleSourceEvent(0, found(HERE, 10));
        enumerator.handleSourceEvent(1, found(THERE, 10));
        enumerator.handleSourceEvent(2, found(HERE, 10));
        assertThat(context.split("1/10")).isEqualTo(here);
        assertThat(context.ids(1)).containsExactly("2/10");
        assertThat(context.split("2/10")).isEqualTo(there);
    }

    @Test
    void aRecordingWithoutReaderOnItsHostWaitsAndIsKept() {
        BusSplit lost = split(THERE, 7, 300);
        BusEnumerator enumerator =
                enumerator(
                        false, false, new BusEnumeratorState(Set.of("2/7"), List.of(lost), true));
        register(enumerator, 0, 1, 2);
        reportAll(enumerator, found(HERE));
        assertThat(context.assigned).isEmpty();
        assertThat(enumerator.snapshotState(1).unassigned()).containsExactly(lost);
    }

    @Test
    void aReaderThatFailedGetsNothingUntilAnotherIsInItsPlace() {
        BusEnumerator enumerator = enumerator(false, false, NEW);
        register(enumerator, 0, 1, 2);
        reportAll(enumerator, found(HERE, 10));
        BusSplit given = context.split("1/10");
        context.readers.remove(1);
        enumerator.addSplitsBack(List.of(given), 0);
        enumerator.handleSourceEvent(2, found(HERE, 10, 11));
        assertThat(context.ids(1)).isEmpty();
        register(enumerator, 1);
        enumerator.handleSourceEvent(1, found(HERE, 10, 11));
        assertThat(context.ids(1)).isNotEmpty();
        assertThat(enumerator.snapshotState(1).unassigned()).isEmpty();
    }

    @Test
    void statesSurviveTheirSerializersAndTheBytesOfVersionOneStayReadable() throws IOException {
        BusSplit plain = split(HERE, 10, 300);
        BusSplit full =
                new BusSplit(
                        1,
                        2,
                        "b",
                        "s",
                        true,
                        3,
                        4,
                        Optional.of(new BusSplit.OpenRange(5, 6, 7)),
                        Map.of(8L, 9L));
        for (BusSplit split : List.of(plain, full)) {
            byte[] bytes = BusSplitSerializer.INSTANCE.serialize(split);
            assertThat(BusSplitSerializer.INSTANCE.deserialize(1, bytes)).isEqualTo(split);
        }
        String golden =
                "00000000000000010000000000000002"
                        + "000162000173"
                        + "01"
                        + "00000000000000030000000000000004"
                        + "01"
                        + "000000000000000500000000000000060000000000000007"
                        + "00000001"
                        + "00000000000000080000000000000009";
        assertThat(HexFormat.of().formatHex(BusSplitSerializer.INSTANCE.serialize(full)))
                .isEqualTo(golden);

        BusEnumeratorState state =
                new BusEnumeratorState(Set.of("1/2", "1/10"), List.of(plain, full), true);
        byte[] bytes = BusEnumeratorStateSerializer.INSTANCE.serialize(state);
        assertThat(BusEnumeratorStateSerializer.INSTANCE.deserialize(1, bytes)).isEqualTo(state);

        BusCommittable committable = new BusCommittable(1, "m-0", 2, 3, 4, 5);
        byte[] committed = BusCommittableSerializer.INSTANCE.serialize(committable);
        assertThat(BusCommittableSerializer.INSTANCE.deserialize(1, committed))
                .isEqualTo(committable);
        assertThat(HexFormat.of().formatHex(committed))
                .isEqualTo(
                        "0000000000000001"
                                + "00036d2d30"
                                + "0000000000000002"
                                + "0000000000000003"
                                + "0000000000000004"
                                + "0000000000000005");
    }

    @Test
    void aVersionFromTheFutureIsRefused() {
        assertThatIOException()
                .isThrownBy(() -> BusSplitSerializer.INSTANCE.deserialize(2, new byte[0]))
                .withMessage("bus split version: 2 (expected: 1)");
        assertThatIOException()
                .isThrownBy(() -> BusEnumeratorStateSerializer.INSTANCE.deserialize(2, new byte[0]))
                .withMessage("bus enumerator state version: 2 (expected: 1)");
        assertThatIOException()
                .isThrownBy(() -> BusCommittableSerializer.INSTANCE.deserialize(2, new byte[0]))
                .withMessage("bus committable version: 2 (expected: 1)");
    }

    private BusEnumerator enumerator(
            boolean bounded, boolean fromLatest, BusEnumeratorState state) {
        BusEnumerator enumerator = new BusEnumerator(context, "in", bounded, fromLatest, state);
        enumerator.start();
        return enumerator;
    }

    private void register(BusEnumerator enumerator, int... subtasks) {
        for (int subtask : subtasks) {
            List<BusSplit> had = context.had.getOrDefault(subtask, List.of());
            context.readers.put(subtask, ReaderInfo.createReaderInfo(subtask, "host", had));
            enumerator.addReader(subtask);
        }
    }

    private static void reportAll(BusEnumerator enumerator, RecordingsFound found) {
        for (int subtask = 0; subtask < 3; subtask++) {
            enumerator.handleSourceEvent(subtask, found);
        }
    }

    private static RecordingsFound found(long log, long... ids) {
        return new RecordingsFound(
                log,
                Arrays.stream(ids)
                        .mapToObj(id -> new RecordingsFound.Found(id, "s" + id, false, 100, 500))
                        .toList());
    }

    private static BusSplit split(long log, long recording, long position) {
        return BusSplit.of(log, recording, "in", "s", false, position, BusSplit.ENDLESS);
    }

    /** Writes down what the enumerator asks for. */
    private static final class Context implements SplitEnumeratorContext<BusSplit> {
        private final Map<Integer, ReaderInfo> readers = new HashMap<>();
        private final Map<Integer, List<BusSplit>> had = new HashMap<>();
        private final Map<Integer, List<BusSplit>> assigned = new HashMap<>();
        private final List<Integer> ended = new ArrayList<>();

        List<String> ids(int subtask) {
            return assigned.getOrDefault(subtask, List.of()).stream()
                    .map(BusSplit::splitId)
                    .toList();
        }

        BusSplit split(String id) {
            return assigned.values().stream()
                    .flatMap(List::stream)
                    .filter(split -> split.splitId().equals(id))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public void assignSplits(SplitsAssignment<BusSplit> assignment) {
            assignment
                    .assignment()
                    .forEach(
                            (subtask, splits) -> {
                                assertThat(readers).containsKey(subtask);
                                assigned.computeIfAbsent(subtask, s -> new ArrayList<>())
                                        .addAll(splits);
                            });
        }

        @Override
        public void signalNoMoreSplits(int subtask) {
            ended.add(subtask);
        }

        @Override
        public SplitEnumeratorMetricGroup metricGroup() {
            return UnregisteredMetricsGroup.createSplitEnumeratorMetricGroup();
        }

        @Override
        public int currentParallelism() {
            return 3;
        }

        @Override
        public Map<Integer, ReaderInfo> registeredReaders() {
            return readers;
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
