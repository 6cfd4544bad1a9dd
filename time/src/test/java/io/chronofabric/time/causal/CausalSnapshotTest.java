package io.chronofabric.time.causal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.time.Seeds;
import io.chronofabric.time.causal.CausalHistory.Arrival;
import io.chronofabric.time.causal.CausalHistory.Message;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Queues that are written and read back at any point go on as if nothing had been. */
class CausalSnapshotTest {
    private static final int HISTORIES = 300;

    /** {@link #busyBroadcast()} and {@link #busyById()} in layout 1. */
    private static final String VECTORS =
            "e807030a0100000000000000070508e807020200020001010001010000030009000200010701"
                    + "0101030101000100030000000000000005020000000301050002000108010101030100010000"
                    + "00000000000203000000040103000101010101000400000000000000070400000005";

    private static final String IDS =
            "e807030a01000000000000000904641904000000000000000000000001010000000200000000"
                    + "0000000700000000000000000000000002010000000000000000000000030101000000000000"
                    + "0000000000040200000000000000000000000501000000000000000000000001000002000000"
                    + "00000000090300000004";

    /** A queue of either kind that can be put away and fetched again. */
    private abstract static class Kept<Q extends CausalQueue<CounterRange, Integer>> {
        Q queue;

        Kept(Q queue) {
            this.queue = queue;
        }

        abstract void offer(
                int offer,
                Arrival arrival,
                long since,
                Consumer<Handout<CounterRange, Integer>> out);

        abstract byte[] write();

        abstract Q read(byte[] bytes) throws IOException;

