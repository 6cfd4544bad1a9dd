package io.chronofabric.operators.causal.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.core.ErrorCode;
import io.chronofabric.operators.StopJobException;
import io.chronofabric.operators.UnusableEvent;
import io.chronofabric.operators.causal.CausalSettings;
import io.chronofabric.operators.causal.CausalViolation;
import io.chronofabric.operators.causal.DependencyPort;
import io.chronofabric.operators.causal.VectorPort;
import io.chronofabric.operators.causal.flink.EventTimeOracle.Left;
import io.chronofabric.operators.causal.flink.Histories.Event;
import io.chronofabric.time.causal.DeliveryOutcome;
import io.chronofabric.time.causal.SparseVectorClock;
import io.chronofabric.time.causal.VectorClock;
import io.chronofabric.time.causal.VectorMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.common.typeinfo.Types;
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

class CausalOrderOperatorTest {
    private static final int MAX_PARALLELISM = 8;
    private static final int HISTORIES = 40;
    private static final OutputTag<CausalViolation<String>> VIOLATIONS =
            CausalOrderOperator.violations(Types.STRING);
    private static final OutputTag<String> DUPLICATES =
            CausalOrderOperator.duplicates(Types.STRING);
    private static final OutputTag<UnusableEvent<String>> UNUSABLE =
            CausalOrderOperator.unusable(Types.STRING);

    private static final class Ids implements DependencyPort<String, String> {
        private static final long serialVersionUID = 1L;

        @Override
        public String id(String line) {
            if (line.endsWith("stop")) {
                throw new StopJobException(ErrorCode.INPUT_INVALID, "stop", "go on", "Go on.");
            }
            return idOf(line);
        }

        @Override
        public Collection<String> dependencies(String line) {
            String named = line.split(" ")[4];
            return named.equals("-") ? List.of() : List.of(named.split(","));
        }

        @Override
        public long bytes(String line) {
            return bytesOf(line);
        }
    }

    private static final class Vectors implements VectorPort<String> {
        private static final long serialVersionUID = 1L;

        @Override
        public int sender(String line) {
            return Integer.parseInt(line.split(" ")[1]);
        }

        @Override
        public VectorClock stamp(String line) {
            String[] counters = line.split(" ")[3].split(",");
            VectorClock clock = SparseVectorClock.empty(8);
            for (int node = 0; node < counters.length; node++) {
                for (int i = Integer.parseInt(counters[node]); i > 0; i--) {
                    clock = clock.tick(node);
                }
            }
            return clock;
        }

        @Override
        public long bytes(String line) {
            return bytesOf(line);
        }
    }

    private record Setup(boolean byVector, CausalSettings settings, boolean rocks) {
        Setup(boolean byVector, CausalSettings settings) {
            this(byVector, settings, false);
        }

