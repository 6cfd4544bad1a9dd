package io.chronofabric.time.causal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.time.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class VectorClockTest {
    /** An event, what it knows of by either clock, and all that happened before it by name. */
    private record Event(DenseVectorClock dense, SparseVectorClock sparse, Set<Integer> past) {}

    @Test
    void theyCompareAsTheEventsHappened() {
        Random seeds = Seeds.random();
        int concurrent = 0;
        for (int history = 0; history < 40; history++) {
            long seed = seeds.nextLong();
            List<Event> events = events(new Random(seed));
            for (int a = 0; a < events.size(); a++) {
                for (int b = 0; b < events.size(); b++) {
                    Event e = events.get(a);
                    Event f = events.get(b);
                    CausalRelation expected =
                            a == b
                                    ? CausalRelation.EQUAL
                                    : f.past().contains(a)
                                            ? CausalRelation.BEFORE
                                            : e.past().contains(b)
                                                    ? CausalRelation.AFTER
                                                    : CausalRelation.CONCURRENT;
                    concurrent += expected == CausalRelation.CONCURRENT ? 1 : 0;
                    String as = Seeds.describe(seed);
                    assertThat(e.dense().compare(f.dense())).as(as).isEqualTo(expected);
                    assertThat(e.sparse().compare(f.sparse())).as(as).isEqualTo(expected);
                    assertThat(e.dense().compare(f.sparse())).as(as).isEqualTo(expected);
                    assertThat(e.sparse().compare(f.dense())).as(as).isEqualTo(expected);
                }
            }
        }
        assertThat(concurrent).isPositive();
    }

    @Test
    void mergingKnowsOfWhatEitherKnowsOfAndNoMore() {
        Random seeds = Seeds.random();
        for (int history = 0; history < 40; history++) {
            long seed = seeds.nextLong();
            Random random = new Random(seed);
            List<Event> events = events(random);
            for (int i = 0; i < 100; i++) {
                Event e = events.get(random.nextInt(events.size()));
                Event f = events.get(random.nextInt(events.size()));
                DenseVectorClock dense = e.dense().merge(f.dense());
                SparseVectorClock sparse = e.sparse().merge(f.sparse());
                for (int node = 0; node < dense.size(); node++) {
                    long most = Math.max(e.dense().get(node), f.dense().get(node));
                    assertThat(dense.get(node)).as(Seeds.describe(seed)).isEqualTo(most);
                    assertThat(sparse.get(node)).as(Seeds.describe(seed)).isEqualTo(most);
                }
                assertThat(f.sparse().merge(e.dense())).isEqualTo(sparse).hasSameHashCodeAs(sparse);
                assertThat(f.dense().merge(e.sparse())).isEqualTo(dense).hasSameHashCodeAs(dense);
            }
        }
    }

    @Test
    void theByteFormComesBackAndIsOneToAClock() {
        Random seeds = Seeds.random();
        for (int history = 0; history < 40; history++) {
            long seed = seeds.nextLong();
            Random random = new Random(seed);
            for (Event event : events(random)) {
                byte[] dense = event.dense().encode();
                byte[] sparse = event.sparse().encode();
                assertThat(dense).hasSizeLessThanOrEqualTo(4 + 9 * event.dense().size());
                assertThat(sparse).hasSizeLessThanOrEqualTo(4 + 12 * event.sparse().size());
                assertThat(DenseVectorClock.decode(dense, 8)).isEqualTo(event.dense());
                assertThat(SparseVectorClock.decode(sparse, 8)).isEqualTo(event.sparse());
                change(random, dense);
                change(random, sparse);
                assertRefusedOrTheSameBytes(seed, dense, true);
                assertRefusedOrTheSameBytes(seed, sparse, false);
            }
        }
    }

    @Test
    void theLargestClocksKeepToTheStatedSize() {
        DenseVectorClock dense = DenseVectorClock.of(Long.MAX_VALUE, 0, Long.MAX_VALUE);
        assertThat(dense.encode()).hasSize(1 + 1 + 9 + 1 + 9);
        assertThat(DenseVectorClock.decode(dense.encode(), 3)).isEqualTo(dense);
        SparseVectorClock sparse = SparseVectorClock.empty(2).tick(0).tick(65_535);
        assertThat(sparse.encode()).containsExactly(2, 2, 0, 1, 0xFE, 0xFF, 3, 1);
        assertThat(SparseVectorClock.decode(sparse.encode(), 2)).isEqualTo(sparse);
        assertThat(sparse).hasToString("{0: 1, 65535: 1}");
        assertThat(dense).hasToString("[9223372036854775807, 0, 9223372036854775807]");
        assertThat(DenseVectorClock.zero(DenseVectorClock.MAX_NODES).encode())
                .hasSize(1 + 3 + DenseVectorClock.MAX_NODES);
    }

    @Test
    void bytesThatNoClockWritesAreRefused() {
        refusesBytes(() -> DenseVectorClock.decode(new byte[0], 8), "0 bytes");
        refusesBytes(() -> DenseVectorClock.decode(new byte[] {2, 1, 1}, 8), "kind 2");
        refusesBytes(() -> DenseVectorClock.decode(new byte[] {1, 9}, 8), "number of nodes 9");
        refusesBytes(() -> DenseVectorClock.decode(new byte[] {1, 0}, 8), "number of nodes 0");
        refusesBytes(() -> DenseVectorClock.decode(new byte[] {1, 2, 5}, 8), "cut off after 3");
        refusesBytes(() -> DenseVectorClock.decode(new byte[] {1, 1, 5, 5}, 8), "1 bytes after");
        refusesBytes(() -> DenseVectorClock.decode(new byte[] {1, 1, -123, 0}, 8), "padded");
        byte[] long64 = {1, 1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
        refusesBytes(() -> DenseVectorClock.decode(long64, 8), "more than 63 bits");
        refusesBytes(() -> SparseVectorClock.decode(new byte[] {2, 1, 0, 0}, 8), "counter 0");
        refusesBytes(() -> SparseVectorClock.decode(new byte[] {2, 3}, 2), "number of entries 3");
        byte[] farNode = {2, 1, -1, -1, 4, 1};
        refusesBytes(() -> SparseVectorClock.decode(farNode, 2), "step to the next node");
    }

    @Test
    void whatBreaksABoundIsRefusedAndNothingIsDropped() {
        SparseVectorClock two = SparseVectorClock.empty(2).tick(7).tick(3).tick(7);
        assertThat(two.maxEntries()).isEqualTo(2);
        refuses(() -> two.tick(5), "3 nodes", "at most 2");
        refuses(() -> two.merge(SparseVectorClock.empty(9).tick(1)), "3 nodes", "at most 2");
        assertThat(two.merge(DenseVectorClock.of(0, 0, 0, 4))).hasToString("{3: 4, 7: 2}");
        refuses(() -> two.tick(-1), "node -1", "0 to 65535");
        refuses(() -> two.tick(65_536), "node 65536", "0 to 65535");

        DenseVectorClock dense = DenseVectorClock.zero(2);
        refuses(() -> dense.tick(2), "node 2", "0 to 1");
        refuses(() -> dense.merge(two), "node 3", "0 to 1");
        assertThat(dense.merge(DenseVectorClock.of(1, 2, 0))).isEqualTo(DenseVectorClock.of(1, 2));
        assertThat(dense.get(2)).isZero();
        refuses(() -> DenseVectorClock.of(Long.MAX_VALUE).tick(0), "node 0 after", "2^63-1");
    }

    @Test
    void argumentsOutOfRangeAreNamed() {
        assertThatThrownBy(() -> DenseVectorClock.zero(0)).hasMessageContaining("vector clock: 0");
        assertThatThrownBy(() -> DenseVectorClock.of(1, -2))
                .hasMessage("counter of node 1: -2 (expected: >= 0)");
        assertThatThrownBy(() -> SparseVectorClock.empty(0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SparseVectorClock.empty(65_537))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aClockIsNeverChangedByWhatIsMadeFromIt() {
        long[] given = {1, 2};
        DenseVectorClock dense = DenseVectorClock.of(given);
        given[0] = 9;
        dense.tick(0);
        dense.merge(DenseVectorClock.of(5, 5));
        assertThat(dense).isEqualTo(DenseVectorClock.of(1, 2)).isNotEqualTo("[1, 2]");
        SparseVectorClock sparse = SparseVectorClock.empty(4).tick(1);
        sparse.tick(1);
        sparse.tick(0);
        assertThat(sparse).hasToString("{1: 1}").isNotEqualTo("{1: 1}");
    }

    private static List<Event> events(Random random) {
        int nodes = 1 + random.nextInt(7);
        List<Event> events = new ArrayList<>();
        DenseVectorClock[] dense = new DenseVectorClock[nodes];
        SparseVectorClock[] sparse = new SparseVectorClock[nodes];
        List<Set<Integer>> past = new ArrayList<>();
        for (int node = 0; node < nodes; node++) {
            dense[node] = DenseVectorClock.zero(nodes);
            sparse[node] = SparseVectorClock.empty(nodes);
            past.add(new HashSet<>());
        }
        for (int step = 0; step < 60; step++) {
            int node = random.nextInt(nodes);
            if (!events.isEmpty() && random.nextBoolean()) {
                int received = random.nextInt(events.size());
                dense[node] = dense[node].merge(events.get(received).dense());
                sparse[node] = sparse[node].merge(events.get(received).sparse());
                past.get(node).addAll(events.get(received).past());
                past.get(node).add(received);
            }
            dense[node] = dense[node].tick(node);
            sparse[node] = sparse[node].tick(node);
            events.add(new Event(dense[node], sparse[node], Set.copyOf(past.get(node))));
            past.get(node).add(events.size() - 1);
        }
        return events;
    }

    private static void change(Random random, byte[] bytes) {
        bytes[1 + random.nextInt(bytes.length - 1)] = (byte) random.nextInt();
    }

    private static void assertRefusedOrTheSameBytes(long seed, byte[] bytes, boolean dense) {
        try {
            VectorClock clock =
                    dense ? DenseVectorClock.decode(bytes, 8) : SparseVectorClock.decode(bytes, 8);
            assertThat(clock.encode()).as(Seeds.describe(seed)).isEqualTo(bytes);
        } catch (ChronoFabricException e) {
            assertThat(e.code()).as(Seeds.describe(seed)).isEqualTo(ErrorCode.INPUT_INVALID);
        }
    }

    private static void refusesBytes(ThrowingCallable decoding, String given) {
        assertThatThrownBy(decoding)
                .isInstanceOfSatisfying(
                        ChronoFabricException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.INPUT_INVALID);
                            assertThat(e.given()).contains(given);
                        });
    }

    private static void refuses(ThrowingCallable call, String given, String expected) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ChronoFabricException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.TIME_OUT_OF_RANGE);
                            assertThat(e.given()).contains(given);
                            assertThat(e.expected()).contains(expected);
                        });
    }
}
