package io.chronofabric.bus.slot;

import static io.chronofabric.bus.slot.TestSlots.bus;
import static io.chronofabric.bus.slot.TestSlots.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import io.chronofabric.bus.BusException;
import io.chronofabric.bus.WhenFull;
import io.chronofabric.bus.slot.SlotBusOptions.Publishers;
import io.chronofabric.bus.wire.FrameHandler;
import io.chronofabric.bus.wire.FrameReader;
import io.chronofabric.core.ErrorCode;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SlotConcurrencyTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int MANY = 1_000;

    /** Words of a payload, all made of one number, so that a torn one shows. */
    private static final int WORDS = 8;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final long seed = TestSlots.seed();

    @AfterEach
    void stop() throws InterruptedException {
        threads.shutdownNow();
        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "ONE, 1, 1, 4",
        "ONE, 1, 3, 64",
        "MANY, 1, 2, 2",
        "MANY, 2, 1, 16",
        "MANY, 2, 3, 4",
        "MANY, 3, 1, 1024",
        "MANY, 3, 3, 64"
    })
    void nothingIsLostDoubledOrOutOfItsPublishersOrder(
            Publishers kind, int publishers, int subscribers, int slots) {
        int each = 60_000;
        SlotBus bus = bus(slots, kind, LONG);
        List<CompletableFuture<SlotStatistics>> readers = new ArrayList<>();
        for (int s = 0; s < subscribers; s++) {
            SlotSubscription subscription =
                    bus.subscribe(named("reader " + s, s == 1 ? WhenFull.FAIL : WhenFull.BLOCK));
            readers.add(async(() -> readAll(subscription, publishers, true)));
        }
        publishAll(bus, publishers, each, subscribers > 1);
        bus.close();
        for (CompletableFuture<SlotStatistics> reader : readers) {
            SlotStatistics end = reader.join();
            assertThat(end.delivered()).as(end.name()).isEqualTo((long) publishers * each);
            assertThat(end.missed() + end.filtered() + end.malformed() + end.pending()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"ONE, 1, 4", "ONE, 1, 256", "MANY, 2, 4", "MANY, 2, 256"})
    void aLappedReaderSeesWholeFramesInOrderAndCountsTheOthers(
            Publishers kind, int publishers, int slots) {
        int each = 200_000;
        SlotBus bus = bus(slots, kind, LONG);
        SlotSubscription lossy = bus.subscribe(named("lossy", WhenFull.DROP_OLDEST));
        CompletableFuture<SlotStatistics> reader = async(() -> readAll(lossy, publishers, false));
        publishAll(bus, publishers, each, false);
        bus.close();
        SlotStatistics end = reader.join();
        assertThat(end.malformed()).isZero();
        assertThat(end.delivered() + end.missed())
                .as(end + ", -Dseed=" + seed)
                .isEqualTo((long) publishers * each);
        assertThat(end.delivered()).isPositive();
    }

    @Test
    void subscribersThatComeAndGoSeeNoGapAndHoldNobodyUp() {
        SlotBus bus = bus(32, Publishers.MANY, LONG);
        AtomicBoolean done = new AtomicBoolean();
        List<CompletableFuture<Integer>> visitors = new ArrayList<>();
        for (int v = 0; v < 2; v++) {
            SplittableRandom random = new SplittableRandom(seed + v);
            String name = "visitor " + v;
            visitors.add(async(() -> visit(bus, name, random, done)));
        }
        publishAll(bus, 2, 100_000, false);
        done.set(true);
        for (CompletableFuture<Integer> visitor : visitors) {
            assertThat(visitor.join()).isPositive();
        }
        assertThat(bus.statistics()).isEmpty();
    }

    @Test
    void closingTheBusEndsAPublisherThatWaits() {
        SlotBus bus = bus(4, Publishers.ONE, LONG);
        SlotSubscription slow = bus.subscribe(named("slow", WhenFull.BLOCK));
        SlotPublisher publisher = bus.publisher();
        CompletableFuture<Void> waiting =
                async(
                        () -> {
                            assertThatExceptionOfType(BusException.class)
                                    .isThrownBy(() -> TestSlots.publish(publisher, 1, 2, 3, 4, 5))
                                    .satisfies(
                                            e ->
                                                    assertThat(e.code())
                                                            .isEqualTo(
                                                                    ErrorCode
                                                                            .BUS_INITIALIZATION_FAILED));
                            return null;
                        });
        while (slow.statistics().pending() < 4) {
            Thread.onSpinWait();
        }
        bus.close();
        waiting.join();
        assertThat(TestSlots.drain(slow)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(slow.isEnded()).isTrue();
    }

    /** A million packets would show a single byte each. */
    @Test
    void claimCommitAndPollAllocateNothing() {
        SlotBus bus = bus(256, Publishers.MANY, LONG);
        SlotSubscription inPlace = bus.subscribe(named("in place", WhenFull.BLOCK));
        SlotSubscription copies = bus.subscribe(named("copies", WhenFull.DROP_OLDEST));
        SlotPublisher publisher = bus.publisher();
        FrameHandler handler = (frame, at) -> checkWhole(frame);
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] allocated = new long[2];
        for (int turn = 0; turn < 2; turn++) {
            long before = bean.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1_000_000; i++) {
                SlotClaim claim = publisher.claim(WORDS * Long.BYTES);
                write(claim, i);
                claim.mask(3).commit();
                inPlace.poll(handler, 10);
                copies.poll(handler, 10);
            }
            allocated[turn] = bean.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated[1]).isLessThan(100_000);
        assertThat(copies.statistics().delivered()).isEqualTo(2_000_000);
    }

    private int visit(SlotBus bus, String name, SplittableRandom random, AtomicBoolean done) {
        int visits = 0;
        while (!done.get()) {
            try (SlotSubscription visitor = bus.subscribe(named(name, WhenFull.BLOCK))) {
                long[] last = {-1, -1};
                FrameHandler handler =
                        (frame, at) -> {
                            long value = checkWhole(frame);
                            int publisher = (int) (value % MANY);
                            long number = value / MANY;
                            assertThat(last[publisher] < 0 || number == last[publisher] + 1)
                                    .as(number + " after " + last[publisher])
                                    .isTrue();
                            last[publisher] = number;
                        };
                for (int polls = random.nextInt(50); polls > 0; polls--) {
                    visitor.poll(handler, 1 + random.nextInt(40));
                }
            }
            visits++;
        }
        return visits;
    }

    private void publishAll(SlotBus bus, int publishers, int each, boolean retries) {
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int p = 0; p < publishers; p++) {
            int number = p;
            SlotPublisher publisher = bus.publisher();
            running.add(
                    async(
                            () -> {
                                for (int i = 0; i < each; i++) {
                                    SlotClaim claim = claim(publisher, retries);
                                    write(claim, (long) i * MANY + number);
                                    claim.commit();
                                }
                                return null;
                            }));
        }
        running.forEach(CompletableFuture::join);
    }

    /** One that fails tells the publisher, who here comes again. */
    private static SlotClaim claim(SlotPublisher publisher, boolean retries) {
        while (true) {
            try {
                return publisher.claim(WORDS * Long.BYTES);
            } catch (BusException e) {
                if (!retries || e.code() != ErrorCode.BUS_RESOURCE_EXHAUSTED) {
                    throw e;
                }
                Thread.yield();
            }
        }
    }

    private SlotStatistics readAll(
            SlotSubscription subscription, int publishers, boolean expectsAll) {
        long[] last = new long[publishers];
        Arrays.fill(last, -1);
        SplittableRandom random = new SplittableRandom(seed);
        FrameHandler handler =
                (frame, at) -> {
                    long value = checkWhole(frame);
                    int publisher = (int) (value % MANY);
                    long number = value / MANY;
                    long before = last[publisher];
                    boolean inOrder = expectsAll ? number == before + 1 : number > before;
                    if (!inOrder || frame.sequence() != number) {
                        throw new AssertionError(number + " after " + before + ", -Dseed=" + seed);
                    }
                    last[publisher] = number;
                };
        while (!subscription.isEnded()) {
            if (subscription.poll(handler, 1 + random.nextInt(30)) == 0) {
                Thread.yield();
            }
        }
        return subscription.statistics();
    }

    private static void write(SlotClaim claim, long value) {
        for (int word = 0; word < WORDS; word++) {
            int at = claim.payloadOffset() + word * Long.BYTES;
            claim.buffer().putLong(at, value, ByteOrder.LITTLE_ENDIAN);
        }
    }

    private static long checkWhole(FrameReader frame) {
        long value = TestSlots.value(frame);
        for (int word = 1; word < WORDS; word++) {
            int at = frame.payloadOffset() + word * Long.BYTES;
            if (frame.buffer().getLong(at, ByteOrder.LITTLE_ENDIAN) != value) {
                throw new AssertionError("a torn frame, of " + value);
            }
        }
        return value;
    }

    private <T> CompletableFuture<T> async(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, threads);
    }
}
