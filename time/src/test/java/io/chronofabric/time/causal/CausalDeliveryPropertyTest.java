package io.chronofabric.time.causal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.time.Seeds;
import io.chronofabric.time.causal.CausalHistory.Arrival;
import io.chronofabric.time.causal.CausalHistory.Message;
import io.chronofabric.time.causal.CausalOracle.Left;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Both queues against {@link CausalOracle} on random histories, and what must hold whatever it
 * says.
 */
class CausalDeliveryPropertyTest {
    private static final int HISTORIES = 400;
    private static final DeliveryBounds WIDE =
            new DeliveryBounds(1_000_000_000, 1_000_000, 1_000_000_000);

    /** A queue as the histories see it, so that a naive one can take its place. */
    private interface Queue {
        void offer(int offer, Arrival arrival, Consumer<Left<CounterRange>> out);

        void advance(long now, Consumer<Left<CounterRange>> out);

        void close(Consumer<Left<CounterRange>> out);
    }

    @Test
    void broadcastsLeaveExactlyAsTheOracleSays() {
        assertOutcomesSeen(compareWithOracle(CausalDeliveryPropertyTest::broadcast, Message::past));
    }

    @Test
    void explicitDependenciesLeaveExactlyAsTheOracleSays() {
        assertOutcomesSeen(compareWithOracle(CausalDeliveryPropertyTest::byId, Message::direct));
    }

    @Test
    void withinBoundsEverythingIsDeliveredOnceAndAfterItsCauses() {
        deliverWithoutLoss(CausalDeliveryPropertyTest::broadcast);
        deliverWithoutLoss(CausalDeliveryPropertyTest::byId);
    }