        KeyedOneInputStreamOperatorTestHarness<String, String, String> harness(
                int parallelism, int subtask) throws Exception {
            CausalOrderOperator<String, ?, String> operator =
                    byVector
                            ? CausalOrderOperator.byVectors(
                                    new Vectors(),
                                    settings,
                                    new VectorMemory(8, 1_000, 100),
                                    false,
                                    Types.STRING)
                            : CausalOrderOperator.byDependencies(
                                    new Ids(), settings, 50, 1_000, Types.STRING, Types.STRING);
            KeyedOneInputStreamOperatorTestHarness<String, String, String> harness =
                    new KeyedOneInputStreamOperatorTestHarness<>(
                            operator,
                            line -> line.split(" ")[0],
                            Types.STRING,
                            MAX_PARALLELISM,
                            parallelism,
                            subtask);
            harness.setStateBackend(
                    rocks ? new EmbeddedRocksDBStateBackend() : new HashMapStateBackend());
            harness.setup(
                    Types.STRING.createSerializer(
                            harness.getExecutionConfig().getSerializerConfig()));
            return harness;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatLeavesIsExactlyWhatBruteForceSays(boolean byVector) throws Exception {
        Map<DeliveryOutcome, Integer> seen = new TreeMap<>();
        Random seeds = random();
        for (int history = 0; history < HISTORIES; history++) {
            long seed = seeds.nextLong();
            compareWithOracle(byVector, seed, 0, seen);
        }
        assertThat(seen)
                .containsKeys(
                        DeliveryOutcome.DELIVERED,
                        DeliveryOutcome.WAITED_TOO_LONG,
                        DeliveryOutcome.TOO_MANY_WAITING,
                        DeliveryOutcome.TOO_MANY_BYTES,
                        DeliveryOutcome.DEPENDENCY_GIVEN_UP,
                        DeliveryOutcome.LATE,
                        DeliveryOutcome.DUPLICATE);
        assertThat(seen.get(DeliveryOutcome.DELIVERED)).isGreaterThan(HISTORIES * 10);
    }

    /** The naive job that never gives up. */
    @Test
    void aJobThatWaitsTooLongIsCaught() {
        Random seeds = random();
        assertThatThrownBy(
                        () -> {
                            for (int history = 0; history < HISTORIES; history++) {
                                compareWithOracle(
                                        false, seeds.nextLong(), 1_000_000, new HashMap<>());
                            }
                        })
                .isInstanceOf(AssertionError.class);
    }

    private static void compareWithOracle(
            boolean byVector, long seed, long longer, Map<DeliveryOutcome, Integer> seen)
            throws Exception {
        Random random = new Random(seed);
        List<Event> arrivals =
                Histories.arrivals(
                        random, Histories.domain(random, "d", 60), random.nextInt(20), 400);
        long wait = 50 + random.nextInt(1_500);
        int most = random.nextBoolean() ? 1_000 : 1 + random.nextInt(10);
        long bytes = random.nextBoolean() ? 100_000 : 15 + random.nextInt(150);
        EventTimeOracle oracle = new EventTimeOracle(wait, most, bytes, byVector);
        Setup setup = new Setup(byVector, settings(wait + longer, most, bytes));
        try (var harness = setup.harness(1, 0)) {
            harness.open();
            List<Left> expected = new ArrayList<>();
            long watermark = Long.MIN_VALUE / 2;
            for (Event event : arrivals) {
                harness.processElement(event.line(), event.millis());
                expected.addAll(oracle.came(event, watermark));
                if (random.nextInt(3) == 0) {
                    // Now and then ahead of what is to come, so that some events are late.
                    watermark = Math.max(watermark, event.millis() - 400 + random.nextInt(500));
                    harness.processWatermark(watermark);
                    expected.addAll(oracle.watermark(watermark));
                }
            }
            harness.processWatermark(Long.MAX_VALUE);
            expected.addAll(oracle.watermark(Long.MAX_VALUE));
            for (DeliveryOutcome outcome : DeliveryOutcome.values()) {
                assertThat(left(harness).stream().filter(l -> l.outcome() == outcome).toList())
                        .as("%s, history %d, -Dseed=%s", outcome, seed, SEED)
                        .isEqualTo(expected.stream().filter(l -> l.outcome() == outcome).toList());
            }
            expected.forEach(l -> seen.merge(l.outcome(), 1, Integer::sum));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void withinItsBoundsNothingLeavesBeforeItsCauses(boolean byVector) throws Exception {
        Random seeds = random();
        for (int history = 0; history < HISTORIES; history++) {
            long seed = seeds.nextLong();
            Random random = new Random(seed);
            List<Event> events = Histories.domain(random, "d", 60);
            List<Event> order = new ArrayList<>(events);
            Collections.shuffle(order, random);
            Map<String, Event> byId = new HashMap<>();
            events.forEach(event -> byId.put(event.id(), event));
            try (var harness =
                    new Setup(byVector, settings(10_000, 1_000, 100_000)).harness(1, 0)) {
                harness.open();
                for (Event event : order) {
                    harness.processElement(event.line(), event.millis());
                }
                assertCausesFirst(byId, left(harness), seed);
                assertThat(left(harness)).hasSize(events.size());
            }
            List<Left> onArrival =
                    order.stream()
                            .map(e -> new Left(e.id(), DeliveryOutcome.DELIVERED, Set.of()))
                            .toList();
            boolean sorted = order.equals(events);
            assertThatThrownBy(() -> assertCausesFirst(byId, onArrival, seed))
                    .as("release on arrival is caught; %s", sorted)
                    .isInstanceOf(AssertionError.class);
        }
    }

    private static void assertCausesFirst(Map<String, Event> events, List<Left> left, long seed) {
        Set<String> before = new HashSet<>();
        for (Left l : left) {
            assertThat(before)
                    .as("before %s, history %d, -Dseed=%s", l, seed, SEED)
                    .containsAll(events.get(l.id()).past());
            assertThat(l.outcome()).isEqualTo(DeliveryOutcome.DELIVERED);
            before.add(l.id());
        }
    }

    /** Only the bound of time strikes, causes are dated before effects, and nothing is late. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyReplayGivesEachEventTheSameOutcome(boolean byVector) throws Exception {
        Random seeds = random();
        int violations = 0;
        for (int history = 0; history < HISTORIES; history++) {
            long seed = seeds.nextLong();
            Random random = new Random(seed);
            List<Event> events = Histories.domain(random, "d", 60);
            events.removeIf(event -> random.nextInt(100) < 8);
            Map<String, Left> first = null;
            for (int replay = 0; replay < 4; replay++) {
                Map<String, Left> outcomes = new TreeMap<>();
                try (var harness =
                        new Setup(byVector, settings(300, 1_000, 100_000)).harness(1, 0)) {
                    harness.open();
                    long newest = 0;
                    for (Event event : Histories.arrivals(random, events, 0, 400)) {
                        harness.processElement(event.line(), event.millis());
                        newest = Math.max(newest, event.millis());
                        if (random.nextInt(1 + 4 * replay) == 0) {
                            harness.processWatermark(newest - 801);
                        }
                    }
                    harness.processWatermark(Long.MAX_VALUE);
                    for (Left l : left(harness)) {
                        if (l.outcome() != DeliveryOutcome.DUPLICATE) {
                            assertThat(outcomes.put(l.id(), l)).isNull();
                        }
                    }
                }
                first = first == null ? outcomes : first;
                assertThat(outcomes).as("history %d, -Dseed=%s", seed, SEED).isEqualTo(first);
            }
            violations +=
                    (int)
                            first.values().stream()
                                    .filter(l -> l.outcome() != DeliveryOutcome.DELIVERED)
                                    .count();
        }
        assertThat(violations).isGreaterThan(HISTORIES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ids heap", "ids rocks", "vectors heap", "vectors rocks"})
    void outputsEqualAnUndisturbedRunAcrossSnapshotsAndRescaling(String kind) throws Exception {
        boolean rocks = kind.endsWith("rocks");
        Random seeds = random();
        for (int history = 0; history < (rocks ? 2 : 6); history++) {
            long seed = seeds.nextLong();
            Random random = new Random(seed);
            List<Event> all = new ArrayList<>();
            for (int domain = 0; domain < 8; domain++) {
                all.addAll(Histories.domain(random, "domain-" + domain, 30));
            }
            all.sort(Comparator.comparingLong(Event::millis));
            List<Event> events = Histories.arrivals(random, all, 8, 300);
            Setup setup = new Setup(kind.startsWith("vectors"), settings(250, 12, 200), rocks);
            TreeSet<Integer> cuts = new TreeSet<>(List.of(events.size()));
            for (int i = 0; i < 3; i++) {
                cuts.add(1 + random.nextInt(events.size()));
            }
            List<String> undisturbed = run(setup, events, List.of(events.size()), new int[] {1});
            assertThat(undisturbed).hasSizeGreaterThan(150);
            assertThat(run(setup, events, List.copyOf(cuts), new int[] {1, 2, 5, 3}))
                    .as("history %d, -Dseed=%s", seed, SEED)
                    .isEqualTo(undisturbed);
        }
    }

    /** Runs the events, restarting with the next parallelism at every cut; by domain. */
    private static List<String> run(
            Setup setup, List<Event> events, List<Integer> cuts, int[] parallelisms)
            throws Exception {
        Map<String, List<String>> byDomain = new TreeMap<>();
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
                try (var harness = setup.harness(parallelism, subtask)) {
                    if (snapshot != null) {
                        harness.initializeState(
                                AbstractStreamOperatorTestHarness.repartitionOperatorState(
                                        snapshot, MAX_PARALLELISM, before, parallelism, subtask));
                    }
                    harness.open();
                    harness.processWatermark(watermark);
                    reached = watermark;
                    for (Event event : events.subList(from, to)) {
                        if (KeyGroupRangeAssignment.assignKeyToParallelOperator(
                                        event.domain(), MAX_PARALLELISM, parallelism)
                                == subtask) {
                            harness.processElement(event.line(), event.millis());
                        }
                        reached = Math.max(reached, event.millis() - 200);
                        harness.processWatermark(reached);
                    }
                    if (to == events.size()) {
                        harness.processWatermark(Long.MAX_VALUE);
                        if (!setup.rocks()) {
                            assertThat(harness.numKeyedStateEntries()).isZero();
                        }
                        assertThat(harness.numEventTimeTimers()).isZero();
                    }
                    collect(harness, byDomain);
                    parts.add(harness.snapshot(step + 1L, 0));
                }
            }
            watermark = reached;
            from = to;
            snapshot =
                    AbstractStreamOperatorTestHarness.repackageState(
                            parts.toArray(OperatorSubtaskState[]::new));
        }
        List<String> lines = new ArrayList<>();
        byDomain.values().forEach(lines::addAll);
        return lines;
    }

    private static void collect(
            KeyedOneInputStreamOperatorTestHarness<String, String, String> harness,
            Map<String, List<String>> byDomain) {
        for (String line : harness.extractOutputValues()) {
            byDomain.computeIfAbsent(line.split(" ")[0], d -> new ArrayList<>()).add(line);
        }
        for (CausalViolation<String> v : values(harness.getSideOutput(VIOLATIONS))) {
            byDomain.computeIfAbsent(v.event().split(" ")[0] + " !", d -> new ArrayList<>())
                    .add(v.toString());
        }
        for (String line : values(harness.getSideOutput(DUPLICATES))) {
            byDomain.computeIfAbsent(line.split(" ")[0] + " =", d -> new ArrayList<>()).add(line);
        }
    }

    @Test
    void whatIsReleasedIsNotLateDownstream() throws Exception {
        Random seeds = random();
        for (int history = 0; history < HISTORIES; history++) {
            Random random = new Random(seeds.nextLong());
            List<Event> arrivals =
                    Histories.arrivals(random, Histories.domain(random, "d", 60), 10, 300);
            try (var harness = new Setup(false, settings(250, 1_000, 100_000)).harness(1, 0)) {
                harness.open();
                long newest = 0;
                for (Event event : arrivals) {
                    harness.processElement(event.line(), event.millis());
                    newest = Math.max(newest, event.millis());
                    harness.processWatermark(newest - 601);
                }
                harness.processWatermark(Long.MAX_VALUE);
                long reached = Long.MIN_VALUE;
                for (Object out : harness.getOutput()) {
                    if (out instanceof Watermark mark) {
                        reached = mark.getTimestamp();
                    } else {
                        assertThat(((StreamRecord<?>) out).getTimestamp())
                                .as("-Dseed=%s", SEED)
                                .isGreaterThan(reached);
                    }
                }
                assertThat(reached).isEqualTo(Long.MAX_VALUE);
            }
        }
    }

    @Test
    void aDomainThatIsIdleAndSettledIsForgotten() throws Exception {
        try (var harness = new Setup(false, settings(250, 10, 1_000)).harness(1, 0)) {
            harness.open();
            harness.processElement("d 0 1 1 -", 1_000);
            harness.processElement("d 0 2 2 -", 1_500);
            harness.processWatermark(2_499);
            assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
            harness.processElement("d 0 1 1 -", 1_000);
            assertThat(values(harness.getSideOutput(DUPLICATES))).hasSize(1);
            harness.processWatermark(2_500);
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numEventTimeTimers()).isZero();
            harness.processElement("d 0 1 1 -", 1_000);
            assertThat(harness.extractOutputValues()).as("a late duplicate").hasSize(3);
        }
    }

