package io.chronofabric.bus;

import static io.chronofabric.bus.TestBuses.bus;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.chronofabric.core.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class BusConcurrencyTest {
    private static final int PRODUCERS = 4;
    private static final Duration LONG = Duration.ofMinutes(1);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final long seed = TestBuses.seed();

    /** What a producer publishes: who it is, and how many it has published before. */
    private record Item(int producer, int number) {}

    @AfterEach
    void stop() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void manyProducersLoseNothingDoubleNothingAndKeepTheirOrder() {
        int each = 20_000;
        PhaseCoherenceBus<Item> bus = bus("many", Item.class, LONG);
        List<Subscription<Item>> readers =
                List.of(
                        bus.subscribe(new SubscriptionOptions("small", 16, WhenFull.BLOCK)),
                        bus.subscribe(new SubscriptionOptions("large", 1_024, WhenFull.BLOCK)));

        List<CompletableFuture<int[]>> counts = new ArrayList<>();
        for (Subscription<Item> reader : readers) {
            counts.add(async(() -> readInOrder(reader, true)));
        }
        List<CompletableFuture<Void>> producers = new ArrayList<>();
        for (int p = 0; p < PRODUCERS; p++) {
            int producer = p;
            producers.add(run(() -> publishMixed(bus, producer, each)));
        }
        producers.forEach(CompletableFuture::join);
        bus.close();

        for (CompletableFuture<int[]> count : counts) {
            assertThat(count.join()).as("seed %d", seed).containsOnly(each);
        }
        BusStatistics statistics = bus.statistics();
        assertThat(statistics.published()).isEqualTo((long) PRODUCERS * each);
        assertThat(statistics.delivered()).isEqualTo(2L * PRODUCERS * each);
        assertThat(statistics.dropped() + statistics.refused() + statistics.pending()).isZero();
    }

    /** One by one and in batches of several lengths, as the seed says. */
    private void publishMixed(PhaseCoherenceBus<Item> bus, int producer, int count) {
        SplittableRandom random = new SplittableRandom(seed + producer);
        int number = 0;
        while (number < count) {
            int batch = Math.min(count - number, random.nextInt(40));
            if (batch < 10) {
                bus.publish(new Item(producer, number++));
            } else {
                List<Item> items = new ArrayList<>();
                for (int i = 0; i < batch; i++) {
                    items.add(new Item(producer, number++));
                }
                bus.publishBatch(items);
            }
        }
    }

    @Test
    void droppingSubscriptionsAccountForEveryPacket() {
        int each = 20_000;
        PhaseCoherenceBus<Item> bus = bus("drops", Item.class, LONG);
        List<Subscription<Item>> readers =
                List.of(
                        bus.subscribe(new SubscriptionOptions("oldest", 8, WhenFull.DROP_OLDEST)),
                        bus.subscribe(new SubscriptionOptions("newest", 8, WhenFull.DROP_NEWEST)));

        List<CompletableFuture<int[]>> counts = new ArrayList<>();
        for (Subscription<Item> reader : readers) {
            counts.add(async(() -> readInOrder(reader, false)));
        }
        List<CompletableFuture<Void>> producers = new ArrayList<>();
        for (int p = 0; p < PRODUCERS; p++) {
            int producer = p;
            producers.add(
                    run(
                            () -> {
                                for (int i = 0; i < each; i++) {
                                    bus.tryPublish(new Item(producer, i));
                                }
                            }));
        }
        producers.forEach(CompletableFuture::join);
        List<SubscriptionStatistics> before = bus.statistics().subscriptions();
        assertThat(before).hasSize(2);
        bus.close();

        for (int i = 0; i < readers.size(); i++) {
            int delivered = Arrays.stream(counts.get(i).join()).sum();
            SubscriptionStatistics statistics = readers.get(i).statistics();
            assertThat(statistics.delivered()).isEqualTo(delivered);
            assertThat(delivered + statistics.dropped()).isEqualTo((long) PRODUCERS * each);
            assertThat(statistics.pending()).isZero();
        }
    }

    /**
     * One packet at a time, published at the very moment at which the reader falls asleep: no later
     * packet repairs a wake-up that is missed.
     */
    @ParameterizedTest
    @EnumSource(
            value = WhenFull.class,
            names = {"BLOCK", "DROP_OLDEST"})
    void aReaderThatSleepsOnItsFutureNeverMissesAPacket(WhenFull whenFull) throws Exception {
        int rounds = 20_000;
        PhaseCoherenceBus<Item> bus = bus("wake", Item.class, LONG);
        Subscription<Item> reader = bus.subscribe(new SubscriptionOptions("reader", 4, whenFull));
        AtomicInteger asked = new AtomicInteger();
        CompletableFuture<Void> publisher =
                run(
                        () -> {
                            SplittableRandom random = new SplittableRandom(seed);
                            for (int i = 1; i <= rounds; i++) {
                                int round = i;
                                spinUntil(() -> asked.get() == round);
                                for (int spin = random.nextInt(20); spin > 0; spin--) {
                                    Thread.onSpinWait();
                                }
                                bus.publish(new Item(0, i));
                            }
                            bus.close();
                        });

        for (int i = 1; i <= rounds; i++) {
            asked.set(i);
            CompletableFuture<Void> available = reader.available();
            if (!spinUntil(available::isDone)) {
                throw new AssertionError("packet " + i + " was missed, seed " + seed);
            }
            PhasePacket<Item> packet = reader.poll();
            assertThat(packet).as("packet %d, seed %d", i, seed).isNotNull();
            assertThat(packet.payload().number()).isEqualTo(i);
        }
        publisher.join();
        reader.available().join();
        assertThat(reader.isEnded()).isTrue();
    }

    /** Looks again and again, soon with pauses, and gives up in the end. */
    private static boolean spinUntil(BooleanSupplier condition) {
        for (int i = 0; i < 200_000; i++) {
            if (condition.getAsBoolean()) {
                return true;
            }
            if (i < 1_000) {
                Thread.onSpinWait();
            } else {
                pause();
            }
        }
        return false;
    }

    @Test
    void closingWakesPublishersThatWaitForRoom() {
        PhaseCoherenceBus<Item> bus = bus("blocked", Item.class, LONG);
        Subscription<Item> reader =
                bus.subscribe(new SubscriptionOptions("reader", 2, WhenFull.BLOCK));
        bus.publish(new Item(0, 0));
        bus.publish(new Item(0, 1));
        List<CompletableFuture<Void>> blocked = new ArrayList<>();
        for (int p = 1; p <= 2; p++) {
            int producer = p;
            blocked.add(run(() -> bus.publish(new Item(producer, 0))));
        }
        while (bus.statistics().published() < 4) {
            pause();
        }
        bus.close();

        for (CompletableFuture<Void> publisher : blocked) {
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(publisher::join)
                    .havingCause()
                    .isInstanceOfSatisfying(
                            BusException.class,
                            e ->
                                    assertThat(e.code())
                                            .isEqualTo(ErrorCode.BUS_INITIALIZATION_FAILED));
        }
        assertThat(reader.drain(packet -> {}, 10)).isEqualTo(2);
        assertThat(reader.isEnded()).isTrue();
    }

    @Test
    void closingTheFullSubscriptionFreesItsPublishers() {
        PhaseCoherenceBus<Item> bus = bus("freed", Item.class, LONG);
        Subscription<Item> reader =
                bus.subscribe(new SubscriptionOptions("reader", 2, WhenFull.BLOCK));
        bus.publishBatch(List.of(new Item(0, 0), new Item(0, 1)));
        CompletableFuture<Void> blocked = run(() -> bus.publish(new Item(1, 0)));
        while (bus.statistics().published() < 3) {
            pause();
        }

        reader.close();

        blocked.join();
        assertThat(bus.statistics().activeSubscriptions()).isZero();
    }

    @Test
    void whatIsPublishedWhileSubscribersComeAndGoIsCountedOnce() {
        int each = 5_000;
        PhaseCoherenceBus<Item> bus = bus("flapping", Item.class, LONG);
        List<CompletableFuture<Void>> producers = new ArrayList<>();
        for (int p = 0; p < 2; p++) {
            int producer = p;
            producers.add(
                    run(
                            () -> {
                                for (int i = 0; i < each; i++) {
                                    bus.publish(new Item(producer, i));
                                }
                            }));
        }
        CompletableFuture<Void> all =
                CompletableFuture.allOf(producers.toArray(CompletableFuture[]::new));
        WhenFull[] answers = {WhenFull.BLOCK, WhenFull.DROP_NEWEST, WhenFull.DROP_OLDEST};
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; !all.isDone(); round++) {
            WhenFull whenFull = answers[round % answers.length];
            try (Subscription<Item> reader =
                    bus.subscribe(new SubscriptionOptions("reader", 4, whenFull))) {
                for (int i = random.nextInt(20); i > 0; i--) {
                    reader.poll();
                }
            }
        }
        all.join();

        BusStatistics statistics = bus.statistics();
        assertThat(statistics.published()).isEqualTo(2L * each);
        assertThat(statistics.unheard() + statistics.delivered() + statistics.dropped())
                .as("seed %d: %s", seed, statistics)
                .isEqualTo(2L * each);
    }

    @Test
    void everyPublishThatSucceedsBeforeTheEndIsDelivered() {
        for (int round = 0; round < 200; round++) {
            PhaseCoherenceBus<Item> bus = bus("end", Item.class, LONG);
            Subscription<Item> reader =
                    bus.subscribe(new SubscriptionOptions("reader", 1_024, WhenFull.BLOCK));
            AtomicLong succeeded = new AtomicLong();
            List<CompletableFuture<Void>> producers = new ArrayList<>();
            for (int p = 0; p < 2; p++) {
                int producer = p;
                producers.add(
                        run(
                                () -> {
                                    try {
                                        for (int i = 0; ; i++) {
                                            bus.publish(new Item(producer, i));
                                            succeeded.incrementAndGet();
                                        }
                                    } catch (BusException closed) {
                                        assertThat(closed.code())
                                                .isEqualTo(ErrorCode.BUS_INITIALIZATION_FAILED);
                                    }
                                }));
            }
            CompletableFuture<int[]> counts = async(() -> readInOrder(reader, true));
            int turns = new SplittableRandom(seed + round).nextInt(2_000);
            while (succeeded.get() < turns) {
                pause();
            }
            bus.close();
            producers.forEach(CompletableFuture::join);

            // A publisher that met the end may have been heard or not; one packet each.
            assertThat((long) Arrays.stream(counts.join()).sum())
                    .as("seed %d, round %d", seed, round)
                    .isBetween(succeeded.get(), succeeded.get() + 2);
        }
    }

    /**
     * Reads to the end, asleep on the future between packets.
     *
     * @param complete whether no number may be missing
     * @return packets by producer
     */
    private int[] readInOrder(Subscription<Item> reader, boolean complete) {
        int[] counts = new int[PRODUCERS];
        int[] last = new int[PRODUCERS];
        Arrays.fill(last, -1);
        while (!reader.isEnded()) {
            reader.available().join();
            reader.drain(
                    packet -> {
                        Item item = packet.payload();
                        int expected = last[item.producer()] + 1;
                        if (complete ? item.number() != expected : item.number() < expected) {
                            throw new AssertionError(
                                    item + " where " + expected + " was due, seed " + seed);
                        }
                        last[item.producer()] = item.number();
                        counts[item.producer()]++;
                    },
                    64);
        }
        return counts;
    }

    /** Lets the other threads have the core; the caller looks again at once. */
    private static void pause() {
        LockSupport.parkNanos(1_000);
    }

    private CompletableFuture<Void> run(Runnable action) {
        return CompletableFuture.runAsync(action, threads);
    }

    private <R> CompletableFuture<R> async(Supplier<R> action) {
        return CompletableFuture.supplyAsync(action, threads);
    }
}