        void putAwayAndFetch() {
            byte[] bytes = write();
            int waiting = queue.waiting();
            long waitingBytes = queue.waitingBytes();
            long deadline = queue.nextDeadlineNanos();
            int gaps = queue.openGaps();
            long arrivals = queue.arrivals();
            try {
                queue = read(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            assertThat(write()).isEqualTo(bytes);
            assertThat(queue.waiting()).isEqualTo(waiting);
            assertThat(queue.waitingBytes()).isEqualTo(waitingBytes);
            assertThat(queue.nextDeadlineNanos()).isEqualTo(deadline);
            assertThat(queue.openGaps()).isEqualTo(gaps);
            assertThat(queue.arrivals()).isEqualTo(arrivals);
        }
    }

    private static final class Broadcast extends Kept<CausalBroadcastQueue<Integer>> {
        Broadcast(DeliveryBounds bounds) {
            super(new CausalBroadcastQueue<>(bounds, new VectorMemory(8, 1_000, 2)));
        }

        @Override
        void offer(
                int offer,
                Arrival arrival,
                long since,
                Consumer<Handout<CounterRange, Integer>> out) {
            Message message = arrival.message();
            queue.offer(
                    message.id().node(),
                    message.stamp(),
                    offer,
                    arrival.bytes(),
                    since,
                    arrival.now(),
                    out);
        }

        @Override
        byte[] write() {
            return written(out -> queue.write(out, (message, to) -> to.writeInt(message)));
        }

        @Override
        CausalBroadcastQueue<Integer> read(byte[] bytes) throws IOException {
            return CausalBroadcastQueue.read(input(bytes), in -> in.readInt());
        }
    }

    private static final class ById extends Kept<DependencyQueue<CounterRange, Integer>> {
        ById(DeliveryBounds bounds) {
            super(new DependencyQueue<>(bounds, 100, 25));
        }

        @Override
        void offer(
                int offer,
                Arrival arrival,
                long since,
                Consumer<Handout<CounterRange, Integer>> out) {
            Message message = arrival.message();
            queue.offer(
                    message.id(),
                    message.direct(),
                    offer,
                    arrival.bytes(),
                    since,
                    arrival.now(),
                    out);
        }

        @Override
        byte[] write() {
            return written(
                    out ->
                            queue.write(
                                    out,
                                    (id, to) -> {
                                        to.writeInt(id.node());
                                        to.writeLong(id.to());
                                    },
                                    (message, to) -> to.writeInt(message)));
        }

        @Override
        DependencyQueue<CounterRange, Integer> read(byte[] bytes) throws IOException {
            return DependencyQueue.read(
                    input(bytes),
                    in -> {
                        int node = in.readInt();
                        long number = in.readLong();
                        return new CounterRange(node, number, number);
                    },
                    in -> in.readInt());
        }
    }

    @Test
    void broadcastsGoOnExactlyAfterBeingReadBackAtAnyPoint() {
        compare(Broadcast::new);
    }

    @Test
    void explicitDependenciesGoOnExactlyAfterBeingReadBackAtAnyPoint() {
        compare(ById::new);
    }

    private static void compare(Function<DeliveryBounds, Kept<?>> queues) {
        Random seeds = Seeds.random();
        int waitedWhenPutAway = 0;
        for (int history = 0; history < HISTORIES; history++) {
            long seed = seeds.nextLong();
            Random random = new Random(seed);
            List<Arrival> arrivals =
                    CausalHistory.arrivals(random, CausalHistory.messages(random, 80));
            DeliveryBounds bounds =
                    new DeliveryBounds(
                            1 + random.nextInt(3_000),
                            1 + random.nextInt(30),
                            1 + random.nextInt(400));
            Kept<?> steady = queues.apply(bounds);
            Kept<?> moved = queues.apply(bounds);
            List<Handout<CounterRange, Integer>> expected = new ArrayList<>();
            List<Handout<CounterRange, Integer>> left = new ArrayList<>();
            long mark = 0;
            for (int offer = 0; offer < arrivals.size(); offer++) {
                Arrival arrival = arrivals.get(offer);
                long since = arrival.now() - random.nextInt(500) + random.nextInt(500);
                if (random.nextInt(3) == 0) {
                    waitedWhenPutAway += moved.queue.waiting() > 0 ? 1 : 0;
                    moved.putAwayAndFetch();
                }
                if (random.nextInt(20) == 0) {
                    steady.queue.letGoBefore(mark, expected::add);
                    moved.queue.letGoBefore(mark, left::add);
                    mark = moved.queue.arrivals();
                }
                steady.offer(offer, arrival, since, expected::add);
                moved.offer(offer, arrival, since, left::add);
                assertThat(left).as(Seeds.describe(seed)).isEqualTo(expected);
            }
            moved.putAwayAndFetch();
            steady.queue.close(expected::add);
            moved.queue.close(left::add);
            assertThat(left).as(Seeds.describe(seed)).isEqualTo(expected);
            assertThat(moved.queue.openGaps()).as(Seeds.describe(seed)).isZero();
        }
        assertThat(waitedWhenPutAway).isGreaterThan(HISTORIES);
    }

    @Test
    void theBytesOfLayoutOneNeverChange() {
        assertThat(HexFormat.of().formatHex(busyBroadcast().write())).isEqualTo(VECTORS);
        assertThat(HexFormat.of().formatHex(busyById().write())).isEqualTo(IDS);
    }

    private static Broadcast busyBroadcast() {
        Broadcast kept = new Broadcast(new DeliveryBounds(1_000, 3, 10));
        kept.queue.offer(0, clock(2, 0), 1, 4, 1, handout -> {});
        kept.queue.offer(1, clock(1, 1), 2, 5, 4, handout -> {});
        kept.queue.offer(0, clock(9, 4), 3, 3, 5, handout -> {});
        kept.queue.offer(1, clock(9, 5), 4, 1, 2, 6, handout -> {});
        kept.queue.offer(1, clock(0, 3), 5, 4, 7, handout -> {});
        return kept;
    }

    private static ById busyById() {
        ById kept = new ById(new DeliveryBounds(1_000, 3, 10));
        CounterRange first = new CounterRange(0, 1, 1);
        CounterRange lost = new CounterRange(2, 7, 7);
        kept.queue.offer(first, List.of(), 1, 4, 1, handout -> {});
        kept.queue.offer(new CounterRange(0, 2, 2), List.of(first, lost), 2, 9, 3, handout -> {});
        kept.queue.offer(new CounterRange(0, 3, 3), List.of(lost), 3, 2, 5, 8, handout -> {});
        kept.queue.offer(
                new CounterRange(0, 4, 4),
                List.of(new CounterRange(0, 5, 5), first),
                4,
                2,
                9,
                handout -> {});
        return kept;
    }

    @Test
    void damagedBytesFailAsInputErrorsOrReadAsAnotherQueue() {
        Random seeds = Seeds.random();
        for (Kept<?> kept : List.of(busyBroadcast(), busyById())) {
            byte[] bytes = kept.write();
            for (int i = 0; i < 5_000; i++) {
                long seed = seeds.nextLong();
                Random random = new Random(seed);
                byte[] damaged = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
                for (int n = random.nextInt(4); n > 0 && damaged.length > 0; n--) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                }
                try {
                    assertThat(kept.read(damaged)).isNotNull();
                } catch (IOException expected) {
                    // as declared
                } catch (RuntimeException e) {
                    throw new AssertionError(Seeds.describe(seed), e);
                }
            }
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> kept.read(cut)).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void aQueueIsNotWrittenWhileItHandsOut() {
        ById kept = new ById(new DeliveryBounds(1_000, 3, 10));
        assertThatThrownBy(
                        () ->
                                kept.queue.offer(
                                        new CounterRange(0, 1, 1),
                                        List.of(),
                                        1,
                                        1,
                                        1,
                                        handout -> kept.write()))
                .isInstanceOf(IllegalStateException.class);
    }

    private interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    private static byte[] written(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            writing.to(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static DataInputStream input(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }

    private static VectorClock clock(int... counters) {
        VectorClock clock = DenseVectorClock.zero(counters.length);
        for (int node = 0; node < counters.length; node++) {
            for (int i = 0; i < counters[node]; i++) {
                clock = clock.tick(node);
            }
        }
        return clock;
    }
}