    @Test
    void aDomainHasOneTimerHoweverManyEventsItHas() throws Exception {
        try (var harness = new Setup(false, settings(250, 100, 10_000)).harness(1, 0)) {
            harness.open();
            for (int i = 0; i < 50; i++) {
                harness.processElement("d 0 " + i + " 1 x" + i % 3, 1_000 + 10 * (50 - i));
                assertThat(harness.numEventTimeTimers()).isEqualTo(1);
                harness.processWatermark(1_000 + 5 * i);
            }
        }
    }

    @Test
    void aGuardLetsGoWhenTheWatermarkStandsStillAndSaysSo() throws Exception {
        CausalSettings guarded = settings(250, 10, 1_000, Duration.ofMillis(100));
        try (var harness = new Setup(false, guarded).harness(1, 0)) {
            harness.setProcessingTime(5_000);
            harness.open();
            harness.processElement("d 0 2 2 0.1", 1_000);
            harness.setProcessingTime(5_050);
            harness.processWatermark(1_100);
            harness.setProcessingTime(5_100);
            assertThat(harness.getSideOutput(VIOLATIONS)).as("it moved").isNull();
            harness.processElement("d 0 4 4 0.3", 1_000);
            harness.setProcessingTime(5_200);
            List<CausalViolation<String>> violations = values(harness.getSideOutput(VIOLATIONS));
            assertThat(violations).hasSize(1);
            assertThat(violations.get(0).outcome()).isEqualTo(DeliveryOutcome.TIME_STOOD_STILL);
            assertThat(violations.get(0).missing()).containsExactly("0.1");
            harness.setProcessingTime(5_300);
            assertThat(values(harness.getSideOutput(VIOLATIONS))).hasSize(2);
            harness.setProcessingTime(9_000);
            harness.processWatermark(9_000);
            assertThat(harness.numKeyedStateEntries()).isZero();
            assertThat(harness.numProcessingTimeTimers()).isZero();
        }
    }

