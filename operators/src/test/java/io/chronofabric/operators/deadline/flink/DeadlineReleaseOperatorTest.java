package io.chronofabric.operators.deadline.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.core.ErrorCode;
import io.chronofabric.operators.LaterVersions;
import io.chronofabric.operators.StopJobException;
import io.chronofabric.operators.UnusableEvent;
import io.chronofabric.operators.deadline.Backlog;
import io.chronofabric.operators.deadline.DeadlineMiss;
import io.chronofabric.operators.deadline.DeadlinePort;
import io.chronofabric.operators.deadline.DeadlineSettings;
import io.chronofabric.operators.deadline.EarliestDeadlineFirst;
import io.chronofabric.time.LogicalTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineReleaseOperatorTest {
    private static final int MAX_PARALLELISM = 8;
    private static final long MILLI = 1_000_000;
    private static final OutputTag<DeadlineMiss<String>> MISSES =
            DeadlineReleaseOperator.misses(Types.STRING);
    private static final OutputTag<UnusableEvent<String>> UNUSABLE =
            DeadlineReleaseOperator.unusable(Types.STRING);
    private static final BacklogSerializer<String> SERIALIZER =
            new BacklogSerializer<>(StringSerializer.INSTANCE);
    private static final String GOLDEN =
            "0000000000b71b0000000000001e84800000000000000003000000000000000c000000000000"
                    + "0001000000020000000002faf08000000000000000010000000002faf08000000000042c1d80"
                    + "0000000000000003000000000000000200026300000000001e84800000000000030004000000"
                    + "00001e84810000000004c4b40000000000000000040000000000000001010262";

    /** An event is a line: key, nanoseconds, deadline. */
    private static final class Lines implements DeadlinePort<String> {
        private static final long serialVersionUID = 1L;

        @Override
        public LogicalTime time(String line) {
            if (line.endsWith("stop")) {
                throw new StopJobException(ErrorCode.INPUT_INVALID, "stop", "go on", "Go on.");
            }
            return new LogicalTime(Long.parseLong(line.split(" ")[1]), 0, 1);
        }

        @Override
        public long deadlineNanos(String line) {
            return Long.parseLong(line.split(" ")[2]);
        }

        @Override
        public long bytes(String line) {
            return line.length();
        }
    }

    @Test
    void theEarliestDeadlineLeavesFirstAtTheRateOnceTheWatermarkHasSettledIt() throws Exception {
        try (var harness = harness(false, 1, 0)) {
            harness.open();
            offer(harness, "k 1000000000 1900000000");
            offer(harness, "k 1000000001 1500000000");
            offer(harness, "k 1000000002 1005000000");
            harness.processWatermark(999);
            assertThat(harness.extractOutputValues()).isEmpty();
            harness.processWatermark(1_000);
            assertThat(harness.extractOutputValues()).containsExactly("k 1000000000 1900000000");
            List<DeadlineMiss<String>> misses = values(harness.getSideOutput(MISSES));
            assertThat(misses)
                    .containsExactly(
                            new DeadlineMiss<>(
                                    "k 1000000002 1005000000",
                                    DeadlineMiss.Reason.TOO_LATE,
                                    5 * MILLI));
            harness.processWatermark(1_009);
            assertThat(harness.extractOutputValues()).hasSize(1);
            harness.processWatermark(1_010);
            assertThat(harness.extractOutputValues()).hasSize(2);
            assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
            harness.processWatermark(1_020);
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
        }
    }

    @Test
    void whatIsReleasedIsNotLateDownstream() throws Exception {
        Random random = new Random(SEED);
        for (int run = 0; run < 30; run++) {
            try (var harness = harness(false, 1, 0)) {
                harness.open();
                long newest = 0;
                for (String line : lines(random, 200, 1)) {
                    offer(harness, line);
                    newest = Math.max(newest, Long.parseLong(line.split(" ")[1]) / MILLI);
                    if (random.nextInt(3) == 0) {
                        // Some events come after their time.
                        harness.processWatermark(newest - 20);
                    }
                }
                harness.processWatermark(Long.MAX_VALUE);
                long reached = Long.MIN_VALUE;
                for (Object out : harness.getOutput()) {
                    if (out instanceof Watermark mark) {
                        reached = mark.getTimestamp();
                    } else {
                        assertThat(((StreamRecord<?>) out).getTimestamp())
                                .as("-Dseed=%d", SEED)
                                .isGreaterThan(reached);
                    }
                }
                assertThat(
                                harness.extractOutputValues().size()
                                        + values(harness.getSideOutput(MISSES)).size())
                        .isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void outputsEqualAnUndisturbedRunAcrossSnapshotsAndRescaling(boolean rocks) throws Exception {
        Random random = new Random(SEED);
        for (int run = 0; run < (rocks ? 2 : 6); run++) {
            List<String> lines = lines(random, 300, 8);
            TreeSet<Integer> cuts = new TreeSet<>(List.of(lines.size()));
            for (int i = 0; i < 3; i++) {
                cuts.add(1 + random.nextInt(lines.size()));
            }
            List<String> undisturbed = run(rocks, lines, List.of(lines.size()), new int[] {1});
            assertThat(undisturbed).hasSize(300);
            assertThat(run(rocks, lines, List.copyOf(cuts), new int[] {1, 2, 5, 3}))
                    .as("-Dseed=%d", SEED)
                    .isEqualTo(undisturbed);
        }
    }

    private static List<String> run(
            boolean rocks, List<String> lines, List<Integer> cuts, int[] parallelisms)
            throws Exception {
        Map<String, List<String>> byKey = new TreeMap<>();
        OperatorSubtaskState snapshot = null;
        long watermark = 0;
        int from = 0;
        for (int step = 0; step < cuts.size(); step++) {
            int to = cuts.get(step);
            int parallelism = parallelisms[step];
            int before = step == 0 ? 1 : parallelisms[step - 1];
            List<OperatorSubtaskState> parts = new ArrayList<>();
            long reached = watermark;
            for (int subtask = 0; subtask < parallelism; subtask++) {
                try (var harness = harness(rocks, parallelism, subtask)) {
                    if (snapshot != null) {
                        harness.initializeState(
                                AbstractStreamOperatorTestHarness.repartitionOperatorState(
                                        snapshot, MAX_PARALLELISM, before, parallelism, subtask));
                    }
                    harness.open();
                    harness.processWatermark(watermark);
                    reached = watermark;
                    for (String line : lines.subList(from, to)) {
                        if (KeyGroupRangeAssignment.assignKeyToParallelOperator(
                                        line.split(" ")[0], MAX_PARALLELISM, parallelism)
                                == subtask) {
                            offer(harness, line);
                        }
                        long millis = Long.parseLong(line.split(" ")[1]) / MILLI;
                        reached = Math.max(reached, millis - 30);
                        harness.processWatermark(reached);
                    }
                    if (to == lines.size()) {
                        harness.processWatermark(Long.MAX_VALUE);
                        assertThat(harness.numEventTimeTimers()).isZero();
                    }
                    for (StreamRecord<? extends String> out :
                            harness.extractOutputStreamRecords()) {
                        byKey.computeIfAbsent(
                                        out.getValue().split(" ")[0], key -> new ArrayList<>())
                                .add(out.getValue() + " at " + out.getTimestamp());
                    }
                    for (DeadlineMiss<String> miss : values(harness.getSideOutput(MISSES))) {
                        byKey.computeIfAbsent(
                                        miss.event().split(" ")[0] + "!", key -> new ArrayList<>())
                                .add(miss.toString());
                    }
                    parts.add(harness.snapshot(step + 1L, 0));
                }
            }
            watermark = reached;
            from = to;
            snapshot =
                    AbstractStreamOperatorTestHarness.repackageState(
                            parts.toArray(OperatorSubtaskState[]::new));
        }
        List<String> all = new ArrayList<>();
        byKey.values().forEach(all::addAll);
        return all;
    }

    @Test
    void whatThePortCannotReadLeavesAndTheJobGoesOn() throws Exception {
        try (var harness = harness(false, 1, 0)) {
            harness.open();
            harness.processElement("k x 5", 1);
            harness.processElement(new StreamRecord<>("k 5 -1"));
            offer(harness, "k 1000000000 1900000000");
            harness.processWatermark(2_000);
            assertThat(harness.extractOutputValues()).hasSize(1);
            assertThat(values(harness.getSideOutput(UNUSABLE)))
                    .extracting(UnusableEvent::text)
                    .satisfiesExactly(
                            text -> assertThat(text).startsWith("the port failed: "),
                            text ->
                                    assertThat(text)
                                            .contains("deadline (ns): -1 (expected: >= 0)"));
            assertThatThrownBy(() -> harness.processElement("k stop", 1))
                    .isInstanceOf(StopJobException.class);
        }
    }

    @Test
    void theBytesOfVersionOneNeverChangeAndStillRead() throws IOException {
        Backlog<String> backlog = backlog();
        assertThat(HexFormat.of().formatHex(bytes(backlog))).isEqualTo(GOLDEN);
        Backlog<String> read =
                SERIALIZER.deserialize(new DataInputDeserializer(HexFormat.of().parseHex(GOLDEN)));
        assertThat(read.size()).isEqualTo(2);
        assertThat(read.bytes()).isEqualTo(7);
        assertThat(read.timerMillis()).isEqualTo(12);
        assertThat(bytes(SERIALIZER.copy(read, SERIALIZER.createInstance())))
                .isEqualTo(bytes(backlog));
        DataOutputSerializer out = new DataOutputSerializer(64);
        SERIALIZER.copy(new DataInputDeserializer(bytes(backlog)), out);
        assertThat(out.getCopyOfBuffer()).isEqualTo(bytes(backlog));
    }

    @Test
    void damagedBytesAreRefusedOrReadAsAnotherBacklog() throws IOException {
        byte[] bytes = bytes(backlog());
        for (int length = 0; length < bytes.length; length++) {
            DataInputDeserializer cut = new DataInputDeserializer(bytes, 0, length);
            assertThatThrownBy(() -> SERIALIZER.deserialize(cut)).isInstanceOf(IOException.class);
        }
        Random random = new Random(SEED);
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            try {
                assertThat(SERIALIZER.deserialize(new DataInputDeserializer(damaged))).isNotNull();
            } catch (IOException expected) {
                // as declared
            }
        }
    }

    @Test
    void aSnapshotComesBackAndFitsItsSerializer() throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, SERIALIZER.snapshotConfiguration());
        TypeSerializerSnapshot<Backlog<String>> back =
                TypeSerializerSnapshot.readVersionedSnapshot(
                        new DataInputDeserializer(out.getCopyOfBuffer()),
                        getClass().getClassLoader());
        assertThat(back).isExactlyInstanceOf(BacklogSerializer.Snapshot.class);
        TypeSerializer<Backlog<String>> restored = back.restoreSerializer();
        assertThat(restored).isEqualTo(SERIALIZER.duplicate()).hasSameHashCodeAs(SERIALIZER);
        assertThat(
                        SERIALIZER
                                .snapshotConfiguration()
                                .resolveSchemaCompatibility(back)
                                .isCompatibleAsIs())
                .isTrue();
    }

    @Test
    void aLaterVersionIsRefusedWithAWayOut() {
        assertThatThrownBy(() -> LaterVersions.readNext(SERIALIZER))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format version 2 (expected: 1)")
                .hasMessageContaining("restore it with");
    }

    private static Backlog<String> backlog() {
        EarliestDeadlineFirst<String> schedule = new EarliestDeadlineFirst<>(settings());
        EarliestDeadlineFirst.Output<String> out =
                new EarliestDeadlineFirst.Output<>() {
                    @Override
                    public void released(String event, long nanos) {}

                    @Override
                    public void missed(DeadlineMiss<String> miss) {}
                };
        Backlog<String> backlog = new Backlog<>();
        LogicalTime time = new LogicalTime(2 * MILLI, 3, 4);
        schedule.offer(backlog, "a", time, 90 * MILLI, 5, out);
        schedule.advance(backlog, 2 * MILLI, out);
        schedule.offer(backlog, "b", time, 80 * MILLI, 4, out);
        schedule.offer(backlog, "c", new LogicalTime(50 * MILLI, 0, 1), 70 * MILLI, 3, out);
        backlog.timer(12);
        backlog.predicted(1);
        return backlog;
    }

    private static byte[] bytes(Backlog<String> backlog) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        SERIALIZER.serialize(backlog, out);
        return out.getCopyOfBuffer();
    }

    private static KeyedOneInputStreamOperatorTestHarness<String, String, String> harness(
            boolean rocks, int parallelism, int subtask) throws Exception {
        KeyedOneInputStreamOperatorTestHarness<String, String, String> harness =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new DeadlineReleaseOperator<>(new Lines(), settings(), Types.STRING),
                        line -> line.split(" ")[0],
                        Types.STRING,
                        MAX_PARALLELISM,
                        parallelism,
                        subtask);
        harness.setStateBackend(
                rocks ? new EmbeddedRocksDBStateBackend() : new HashMapStateBackend());
        harness.setup(
                Types.STRING.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
        return harness;
    }

    private static DeadlineSettings settings() {
        return new DeadlineSettings(
                Duration.ofMillis(10), 100, 10_000, DeadlineSettings.AtBound.LATEST_DEADLINE);
    }

    private static void offer(
            KeyedOneInputStreamOperatorTestHarness<String, String, String> harness, String line)
            throws Exception {
        harness.processElement(line, Long.parseLong(line.split(" ")[1]) / MILLI);
    }

    private static List<String> lines(Random random, int count, int keys) {
        record Arrival(String line, long at) {}
        List<Arrival> arrivals = new ArrayList<>();
        long nanos = 1_000 * MILLI;
        for (int i = 0; i < count; i++) {
            nanos += 1 + random.nextInt((int) (20 * MILLI / keys));
            long deadline = nanos + random.nextInt((int) (100 * MILLI));
            arrivals.add(
                    new Arrival(
                            "key-" + random.nextInt(keys) + " " + nanos + " " + deadline,
                            nanos + random.nextInt((int) (30 * MILLI))));
        }
        arrivals.sort(Comparator.comparingLong(Arrival::at));
        return arrivals.stream().map(Arrival::line).toList();
    }

    private static <T> List<T> values(Queue<StreamRecord<T>> side) {
        return side == null ? List.of() : side.stream().map(StreamRecord::getValue).toList();
    }

    private static final long SEED = seed();

    private static long seed() {
        String given = System.getProperty("seed", "");
        return given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
    }
}
