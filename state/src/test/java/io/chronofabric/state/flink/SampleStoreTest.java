package io.chronofabric.state.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.core.TraceContext;
import io.chronofabric.state.flink.SampleStore.Insert;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SampleStoreTest {
    @Test
    void keepsSamplesInOrderOfLogicalTimeHoweverTheyCome() {
        SampleStore store = new SampleStore(10);
        assertThat(store.insert(at(30, 0, 0), x(3))).isEqualTo(Insert.STORED);
        assertThat(store.insert(at(10, 0, 0), x(1))).isEqualTo(Insert.STORED);
        assertThat(store.insert(at(20, 1, 0), x(2.1))).isEqualTo(Insert.STORED);
        assertThat(store.insert(at(20, 0, 7), x(2))).isEqualTo(Insert.STORED);
        int x = store.column("x");
        List<Double> values = new ArrayList<>();
        for (int row = 0; row < store.size(); row++) {
            values.add(store.value(row, x));
        }
        assertThat(values).containsExactly(1.0, 2.0, 2.1, 3.0);
        assertThat(store.physicalNanos(1)).isEqualTo(20);
        assertThat(store.logicalAndNode(1)).isEqualTo(7);
    }

    @Test
    void theLogicalCounterComparesUnsigned() {
        SampleStore store = new SampleStore(10);
        store.insert(at(5, LogicalTime.MAX_LOGICAL, 0), x(2));
        store.insert(at(5, 1, 0), x(1));
        assertThat(store.value(0, store.column("x"))).isEqualTo(1);
    }

    @Test
    void anEventWithTheSameTimeIsADuplicateOrAConflict() {
        SampleStore store = new SampleStore(10);
        Fields both = Fields.of(Map.of("x", 1.0, "y", 2.0));
        store.insert(at(10, 0, 0), both);
        assertThat(store.insert(at(10, 0, 0), Fields.of(Map.of("y", 2.0, "x", 1.0))))
                .isEqualTo(Insert.DUPLICATE);
        assertThat(store.insert(at(10, 0, 0), x(1))).isEqualTo(Insert.CONFLICT);
        assertThat(store.insert(at(10, 0, 0), Fields.of(Map.of("x", 1.0, "z", 2.0))))
                .isEqualTo(Insert.CONFLICT);
        assertThat(store.insert(at(10, 0, 0), Fields.of(Map.of("x", 1.0, "y", 3.0))))
                .isEqualTo(Insert.CONFLICT);
        assertThat(store.size()).isEqualTo(1);
        assertThat(store.value(0, store.column("y"))).isEqualTo(2);
        assertThat(store.column("z")).isEqualTo(-1);
    }

    @Test
    void aFullStoreTakesNoMoreButStillKnowsADuplicate() {
        SampleStore store = new SampleStore(2);
        store.insert(at(1, 0, 0), x(1));
        store.insert(at(2, 0, 0), x(2));
        assertThat(store.insert(at(3, 0, 0), x(3))).isEqualTo(Insert.FULL);
        assertThat(store.insert(at(2, 0, 0), x(2))).isEqualTo(Insert.DUPLICATE);
        assertThat(store.evictBefore(2)).isEqualTo(1);
        assertThat(store.insert(at(3, 0, 0), x(3))).isEqualTo(Insert.STORED);
    }

    @Test
    void aNewBoundHoldsFromTheNextInsertionOn() {
        SampleStore store = new SampleStore(2);
        store.insert(at(1, 0, 0), x(1));
        store.insert(at(2, 0, 0), x(2));
        store.maxSamples(3);
        assertThat(store.insert(at(3, 0, 0), x(3))).isEqualTo(Insert.STORED);
        store.maxSamples(1);
        assertThat(store.size()).isEqualTo(3);
        assertThat(store.insert(at(4, 0, 0), x(4))).isEqualTo(Insert.FULL);
    }

    @Test
    void anAbsentFieldIsNaN() {
        SampleStore store = new SampleStore(10);
        store.insert(at(1, 0, 0), x(1));
        store.insert(at(2, 0, 0), Fields.of(Map.of("y", 2.0)));
        assertThat(store.value(0, store.column("y"))).isNaN();
        assertThat(store.value(1, store.column("x"))).isNaN();
        assertThat(store.column("z")).isEqualTo(-1);
        assertThat(store.fieldCount()).isEqualTo(2);
    }

    @Test
    void aFieldGoesWithItsLastSample() {
        SampleStore store = new SampleStore(10);
        store.insert(at(1, 0, 0), x(1));
        store.insert(at(2, 0, 0), Fields.of(Map.of("y", 2.0)));
        store.evictBefore(2);
        assertThat(store.column("x")).isEqualTo(-1);
        assertThat(store.fieldCount()).isEqualTo(1);
        store.insert(at(3, 0, 0), Fields.of(Map.of("z", 3.0)));
        assertThat(store.value(0, store.column("z"))).isNaN();
        assertThat(store.value(1, store.column("z"))).isEqualTo(3);
        assertThat(store.value(0, store.column("y"))).isEqualTo(2);
    }

    @Test
    void anEntityThatKeepsInventingFieldsIsRefusedUntilOldOnesAreGone() {
        SampleStore store = new SampleStore(100);
        for (int i = 0; i < 4; i++) {
            Map<String, Double> fields = new HashMap<>();
            for (int f = 0; f < SampleStore.MAX_FIELDS / 4; f++) {
                fields.put("f" + i + "-" + f, 1.0);
            }
            assertThat(store.insert(at(i, 0, 0), Fields.of(fields))).isEqualTo(Insert.STORED);
        }
        assertThat(store.fieldCount()).isEqualTo(SampleStore.MAX_FIELDS);
        assertThat(store.insert(at(9, 0, 0), x(1))).isEqualTo(Insert.FULL);
        assertThat(store.insert(at(9, 0, 0), Fields.of(Map.of("f0-0", 1.0))))
                .isEqualTo(Insert.STORED);
        store.evictBefore(1);
        assertThat(store.insert(at(10, 0, 0), x(1))).isEqualTo(Insert.STORED);
        assertThat(store.insert(at(0, 0, 0), Fields.of(Map.of("f0-1", 1.0))))
                .isEqualTo(Insert.STORED);
    }

    @Test
    void findsTheFirstSampleAtOrAfterATime() {
        SampleStore store = new SampleStore(10);
        assertThat(store.firstAtOrAfter(0)).isZero();
        for (long t : new long[] {10, 20, 20, 30}) {
            store.insert(at(t, store.size(), 0), x((double) t));
        }
        assertThat(store.firstAtOrAfter(0)).isZero();
        assertThat(store.firstAtOrAfter(10)).isZero();
        assertThat(store.firstAtOrAfter(11)).isEqualTo(1);
        assertThat(store.firstAtOrAfter(20)).isEqualTo(1);
        assertThat(store.firstAtOrAfter(21)).isEqualTo(3);
        assertThat(store.firstAtOrAfter(31)).isEqualTo(4);
    }

    @Test
    void aCopyLivesItsOwnLife() {
        SampleStore store = new SampleStore(10);
        store.insert(at(1, 0, 0), x(1));
        SampleStore copy = store.copy();
        assertThat(copy).isEqualTo(store).hasSameHashCodeAs(store);
        copy.insert(at(2, 0, 0), x(2));
        assertThat(store.size()).isEqualTo(1);
        assertThat(copy).isNotEqualTo(store);
        store.evictBefore(5);
        assertThat(copy.size()).isEqualTo(2);
    }

    @Test
    void storesWithOtherRowsFieldsOrBoundsDiffer() {
        SampleStore store = new SampleStore(10);
        store.insert(at(1, 0, 0), x(1));
        SampleStore otherValue = new SampleStore(10);
        otherValue.insert(at(1, 0, 0), x(2));
        SampleStore otherField = new SampleStore(10);
        otherField.insert(at(1, 0, 0), Fields.of(Map.of("y", 1.0)));
        SampleStore otherTime = new SampleStore(10);
        otherTime.insert(at(1, 0, 9), x(1));
        SampleStore otherTrace = new SampleStore(10);
        otherTrace.insert(at(1, 0, 0), x(1), new TraceContext(1, 2, 3, true));
        SampleStore otherBound = store.copy();
        otherBound.maxSamples(11);
        assertThat(store)
                .isNotEqualTo(otherValue)
                .isNotEqualTo(otherField)
                .isNotEqualTo(otherTime)
                .isNotEqualTo(otherTrace)
                .isNotEqualTo(otherBound)
                .isNotEqualTo(null);
        assertThat(store).hasToString("SampleStore[1 of 10 samples, 1 fields]");
    }

    @Test
    void rowsAndBoundsOutsideTheStoreAreRefused() {
        SampleStore store = new SampleStore(10);
        assertThatThrownBy(() -> store.physicalNanos(0))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("row 0 of 0");
        assertThatThrownBy(() -> new SampleStore(0))
                .hasMessage("maximum samples: 0 (expected: 1 to 16777216)");
    }

    @Test
    void aThinnedStoreStillKnowsWhatWasTheLastOfEachField() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            SampleStore store = new SampleStore(10_000);
            int rows = 1 + random.nextInt(300);
            for (int i = 0; i < rows; i++) {
                Map<String, Double> fields = new TreeMap<>();
                fields.put("f" + random.nextInt(3), random.nextDouble());
                if (random.nextInt(40) == 0) {
                    fields.put("rare" + random.nextInt(3), random.nextDouble());
                }
                store.insert(new LogicalTime(random.nextInt(1_000), i, 1), Fields.of(fields));
            }
            SampleStore whole = store.copy();
            long bound = random.nextInt(1_100);
            int dropped = store.thinBefore(bound);
            assertThat(store.size()).isEqualTo(whole.size() - dropped);
            assertThat(store.firstAtOrAfter(bound))
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(2 * whole.fieldCount() + 16);
            assertThat(store.fieldCount()).isEqualTo(whole.fieldCount());
            for (long at = bound; at < 1_100; at += 7) {
                for (int f = 0; f < 3; f++) {
                    for (String field : List.of("f" + f, "rare" + f)) {
                        assertThat(lastBefore(store, field, at))
                                .as("seed %d, %s at %d", seed, field, at)
                                .isEqualTo(lastBefore(whole, field, at));
                    }
                }
            }
        }
    }

    @Test
    void anotherBoundMakesADuplicateNoOtherEvent() {
        SampleStore store = new SampleStore(10);
        store.insert(at(10, 0, 0), x(1), null, 5);
        assertThat(store.insert(at(10, 0, 0), x(1), null, 6)).isEqualTo(Insert.DUPLICATE);
        assertThat(store.insert(at(10, 0, 0), x(1))).isEqualTo(Insert.DUPLICATE);
        assertThat(store.clockErrorNanos(0)).isEqualTo(5);
        SampleStore other = new SampleStore(10);
        other.insert(at(10, 0, 0), x(1));
        assertThat(other.hasBounds()).isFalse();
        assertThat(other.clockErrorNanos(0)).isEqualTo(Signal.NO_BOUND);
        assertThat(other).isNotEqualTo(store).hasSameHashCodeAs(store);
        store.evictBefore(11);
        assertThat(store.hasBounds()).isFalse();
    }

    /** Inserting in any order, evicting, thinning, copying and reading back keep each its bound. */
    @Test
    void boundsStayWithTheirRowsAndThoseKeptHaveTheirNeighbours() throws IOException {
        long seed = Seeds.next();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            SampleStore store = new SampleStore(1_000);
            TreeMap<LogicalTime, Long> bounds = new TreeMap<>();
            int withBounds = 1 + random.nextInt(4);
            for (int i = 0; i < 200; i++) {
                LogicalTime time = at(5L * i + random.nextInt(60), i, 1);
                boolean told = i == 0 || random.nextInt(4) < withBounds;
                long bound = told ? random.nextInt(9) : Signal.NO_BOUND;
                String field = random.nextInt(40) == 0 ? "rare" : "often";
                store.insert(time, Fields.of(Map.of(field, 1.0)), null, bound);
                bounds.put(time, bound);
                if (random.nextInt(20) == 0) {
                    long from = 5L * i - 200;
                    store.thinBefore(from);
                    assertNeighbours(store, bounds, "rare", from, seed);
                    assertNeighbours(store, bounds, "often", from, seed);
                    store.evictBefore(from - 500);
                    store = random.nextBoolean() ? store.copy() : store;
                }
                if (random.nextInt(20) == 0) {
                    SampleStore again =
                            Bytes.read(
                                    SampleStoreSerializer.INSTANCE,
                                    Bytes.of(SampleStoreSerializer.INSTANCE, store));
                    assertThat(again).as("seed %d", seed).isEqualTo(store);
                    store = again;
                }
            }
            for (int row = 0; row < store.size(); row++) {
                assertThat(store.clockErrorNanos(row))
                        .as("seed %d", seed)
                        .isEqualTo(bounds.get(timeOf(store, row)));
            }
        }
    }

    private static void assertNeighbours(
            SampleStore store,
            TreeMap<LogicalTime, Long> all,
            String field,
            long nanos,
            long seed) {
        int column = store.column(field);
        int row = store.firstAtOrAfter(nanos) - 1;
        while (column >= 0 && row >= 0 && Double.isNaN(store.value(row, column))) {
            row--;
        }
        if (column < 0 || row < 1) {
            return;
        }
        LogicalTime time = timeOf(store, row);
        assertThat(timeOf(store, row - 1)).as("seed %d", seed).isEqualTo(all.lowerKey(time));
        assertThat(row == store.size() - 1 ? null : timeOf(store, row + 1))
                .as("seed %d", seed)
                .isEqualTo(all.higherKey(time));
    }

    private static LogicalTime timeOf(SampleStore store, int row) {
        return LogicalTime.ofWords(store.physicalNanos(row), store.logicalAndNode(row));
    }

    private static Double lastBefore(SampleStore store, String field, long nanos) {
        int column = store.column(field);
        for (int row = store.firstAtOrAfter(nanos) - 1; column >= 0 && row >= 0; row--) {
            if (!Double.isNaN(store.value(row, column))) {
                return store.value(row, column);
            }
        }
        return Double.NaN;
    }

    @Test
    void agreesWithASortedMapOnRandomEventsAndEvictions() throws IOException {
        long seed = Seeds.next();
        Random random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            int max = 1 + random.nextInt(60);
            SampleStore store = new SampleStore(max);
            TreeMap<LogicalTime, Map<String, Double>> oracle = new TreeMap<>();
            Map<LogicalTime, TraceContext> traces = new HashMap<>();
            int traced = random.nextInt(3);
            long clock = 100;
            for (int step = 0; step < 500; step++) {
                if (random.nextInt(8) == 0) {
                    long before = clock - random.nextInt(80);
                    int evicted = 0;
                    while (!oracle.isEmpty() && oracle.firstKey().physicalNanos() < before) {
                        oracle.pollFirstEntry();
                        evicted++;
                    }
                    assertThat(store.evictBefore(before)).as("seed %d", seed).isEqualTo(evicted);
                } else {
                    clock += random.nextInt(3);
                    LogicalTime time =
                            at(
                                    Math.max(
                                            0,
                                            clock - random.nextInt(random.nextBoolean() ? 3 : 60)),
                                    random.nextInt(2),
                                    random.nextInt(2));
                    Map<String, Double> fields = fields(random, round % 2 == 0 ? 3 : 12);
                    Insert expected = expected(oracle, max, time, fields);
                    TraceContext trace =
                            random.nextInt(4) < traced
                                    ? new TraceContext(seed, step, step + 1, random.nextBoolean())
                                    : null;
                    assertThat(store.insert(time, Fields.of(fields), trace))
                            .as("seed %d, step %d", seed, step)
                            .isEqualTo(expected);
                    if (expected == Insert.STORED) {
                        oracle.put(time, fields);
                        traces.put(time, trace);
                    }
                }
                if (random.nextInt(100) == 0) {
                    store = random.nextBoolean() ? store.copy() : throughBytes(store);
                }
            }
            assertSame(store, oracle, traces, seed);
            SampleStore again = throughBytes(store);
            assertThat(again).as("seed %d", seed).isEqualTo(store).hasSameHashCodeAs(store);
            assertSame(again, oracle, traces, seed);
            assertSame(store.copy(), oracle, traces, seed);
        }
    }

    private static Insert expected(
            NavigableMap<LogicalTime, Map<String, Double>> oracle,
            int max,
            LogicalTime time,
            Map<String, Double> fields) {
        Map<String, Double> there = oracle.get(time);
        if (there != null) {
            return there.equals(fields) ? Insert.DUPLICATE : Insert.CONFLICT;
        }
        return oracle.size() < max ? Insert.STORED : Insert.FULL;
    }

    private static void assertSame(
            SampleStore store,
            NavigableMap<LogicalTime, Map<String, Double>> oracle,
            Map<LogicalTime, TraceContext> traces,
            long seed) {
        assertThat(store.size()).as("seed %d", seed).isEqualTo(oracle.size());
        Set<String> names = new HashSet<>();
        oracle.values().forEach(fields -> names.addAll(fields.keySet()));
        assertThat(store.fieldCount()).as("seed %d", seed).isEqualTo(names.size());
        int row = 0;
        for (Map.Entry<LogicalTime, Map<String, Double>> event : oracle.entrySet()) {
            LogicalTime time = event.getKey();
            assertThat(LogicalTime.ofWords(store.physicalNanos(row), store.logicalAndNode(row)))
                    .as("seed %d", seed)
                    .isEqualTo(time);
            assertThat(store.trace(row)).as("seed %d", seed).isEqualTo(traces.get(time));
            for (int f = 0; f < 12; f++) {
                int column = store.column("f" + f);
                double value = column < 0 ? Double.NaN : store.value(row, column);
                assertThat(value)
                        .as("seed %d", seed)
                        .isEqualTo(event.getValue().getOrDefault("f" + f, Double.NaN));
            }
            int first = store.firstAtOrAfter(time.physicalNanos());
            assertThat(store.physicalNanos(first)).isEqualTo(time.physicalNanos());
            assertThat(first == 0 || store.physicalNanos(first - 1) < time.physicalNanos())
                    .isTrue();
            row++;
        }
    }

    private static Map<String, Double> fields(Random random, int of) {
        Map<String, Double> fields = new HashMap<>();
        for (int f = 0; f < of; f++) {
            if (random.nextBoolean()) {
                fields.put("f" + f, (double) random.nextInt(2));
            }
        }
        return fields;
    }

    private static SampleStore throughBytes(SampleStore store) throws IOException {
        return Bytes.read(
                SampleStoreSerializer.INSTANCE, Bytes.of(SampleStoreSerializer.INSTANCE, store));
    }

    private static LogicalTime at(long physical, long logical, int node) {
        return new LogicalTime(physical, logical, node);
    }

    private static Fields x(double value) {
        return Fields.of(Map.of("x", value));
    }
}