    @Test
    void aGuardDoesNotCountTheTimeThatTheJobWasDown() throws Exception {
        Setup setup = new Setup(false, settings(250, 10, 1_000, Duration.ofMillis(100)));
        OperatorSubtaskState snapshot;
        try (var harness = setup.harness(1, 0)) {
            harness.setProcessingTime(5_000);
            harness.open();
            harness.processElement("d 0 2 2 0.1", 1_000);
            snapshot = harness.snapshot(1, 0);
        }
        try (var harness = setup.harness(1, 0)) {
            harness.initializeState(snapshot);
            harness.setProcessingTime(900_000);
            harness.open();
            harness.setProcessingTime(900_001);
            assertThat(harness.getSideOutput(VIOLATIONS)).isNull();
            harness.setProcessingTime(900_200);
            assertThat(values(harness.getSideOutput(VIOLATIONS))).hasSize(1);
        }
    }

    @Test
    void whatThePortCannotReadLeavesAndTheJobGoesOn() throws Exception {
        try (var harness = new Setup(true, settings(250, 10, 1_000)).harness(1, 0)) {
            harness.open();
            harness.processElement("d broken", 1_000);
            harness.processElement(new StreamRecord<>("d 0 1 1 -"));
            harness.processElement("d 0 1 1 -", -1);
            harness.processElement("d 0 1 1 -", Long.MAX_VALUE);
            harness.processElement("d 0 1 1 -", 1_000);
            assertThat(harness.extractOutputValues()).hasSize(1);
            assertThat(values(harness.getSideOutput(UNUSABLE)))
                    .extracting(UnusableEvent::text)
                    .satisfiesExactly(
                            text -> assertThat(text).startsWith("the port failed: "),
                            text -> assertThat(text).startsWith("no event time (expected: "),
                            text -> assertThat(text).startsWith("event time: -1 (expected: "),
                            text -> assertThat(text).startsWith("event time: 9223372036854775807"));
        }
    }