    @Test
    void aQueueThatDeliversOnArrivalIsCaught() {
        assertThatThrownBy(() -> deliverWithoutLoss(bounds -> new Naive(false)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("before its causes");
    }

    @Test
    void aQueueThatOnlyKeepsEachNodesOrderIsCaught() {
        assertThatThrownBy(() -> deliverWithoutLoss(bounds -> new Naive(true)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("before its causes");
    }

    private static Map<DeliveryOutcome, Integer> compareWithOracle(
            Function<DeliveryBounds, Queue> queues,
            Function<Message, Set<CounterRange>> dependencies) {
        Map<DeliveryOutcome, Integer> seen = new EnumMap<>(DeliveryOutcome.class);
        Random seeds = Seeds.random();
        for (int history = 0; history < HISTORIES; history++) {
            long seed = seeds.nextLong();
            Random random = new Random(seed);
            List<Arrival> arrivals =
                    CausalHistory.arrivals(random, CausalHistory.messages(random, 80));
            DeliveryBounds bounds = bounds(random);
            Queue queue = queues.apply(bounds);
            CausalOracle<CounterRange> oracle = new CausalOracle<>(bounds);
            List<Left<CounterRange>> all = new ArrayList<>();
            for (int offer = 0; offer < arrivals.size(); offer++) {
                Arrival arrival = arrivals.get(offer);
                Message message = arrival.message();
                List<Left<CounterRange>> left = new ArrayList<>();
                if (random.nextInt(4) == 0) {
                    long before = arrival.now() - random.nextInt(50);
                    queue.advance(before, left::add);
                    assertThat(left)
                            .as("at %s, %s", before, Seeds.describe(seed))
                            .isEqualTo(oracle.advance(latest(arrivals, offer, before)));
                    all.addAll(left);
                    left.clear();
                }
                queue.offer(offer, arrival, left::add);
                assertThat(left)
                        .as("after offer %s, %s", offer, Seeds.describe(seed))
                        .isEqualTo(
                                oracle.offer(
                                        offer,
                                        message.id(),
                                        dependencies.apply(message),
                                        arrival.bytes(),
                                        arrival.now()));
                all.addAll(left);
            }
            List<Left<CounterRange>> left = new ArrayList<>();
            queue.close(left::add);
            assertThat(left).as(Seeds.describe(seed)).isEqualTo(oracle.close());
            all.addAll(left);
            assertThat(all.stream().map(Left::offer).sorted().toList())
                    .as("each offer once, %s", Seeds.describe(seed))
                    .isEqualTo(IntStream.range(0, arrivals.size()).boxed().toList());
            all.forEach(l -> seen.merge(l.outcome(), 1, Integer::sum));
        }
        return seen;
    }

    private static void deliverWithoutLoss(Function<DeliveryBounds, Queue> queues) {
        Random seeds = Seeds.random();
        for (int history = 0; history < HISTORIES; history++) {
            long seed = seeds.nextLong();
            Random random = new Random(seed);
            List<Message> messages = CausalHistory.messages(random, 80);
            List<Message> order = new ArrayList<>(messages);
            Collections.shuffle(order, random);
            Queue queue = queues.apply(WIDE);
            List<Left<CounterRange>> left = new ArrayList<>();
            for (int offer = 0; offer < order.size(); offer++) {
                queue.offer(offer, new Arrival(order.get(offer), 1, offer), left::add);
            }
            Set<CounterRange> delivered = new HashSet<>();
            for (Left<CounterRange> l : left) {
                Message message = order.get(l.offer());
                if (l.outcome() != DeliveryOutcome.DELIVERED
                        || !delivered.containsAll(message.past())) {
                    throw new AssertionError(
                            message + " left before its causes; " + Seeds.describe(seed));
                }
                assertThat(delivered.add(message.id())).as(Seeds.describe(seed)).isTrue();
            }
            assertThat(delivered).as(Seeds.describe(seed)).hasSize(messages.size());
        }
    }

    private static void assertOutcomesSeen(Map<DeliveryOutcome, Integer> seen) {
        assertThat(seen)
                .containsKeys(
                        DeliveryOutcome.DELIVERED,
                        DeliveryOutcome.WAITED_TOO_LONG,
                        DeliveryOutcome.TOO_MANY_WAITING,
                        DeliveryOutcome.TOO_MANY_BYTES,
                        DeliveryOutcome.DEPENDENCY_GIVEN_UP,
                        DeliveryOutcome.CLOSED,
                        DeliveryOutcome.LATE,
                        DeliveryOutcome.DUPLICATE);
        assertThat(seen.get(DeliveryOutcome.DELIVERED)).isGreaterThan(HISTORIES * 10);
    }

    private static DeliveryBounds bounds(Random random) {
        return new DeliveryBounds(
                random.nextBoolean() ? 1_000_000 : 1 + random.nextInt(2_000),
                random.nextBoolean() ? 1_000 : 1 + random.nextInt(15),
                random.nextBoolean() ? 1_000_000 : 1 + random.nextInt(200));
    }

    /** The queue's time never goes back. */
    private static long latest(List<Arrival> arrivals, int offer, long now) {
        return offer == 0 ? now : Math.max(now, arrivals.get(offer - 1).now());
    }

    private static Queue broadcast(DeliveryBounds bounds) {
        CausalBroadcastQueue<Integer> queue =
                new CausalBroadcastQueue<>(bounds, new VectorMemory(8, 1_000, 1_000));
        return queue(
                queue,
                (offer, a, out) ->
                        queue.offer(
                                a.message().id().node(),
                                a.message().stamp(),
                                offer,
                                a.bytes(),
                                a.now(),
                                out));
    }

    private static Queue byId(DeliveryBounds bounds) {
        DependencyQueue<CounterRange, Integer> queue = new DependencyQueue<>(bounds, 100, 10_000);
        return queue(
                queue,
                (offer, a, out) ->
                        queue.offer(
                                a.message().id(),
                                a.message().direct(),
                                offer,
                                a.bytes(),
                                a.now(),
                                out));
    }

    private interface Offer {
        void offer(int offer, Arrival arrival, Consumer<Handout<CounterRange, Integer>> out);
    }

    private static Queue queue(CausalQueue<CounterRange, Integer> queue, Offer offering) {
        return new Queue() {
            @Override
            public void offer(int offer, Arrival arrival, Consumer<Left<CounterRange>> out) {
                offering.offer(offer, arrival, handout -> out.accept(left(handout)));
            }

            @Override
            public void advance(long now, Consumer<Left<CounterRange>> out) {
                queue.advance(now, handout -> out.accept(left(handout)));
            }

            @Override
            public void close(Consumer<Left<CounterRange>> out) {
                queue.close(handout -> out.accept(left(handout)));
                assertThat(queue.waiting()).isZero();
                assertThat(queue.waitingBytes()).isZero();
                assertThat(queue.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
            }
        };
    }

    private static Left<CounterRange> left(Handout<CounterRange, Integer> handout) {
        Set<CounterRange> missing = new HashSet<>();
        for (CounterRange range : handout.missing()) {
            for (long number = range.from(); number <= range.to(); number++) {
                missing.add(new CounterRange(range.node(), number, number));
            }
        }
        return new Left<>(handout.message(), handout.outcome(), missing);
    }

    /** Delivers on arrival, or as soon as the one before of the same node has left. */
    private static final class Naive implements Queue {
        private final boolean keepsNodesOrder;
        private final Map<Integer, Long> last = new HashMap<>();
        private final List<Map.Entry<Integer, Message>> held = new ArrayList<>();

        Naive(boolean keepsNodesOrder) {
            this.keepsNodesOrder = keepsNodesOrder;
        }

        @Override
        public void offer(int offer, Arrival arrival, Consumer<Left<CounterRange>> out) {
            held.add(Map.entry(offer, arrival.message()));
            for (int i = 0; i < held.size(); i++) {
                CounterRange id = held.get(i).getValue().id();
                if (!keepsNodesOrder || last.getOrDefault(id.node(), 0L) == id.to() - 1) {
                    last.put(id.node(), id.to());
                    out.accept(
                            new Left<>(
                                    held.remove(i).getKey(), DeliveryOutcome.DELIVERED, Set.of()));
                    i = -1;
                }
            }
        }

        @Override
        public void advance(long now, Consumer<Left<CounterRange>> out) {}

        @Override
        public void close(Consumer<Left<CounterRange>> out) {}
    }
}
