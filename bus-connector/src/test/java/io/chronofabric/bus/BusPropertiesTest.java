package io.chronofabric.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.NodeId;
import io.chronofabric.core.Priority;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.SimulatedTimeSource;
import io.chronofabric.time.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Random packets, subscriptions and threads; what holds for all of them. */
@Timeout(120)
class BusPropertiesTest {
    private static final long NOT_EXPIRED = Long.MAX_VALUE / 2;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final long seed = TestBuses.seed();

    /** What a publisher publishes: who it is, and how many it has published before. */
    private record Item(int publisher, int number) {}

    /** A subscription and what its reader saw. */
    private record Reader(
            Subscription<Item> subscription,
            Predicate<PhasePacket<Item>> filter,
            List<PhasePacket<Item>> seen) {}

    @AfterEach
    void stop() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void booksBalanceAndEveryRuleIsKeptUnderManyThreads() {
        for (int round = 0; round < 20; round++) {
            manyThreads(seed + round);
        }
    }

    private void manyThreads(long roundSeed) {
        SplittableRandom random = new SplittableRandom(roundSeed);
        PhaseCoherenceBus<Item> bus = TestBuses.bus("random", Item.class, Duration.ofMinutes(1));
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            readers.add(reader(bus, "reader " + i, random.split()));
        }
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (Reader reader : readers) {
            WaitStrategy strategy = WaitStrategy.values()[1 + random.nextInt(3)];
            ends.add(run(() -> reader.subscription.run(reader.seen::add, strategy)));
        }
        int each = 2_000;
        List<CompletableFuture<Integer>> publishers = new ArrayList<>();
        for (int p = 0; p < 3; p++) {
            int publisher = p;
            SplittableRandom own = random.split();
            publishers.add(
                    CompletableFuture.supplyAsync(
                            () -> publish(bus, publisher, each, own), threads));
        }
        publishers.forEach(CompletableFuture::join);
        bus.close();
        ends.forEach(CompletableFuture::join);

