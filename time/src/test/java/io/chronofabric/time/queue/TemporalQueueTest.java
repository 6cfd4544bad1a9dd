package io.chronofabric.time.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.chronofabric.core.Priority;
import io.chronofabric.time.LogicalTime;
import io.chronofabric.time.Seeds;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TemporalQueueTest {
    private static final HeadStarts HEAD_STARTS = new HeadStarts(10, 100, 1_000);

    /** What an element's place is, said once more and in other words than the queue does. */
    private record Element(LogicalTime time, Priority priority) {
        static final Comparator<Element> ORDER =
                Comparator.comparingLong(Element::place)
                        .thenComparingLong(e -> e.time.logical())
                        .thenComparingInt(e -> e.time.node());

        long place() {
            return time.physicalNanos()
                    - switch (priority) {
                        case LOW -> 0;
                        case NORMAL -> 10;
                        case HIGH -> 100;
                        case CRITICAL -> 1_000;
                    };
        }
    }

    @Test
    void elementsLeaveByTimeThenLogicalCounterThenNode() {
        TemporalQueue<String> queue = new TemporalQueue<>(8, HeadStarts.NONE);
        queue.offer("late", new LogicalTime(9, 0, 0), Priority.CRITICAL);
        queue.offer("node", new LogicalTime(5, 1, 2), Priority.LOW);
        queue.offer("counter", new LogicalTime(5, 1L << 47, 0), Priority.LOW);
        queue.offer("early", new LogicalTime(5, 1, 1), Priority.LOW);
        assertThat(all(queue)).containsExactly("early", "node", "counter", "late");
    }

    @Test
    void anUrgentElementPassesWhatIsAtMostItsHeadStartOlder() {
        TemporalQueue<String> queue = new TemporalQueue<>(8, HEAD_STARTS);
        queue.offer("older than that", time(999), Priority.LOW);
        queue.offer("younger", time(1_002), Priority.LOW);
        queue.offer("urgent", time(2_000), Priority.CRITICAL);
        queue.offer("high", time(1_101), Priority.HIGH);
        assertThat(all(queue)).containsExactly("older than that", "urgent", "high", "younger");
    }

    @Test
    void noStreamOfUrgentElementsHoldsBackAnOlderOneForLongerThanTheHeadStart() {
        TemporalQueue<String> queue = new TemporalQueue<>(4, HEAD_STARTS);
        queue.offer("patient", time(5_000), Priority.LOW);
        int passed = 0;
        String first;
        do {
            queue.offer("urgent", time(5_000 + passed), Priority.CRITICAL);
            first = queue.poll();
            passed++;
        } while (first.equals("urgent") && passed < 100_000);
        // Those dated 5,000 to 5,999 pass; the one dated 6,000 has the same place and node.
        assertThat(passed).isBetween(1_001, 1_002);
    }

    @Test
    void aLimitLetsOutWhatIsDue() {
        TemporalQueue<String> queue = new TemporalQueue<>(8, HEAD_STARTS);
        queue.offer("b", time(30), Priority.NORMAL);
        queue.offer("a", time(10), Priority.LOW);
        queue.offer("c", time(30), Priority.LOW);
        assertThat(queue.firstNanos()).isEqualTo(10);
        assertThat(queue.poll(9)).isNull();
        List<String> due = new ArrayList<>();
        assertThat(queue.drain(due::add, 20, 9)).isEqualTo(2);
        assertThat(due).containsExactly("a", "b");
        assertThat(queue.drain(due::add, Long.MAX_VALUE, 0)).isZero();
        assertThat(queue.depth()).isEqualTo(1);
        assertThat(queue.poll()).isEqualTo("c");
        assertThat(queue.firstNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aFullQueueRefusesAndCountsAndTakesAgainAfterAPoll() {
        for (int capacity : new int[] {1, 2, 3, 5, 8}) {
            TemporalQueue<Integer> queue = new TemporalQueue<>(capacity, HEAD_STARTS);
            for (int round = 0; round < 3 * capacity; round++) {
                int free = capacity - queue.depth();
                for (int i = 0; i < free; i++) {
                    assertThat(queue.offer(i, time(1_000 - i), Priority.LOW)).isTrue();
                }
                assertThat(queue.offer(-1, time(0), Priority.LOW)).isFalse();
                assertThat(queue.refused()).isEqualTo(round + 1);
                assertThat(queue.depth()).isEqualTo(capacity);
                // Looking moves what is in the ring into order; the bound still holds.
                queue.firstNanos();
                assertThat(queue.offer(-1, time(0), Priority.LOW)).isFalse();
                assertThat(queue.refused()).isEqualTo(round + 2);
                queue.poll();
                round++;
            }
            assertThat(queue.enqueued() - queue.dequeued()).isEqualTo(capacity - 1);
            assertThat(queue.capacity()).isEqualTo(capacity);
        }
    }

    @Test
    void theOrderIsThatOfASortedListWhateverIsOfferedAndPolled() {
        Random seeds = Seeds.random();
        for (int history = 0; history < 400; history++) {
            long seed = seeds.nextLong();
            Random random = new Random(seed);
            int capacity = 1 + random.nextInt(70);
            // From elements in order through some disorder to none, with ties.
            int spread = 1 << random.nextInt(14);
            TemporalQueue<Element> queue = new TemporalQueue<>(capacity, HEAD_STARTS);
            List<Element> oracle = new ArrayList<>();
            for (int step = 0; step < 600; step++) {
                if (random.nextInt(20) < 11) {
                    Element element = element(random, step, spread);
                    boolean taken = queue.offer(element, element.time(), element.priority());
                    assertThat(taken).as(Seeds.describe(seed)).isEqualTo(oracle.size() < capacity);
                    if (taken) {
                        oracle.add(element);
                    }
                } else {
                    long limit = random.nextInt(3) == 0 ? step : Long.MAX_VALUE;
                    assertSame(seed, queue.poll(limit), oracle, limit);
                }
                assertThat(queue.depth()).isEqualTo(oracle.size());
            }
            while (!oracle.isEmpty()) {
                assertSame(seed, queue.poll(), oracle, Long.MAX_VALUE);
            }
            assertThat(queue.poll()).as(Seeds.describe(seed)).isNull();
        }
    }

    @Test
    void whatManyThreadsOfferLeavesOnceAndInOrderOnceTheyAreDone() throws Exception {
        int producers = 4;
        int each = 50_000;
        TemporalQueue<long[]> queue = new TemporalQueue<>(256, HeadStarts.NONE);
        CountDownLatch start = new CountDownLatch(1);
        AtomicInteger running = new AtomicInteger(producers);
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            int node = p;
            Thread thread =
                    new Thread(
                            () -> {
                                awaitQuietly(start);
                                for (long i = 0; i < each; i++) {
                                    long[] element = {node, i};
                                    while (!queue.offer(element, i, node, Priority.NORMAL)) {
                                        Thread.yield();
                                    }
                                }
                                running.decrementAndGet();
                            });
            threads.add(thread);
            thread.start();
        }
        start.countDown();
        long[] next = new long[producers];
        int got = 0;
        while (got < producers * each) {
            boolean done = running.get() == 0;
            long[] element = queue.poll();
            assertThat(queue.depth()).isBetween(0, queue.capacity());
            if (element == null) {
                assertThat(done).as("nothing left after %s elements", got).isFalse();
                continue;
            }
            int node = (int) element[0];
            assertThat(element[1]).as("the next one of producer " + node).isEqualTo(next[node]++);
            got++;
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(queue.poll()).isNull();
        assertThat(queue.dequeued()).isEqualTo(got).isEqualTo(queue.enqueued());
    }

    @Test
    void nothingIsAllocatedPerOperation() {
        int depth = 500;
        TemporalQueue<Element> queue = new TemporalQueue<>(1_024, HEAD_STARTS);
        Element[] elements = new Element[4 * depth];
        Random random = Seeds.random();
        for (int i = 0; i < elements.length; i++) {
            elements[i] = element(random, i, 300);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        churn(queue, elements, 5_000);
        long before = threads.getThreadAllocatedBytes(thread);
        churn(queue, elements, 100_000);
        long bytes = threads.getThreadAllocatedBytes(thread) - before;
        // The virtual machine itself may allocate a little for this thread; an object each is 1.6
        // MB.
        assertThat(bytes).isLessThan(100_000);
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> new TemporalQueue<>(0, HEAD_STARTS))
                .hasMessage("capacity: 0 (expected: 1 to 16777216)");
        assertThatThrownBy(() -> new TemporalQueue<>((1 << 24) + 1, HEAD_STARTS))
                .isInstanceOf(IllegalArgumentException.class);
        TemporalQueue<String> queue = new TemporalQueue<>(1, HEAD_STARTS);
        assertThatThrownBy(() -> queue.offer("x", -1, 0, Priority.LOW))
                .hasMessage("time of an element: -1 ns (expected: >= 0 ns)");
        assertThatThrownBy(() -> queue.offer(null, 1, 0, Priority.LOW))
                .isInstanceOf(NullPointerException.class);
        assertThat(queue.enqueued()).isZero();
        assertThatThrownBy(() -> new HeadStarts(2, 1, 3)).hasMessageContaining("2, 1, 3 ns");
        assertThatThrownBy(() -> new HeadStarts(0, 0, HeadStarts.MAX_NANOS + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(HeadStarts.DEFAULT.nanosOf(Priority.CRITICAL)).isEqualTo(1_000_000_000L);
    }

    private static void churn(TemporalQueue<Element> queue, Element[] elements, int times) {
        for (int i = 0; i < times; i++) {
            Element element = elements[i % elements.length];
            queue.offer(
                    element,
                    element.time().physicalNanos(),
                    element.time().logicalAndNode(),
                    element.priority());
            if (queue.depth() > 500) {
                queue.poll();
            }
        }
    }

    private static void assertSame(long seed, Element polled, List<Element> oracle, long limit) {
        Element first = oracle.stream().min(Element.ORDER).orElse(null);
        if (first == null || first.place() > limit) {
            assertThat(polled).as(Seeds.describe(seed)).isNull();
            return;
        }
        assertThat(polled).as(Seeds.describe(seed)).usingComparator(Element.ORDER).isEqualTo(first);
        assertThat(oracle.remove(polled)).as(Seeds.describe(seed)).isTrue();
    }

    private static Element element(Random random, int step, int spread) {
        long physical = 2_000 + step + random.nextInt(spread);
        return new Element(
                new LogicalTime(physical, random.nextInt(2), random.nextInt(3)),
                Priority.values()[random.nextInt(8) == 0 ? random.nextInt(4) : 1]);
    }

    private static LogicalTime time(long physicalNanos) {
        return new LogicalTime(physicalNanos, 0, 0);
    }

    private static List<String> all(TemporalQueue<String> queue) {
        List<String> all = new ArrayList<>();
        queue.drain(all::add, Long.MAX_VALUE, Integer.MAX_VALUE);
        return all;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