    @Test
    void aPortCanStopTheJob() throws Exception {
        try (var harness = new Setup(false, settings(250, 10, 1_000)).harness(1, 0)) {
            harness.open();
            assertThatThrownBy(() -> harness.processElement("d 0 1 1 stop", 1_000))
                    .isInstanceOf(StopJobException.class);
        }
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> settings(0, 1, 1)).hasMessageContaining("maxWait: PT0S");
        assertThatThrownBy(() -> settings(1, 0, 1)).hasMessageContaining("most messages: 0");
        assertThatThrownBy(() -> settings(1, 1, 0)).hasMessageContaining("most bytes: 0");
        assertThatThrownBy(() -> settings(1, 1, 1, Duration.ofNanos(5)))
                .hasMessageContaining("stallGuard: PT0.000000005S");
    }

    private static List<Left> left(
            KeyedOneInputStreamOperatorTestHarness<String, String, String> harness) {
        List<Left> left = new ArrayList<>();
        for (String line : harness.extractOutputValues()) {
            left.add(new Left(idOf(line), DeliveryOutcome.DELIVERED, Set.of()));
        }
        for (CausalViolation<String> v : values(harness.getSideOutput(VIOLATIONS))) {
            Set<String> missing = new TreeSet<>();
            v.missing().forEach(name -> missing.addAll(expand(name)));
            left.add(new Left(idOf(v.event()), v.outcome(), missing));
        }
        for (String line : values(harness.getSideOutput(DUPLICATES))) {
            left.add(new Left(idOf(line), DeliveryOutcome.DUPLICATE, Set.of()));
        }
        return left;
    }