        String as = "seed " + roundSeed;
        BusStatistics statistics = bus.statistics();
        assertThat(statistics.published()).as(as).isEqualTo(3L * each);
        assertThat(statistics.offered()).as(as).isEqualTo(4L * 3 * each);
        assertThat(statistics.pending() + statistics.held()).as(as).isZero();
        for (Reader reader : readers) {
            SubscriptionStatistics one = reader.subscription.statistics();
            assertThat(one.offered()).as(as + ": " + one).isEqualTo(3L * each);
            assertThat(one.delivered()).as(as + ": " + one).isEqualTo(reader.seen.size());
            checkWhatWasSeen(reader, as);
        }
    }

    private Reader reader(PhaseCoherenceBus<Item> bus, String name, SplittableRandom random) {
        SubscriptionOptions options =
                new SubscriptionOptions(
                        name,
                        2 << random.nextInt(8),
                        WhenFull.values()[random.nextInt(WhenFull.values().length)],
                        random.nextBoolean() ? -1 : 1 + random.nextInt(7),
                        random.nextBoolean(),
                        random.nextBoolean() ? 0 : 0.5,
                        false,
                        rule(random));
        int modulus = 1 + random.nextInt(4);
        Predicate<PhasePacket<Item>> filter = packet -> packet.payload().number() % modulus == 0;
        if (random.nextBoolean()) {
            return new Reader(bus.subscribe(options), packet -> true, new ArrayList<>());
        }
        Subscription<Item> subscription = bus.subscribeFiltered(options, filter);
        return new Reader(subscription, filter, new ArrayList<>());
    }

    private static DependencyRule rule(SplittableRandom random) {
        DependencyRule.Answer[] answers = DependencyRule.Answer.values();
        return new DependencyRule(
                answers[random.nextInt(answers.length)], Duration.ofMillis(1), 16, 1_000, 4_096);
    }

    private static int publish(
            PhaseCoherenceBus<Item> bus, int publisher, int count, SplittableRandom random) {
        Deque<Long> before = new ArrayDeque<>();
        for (int i = 0; i < count; i++) {
            Item item = new Item(publisher, i);
            switch (random.nextInt(5)) {
                case 0 -> attempt(() -> bus.publish(item));
                case 1 -> attempt(() -> bus.publishBatch(List.of(item)));
                case 2 -> bus.tryPublish(item);
                default -> {
                    PhasePacket<Item> packet = packet(bus, item, before, random);
                    before.addFirst(packet.id());
                    attempt(() -> bus.publish(packet));
                }
            }
        }
        return count;
    }

    /** A full subscription that fails is one of the fates. */
    private static void attempt(Runnable publish) {
        try {
            publish.run();
        } catch (BusException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.BUS_RESOURCE_EXHAUSTED);
        }
    }

    private static PhasePacket<Item> packet(
            PhaseCoherenceBus<Item> bus, Item item, Deque<Long> before, SplittableRandom random) {
        PhasePacket.Builder<Item> builder = bus.packet(item);
        builder.priority(Priority.values()[random.nextInt(4)]);
        if (random.nextBoolean()) {
            builder.targetMask(1 + random.nextInt(7));
        }
        if (random.nextBoolean()) {
            builder.deadline(random.nextBoolean() ? 1 : NOT_EXPIRED);
        }
        if (random.nextBoolean()) {
            builder.coherence(random.nextDouble()).phase(random.nextDouble());
        }
        if (random.nextInt(4) == 0 && !before.isEmpty()) {
            builder.dependsOn(before.getFirst()).sizeHint(random.nextInt(300));
        }
        return builder.build();
    }

    private static void checkWhatWasSeen(Reader reader, String as) {
        SubscriptionOptions options = reader.subscription.options();
        boolean filters = reader.subscription.statistics().aside().filtered() > 0;
        boolean checks = options.dependencies().answer() != DependencyRule.Answer.IGNORE;
        boolean holds = options.dependencies().answer() == DependencyRule.Answer.HOLD;
        Map<Integer, Integer> last = new HashMap<>();
        for (PhasePacket<Item> packet : reader.seen) {
            assertThat(reader.filter.test(packet)).as(as).isTrue();
            assertThat(packet.targetMask() & options.mask()).as(as).isNotZero();
            assertThat(packet.deadlineNanos()).as(as).isGreaterThanOrEqualTo(NOT_EXPIRED);
            assertThat(packet.coherence() < options.minCoherence()).as(as).isFalse();
            // Where packets are held, or have lanes, only those of one priority come in order.
            int lane = options.lanes() ? packet.priority().ordinal() : 0;
            int stream = packet.payload().publisher() * 4 + lane;
            Integer before = last.put(stream, packet.payload().number());
            if (!holds && before != null) {
                assertThat(packet.payload().number()).as(as).isGreaterThan(before);
            }
        }
        if (checks && !filters) {
            Set<Long> handedOver = new HashSet<>();
            for (PhasePacket<Item> packet : reader.seen) {
                for (long cause : packet.dependencies()) {
                    assertThat(handedOver).as(as).contains(cause);
                }
                handedOver.add(packet.id());
            }
        }
    }

    /** Against a list of what waits, with a clock of the test's own. */
    @Test
    void everyPollAnswersAsASimpleListDoes() {
        for (int round = 0; round < 50; round++) {
            againstAList(new SplittableRandom(seed + round), "seed " + (seed + round));
        }
    }

    private void againstAList(SplittableRandom random, String as) {
        SimulatedTimeSource time = new SimulatedTimeSource(1_000_000_000L);
        PhaseCoherenceBus<Item> bus =
                new PhaseCoherenceBus<>(
                        "listed",
                        Item.class,
                        new HybridLogicalClock(TimeSource.system(), new NodeId(1)),
                        time,
                        BusSettings.DEFAULTS);
        long mask = 1 + random.nextInt(7);
        int modulus = 1 + random.nextInt(3);
        Subscription<Item> reader =
                bus.subscribeFiltered(
                        new SubscriptionOptions("reader", 16, WhenFull.DROP_OLDEST).withMask(mask),
                        packet -> packet.payload().number() % modulus == 0);
        Deque<PhasePacket<Item>> model = new ArrayDeque<>();
        for (int i = 0; i < 500; i++) {
            time.advance(random.nextInt(3));
            if (random.nextInt(3) > 0) {
                PhasePacket<Item> packet =
                        bus.packet(new Item(0, i))
                                .targetMask(1 + random.nextInt(7))
                                .deadline(time.epochNanos() + random.nextInt(20))
                                .build();
                bus.publish(packet);
                if ((packet.targetMask() & mask) != 0) {
                    model.add(packet);
                    if (model.size() > 16) {
                        model.remove();
                    }
                }
            } else {
                assertThat(reader.poll()).as(as).isSameAs(next(model, modulus, time));
            }
        }
    }

    private static PhasePacket<Item> next(
            Deque<PhasePacket<Item>> model, int modulus, TimeSource time) {
        while (true) {
            PhasePacket<Item> packet = model.poll();
            if (packet == null
                    || (packet.deadlineNanos() >= time.epochNanos()
                            && packet.payload().number() % modulus == 0)) {
                return packet;
            }
        }
    }

    /** Every poll takes the head of a lane, and none waits longer than its share of turns. */
    @Test
    void lanesKeepOrderWithinThemselvesAndStarveNobody() {
        int[] longest = {15, 8, 4, 2};
        for (int round = 0; round < 50; round++) {
            SplittableRandom random = new SplittableRandom(seed + round);
            PhaseCoherenceBus<Item> bus = TestBuses.bus("lanes", Item.class, Duration.ofSeconds(1));
            Subscription<Item> reader =
                    bus.subscribe(SubscriptionOptions.named("reader").withLanes());
            List<Deque<PhasePacket<Item>>> lanes = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                lanes.add(new ArrayDeque<>());
            }
            int[] waited = new int[4];
            for (int i = 0; i < 2_000; i++) {
                if (random.nextInt(5) > 1) {
                    Priority priority = Priority.values()[random.nextInt(4)];
                    PhasePacket<Item> packet =
                            bus.packet(new Item(0, i)).priority(priority).build();
                    bus.publish(packet);
                    lanes.get(priority.ordinal()).add(packet);
                    continue;
                }
                PhasePacket<Item> packet = reader.poll();
                if (packet == null) {
                    assertThat(lanes).as("seed %d", seed + round).allMatch(Deque::isEmpty);
                    continue;
                }
                int lane = packet.priority().ordinal();
                assertThat(packet).as("seed %d", seed + round).isSameAs(lanes.get(lane).poll());
                for (int other = 0; other < 4; other++) {
                    boolean waits = other != lane && !lanes.get(other).isEmpty();
                    waited[other] = waits ? waited[other] + 1 : 0;
                    assertThat(waited[other])
                            .as("seed %d, lane %d", seed + round, other)
                            .isLessThan(longest[other]);
                }
            }
        }
    }

    private CompletableFuture<Void> run(Runnable action) {
        return CompletableFuture.runAsync(action, threads);
    }
}