    /** A range such as {@code 0:3-5} as ids; an id as it is. */
    private static List<String> expand(String name) {
        if (name.indexOf(':') < 0) {
            return List.of(name);
        }
        String[] range = name.split("[:-]");
        List<String> ids = new ArrayList<>();
        for (int i = Integer.parseInt(range[1]);
                i <= Integer.parseInt(range[range.length - 1]);
                i++) {
            ids.add(range[0] + "." + i);
        }
        return ids;
    }

    private static <T> List<T> values(Queue<StreamRecord<T>> side) {
        return side == null ? List.of() : side.stream().map(StreamRecord::getValue).toList();
    }

    private static String idOf(String line) {
        String[] parts = line.split(" ");
        return parts[1] + "." + parts[2];
    }

    private static long bytesOf(String line) {
        String[] parts = line.split(" ");
        return 1 + (Integer.parseInt(parts[1]) * 7L + Integer.parseInt(parts[2]) * 13L) % 20;
    }

    private static CausalSettings settings(long waitMillis, int most, long bytes) {
        return settings(waitMillis, most, bytes, Duration.ZERO);
    }

    private static CausalSettings settings(long waitMillis, int most, long bytes, Duration guard) {
        return new CausalSettings(
                Duration.ofMillis(waitMillis), most, bytes, Duration.ofSeconds(1), guard, true);
    }

    private static final long SEED = seed();

    private static Random random() {
        return new Random(SEED);
    }

    private static long seed() {
        String given = System.getProperty("seed", "");
        return given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
    }
}
