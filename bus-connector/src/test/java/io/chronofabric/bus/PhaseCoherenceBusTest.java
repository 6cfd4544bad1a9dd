package io.chronofabric.bus;

import static io.chronofabric.bus.TestBuses.bus;
import static io.chronofabric.bus.TestBuses.four;
import static io.chronofabric.bus.TestBuses.payloads;
import static io.chronofabric.bus.TestBuses.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.Metric;
import io.chronofabric.core.MetricPort;
import io.chronofabric.core.NodeId;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.LogicalTime;
import io.chronofabric.time.SimulatedTimeSource;
import io.chronofabric.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;

class PhaseCoherenceBusTest {
    private final PhaseCoherenceBus<String> bus = strings();

    @Test
    void everySubscriptionGetsThePacketItselfInOrder() {
        Subscription<String> one = bus.subscribe(four("one", WhenFull.BLOCK));
        Subscription<String> two = bus.subscribe(four("two", WhenFull.DROP_OLDEST));
        PhasePacket<String> packet = bus.packet("a").build();

        bus.publish(packet);
        bus.publish("b");

        assertThat(one.poll()).isSameAs(packet);
        assertThat(two.poll()).isSameAs(packet);
        assertThat(payloads(one)).containsExactly("b");
        assertThat(payloads(two)).containsExactly("b");
        assertThat(one.poll()).isNull();
    }

    @Test
    void laterPacketsHaveLaterTimesAndTheBusesName() {
        Subscription<String> reader = bus.subscribe(four("one", WhenFull.BLOCK));

        bus.publish("a");
        bus.tryPublish("b");

        PhasePacket<String> first = reader.poll();
        PhasePacket<String> second = reader.poll();
        assertThat(first.time()).isLessThan(second.time());
        assertThat(first.time().node()).isEqualTo(7);
        assertThat(first.source()).isEqualTo("strings");
    }

    @Test
    void whatIsPublishedAfterAPacketFromElsewhereComesAfterIt() {
        HybridLogicalClock clock =
                new HybridLogicalClock(new SimulatedTimeSource(1_000), new NodeId(1));
        PhaseCoherenceBus<String> late =
                new PhaseCoherenceBus<>("late", String.class, clock, TimeSource.system());
        Subscription<String> reader = late.subscribe(four("one", WhenFull.BLOCK));
        LogicalTime ahead = new LogicalTime(2_000, 5, 2);

        late.publish(late.packet("a").time(ahead).build());
        late.publish("b");

        assertThat(reader.poll().time()).isEqualTo(ahead);
        assertThat(reader.poll().time()).isGreaterThan(ahead);
    }

    @Test
    void aTimeTooFarAheadKeepsItsPlaceInThePacketAndOutOfTheClock() {
        HybridLogicalClock clock =
                new HybridLogicalClock(new SimulatedTimeSource(1_000), new NodeId(1));
        PhaseCoherenceBus<String> calm =
                new PhaseCoherenceBus<>("calm", String.class, clock, TimeSource.system());
        Subscription<String> reader = calm.subscribe(four("one", WhenFull.BLOCK));
        LogicalTime farAhead = LogicalTime.ofEpochMillis(1_000_000);

        assertThat(calm.tryPublish(calm.packet("a").time(farAhead).build())).isTrue();
        calm.publish("b");

        assertThat(reader.poll().time()).isEqualTo(farAhead);
        assertThat(reader.poll().time()).isLessThan(farAhead);
    }

    @Test
    void aFullSubscriptionThatBlocksTimesOutWithItsName() {
        Subscription<String> slow = bus.subscribe(four("slow", WhenFull.BLOCK));
        Subscription<String> quick = bus.subscribe(four("quick", WhenFull.DROP_OLDEST));
        bus.publishBatch(List.of("a", "b", "c", "d"));

        expect(ErrorCode.BUS_PUBLISH_TIMEOUT, () -> bus.publish("e"))
                .withMessageContaining("slow (capacity 4)")
                .withMessageContaining("PT0.02S")
                .withMessageNotContaining("quick");

        assertThat(payloads(slow)).containsExactly("a", "b", "c", "d");
        assertThat(payloads(quick)).containsExactly("b", "c", "d", "e");
        assertThat(slow.statistics()).isEqualTo(new SubscriptionStatistics("slow", 4, 4, 0, 1, 0));
    }

    @Test
    void aPublisherThatWaitsGoesOnWhenThereIsRoom() {
        PhaseCoherenceBus<String> patient = bus("patient", String.class, Duration.ofMinutes(1));
        Subscription<String> slow = patient.subscribe(four("slow", WhenFull.BLOCK));
        patient.publishBatch(List.of("a", "b", "c", "d"));

        CompletableFuture<Void> publisher = CompletableFuture.runAsync(() -> patient.publish("e"));
        List<String> seen = new ArrayList<>();
        while (seen.size() < 5) {
            slow.available().join();
            seen.addAll(payloads(slow));
        }
        publisher.join();

        assertThat(seen).containsExactly("a", "b", "c", "d", "e");
        assertThat(patient.statistics().refused()).isZero();
    }

    @Test
    void aBatchLargerThanTheRingWakesItsReaderBeforeItWaits() {
        PhaseCoherenceBus<String> patient = bus("patient", String.class, Duration.ofMinutes(1));
        Subscription<String> reader = patient.subscribe(four("reader", WhenFull.BLOCK));
        List<String> batch = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            batch.add("payload " + i);
        }
        CompletableFuture<Void> available = reader.available();
        assertThat(available).isNotDone();

        CompletableFuture<Void> publisher =
                CompletableFuture.runAsync(() -> patient.publishBatch(batch));
        List<String> seen = new ArrayList<>();
        while (seen.size() < batch.size()) {
            available.join();
            seen.addAll(payloads(reader));
            available = reader.available();
        }
        publisher.join();

        assertThat(seen).isEqualTo(batch);
        assertThat(patient.statistics().published()).isEqualTo(100);
    }

    @Test
    void aBatchThatFailsSaysWhere() {
        Subscription<String> reader = bus.subscribe(four("reader", WhenFull.FAIL));

        expect(
                        ErrorCode.BUS_RESOURCE_EXHAUSTED,
                        () -> bus.publishBatch(List.of("a", "b", "c", "d", "e", "f")))
                .withMessageContaining("payload 5 of 6");

        assertThat(payloads(reader)).containsExactly("a", "b", "c", "d");
        assertThat(bus.statistics().published()).isEqualTo(5);
    }

    @Test
    void aFullSubscriptionThatFailsTellsThePublisherAtOnceAndOnlyIt() {
        Subscription<String> strict = bus.subscribe(four("strict", WhenFull.FAIL));
        Subscription<String> other = bus.subscribe(SubscriptionOptions.named("other"));
        bus.publishBatch(List.of("a", "b", "c", "d"));

        expect(ErrorCode.BUS_RESOURCE_EXHAUSTED, () -> bus.publish("e"))
                .withMessageContaining("strict (capacity 4)");

        assertThat(payloads(strict)).containsExactly("a", "b", "c", "d");
        assertThat(payloads(other)).containsExactly("a", "b", "c", "d", "e");
        assertThat(strict.statistics().refused()).isEqualTo(1);
        assertThat(strict.statistics().dropped()).isZero();
    }

    @Test
    void dropNewestKeepsTheOldestAndCountsTheRest() {
        Subscription<String> reader = bus.subscribe(four("reader", WhenFull.DROP_NEWEST));

        for (String payload : List.of("a", "b", "c", "d", "e", "f")) {
            bus.publish(payload);
        }

        assertThat(payloads(reader)).containsExactly("a", "b", "c", "d");
        assertThat(reader.statistics())
                .isEqualTo(new SubscriptionStatistics("reader", 4, 4, 2, 0, 0));
    }

    @Test
    void dropOldestKeepsTheNewestAndCountsTheRest() {
        Subscription<String> reader = bus.subscribe(four("reader", WhenFull.DROP_OLDEST));

        for (String payload : List.of("a", "b", "c", "d", "e", "f")) {
            assertThat(bus.tryPublish(payload)).isTrue();
        }

        assertThat(reader.statistics())
                .isEqualTo(new SubscriptionStatistics("reader", 4, 0, 2, 0, 4));
        assertThat(payloads(reader)).containsExactly("c", "d", "e", "f");
        assertThat(reader.statistics())
                .isEqualTo(new SubscriptionStatistics("reader", 4, 4, 2, 0, 0));
    }

    @Test
    void tryPublishSaysWhetherEverySubscriptionTookIt() {
        for (WhenFull whenFull : List.of(WhenFull.BLOCK, WhenFull.FAIL, WhenFull.DROP_NEWEST)) {
            PhaseCoherenceBus<String> one = strings();
            Subscription<String> full = one.subscribe(four("full", whenFull));
            Subscription<String> roomy = one.subscribe(SubscriptionOptions.named("roomy"));
            for (int i = 0; i < 4; i++) {
                assertThat(one.tryPublish("a")).isTrue();
            }

            assertThat(one.tryPublish("b")).isFalse();

            assertThat(payloads(roomy)).hasSize(5);
            SubscriptionStatistics left = full.statistics();
            assertThat(left.pending()).isEqualTo(4);
            assertThat(left.dropped()).isEqualTo(whenFull == WhenFull.DROP_NEWEST ? 1 : 0);
            assertThat(left.refused()).isEqualTo(whenFull == WhenFull.DROP_NEWEST ? 0 : 1);
        }
    }

    @Test
    void aPacketThatMeetsNoSubscriptionIsCounted() {
        assertThat(bus.tryPublish("a")).isTrue();
        bus.publishBatch(List.of("b", "c"));
        bus.subscribe(four("late", WhenFull.BLOCK));
        bus.publish("d");

        BusStatistics statistics = bus.statistics();
        assertThat(statistics.published()).isEqualTo(4);
        assertThat(statistics.unheard()).isEqualTo(3);
        assertThat(statistics.pending()).isEqualTo(1);
    }

    @Test
    void aClosedBusIsDrainedAndThenEnded() {
        Subscription<String> reader = bus.subscribe(four("reader", WhenFull.BLOCK));
        bus.publishBatch(List.of("a", "b", "c"));
        bus.close();
        bus.close();

        assertThat(reader.isEnded()).isFalse();
        assertThat(reader.available()).isDone();
        assertThat(reader.drain(packet -> {}, 2)).isEqualTo(2);
        assertThat(reader.isEnded()).isFalse();
        assertThat(payloads(reader)).containsExactly("c");
        assertThat(reader.isEnded()).isTrue();
        assertThat(reader.available()).isDone();
    }

    @Test
    void aClosedBusRefusesPacketsAndSubscriptions() {
        bus.close();

        for (ThrowingCallable publish :
                List.<ThrowingCallable>of(
                        () -> bus.publish("a"),
                        () -> bus.tryPublish("a"),
                        () -> bus.publishBatch(List.of("a")))) {
            expect(ErrorCode.BUS_INITIALIZATION_FAILED, publish)
                    .withMessageContaining("bus strings, which is closed");
        }
        expect(ErrorCode.BUS_SUBSCRIPTION_FAILED, () -> bus.subscribe(four("late", WhenFull.BLOCK)))
                .withMessageContaining("subscription late on bus strings, which is closed");
        assertThat(bus.statistics().published()).isZero();
    }

    @Test
    void availableIsTheSameFutureUntilItCompletes() {
        Subscription<String> reader = bus.subscribe(four("reader", WhenFull.BLOCK));
        CompletableFuture<Void> first = reader.available();
        assertThat(first).isNotDone();
        assertThat(reader.available()).isSameAs(first);

        bus.publish("a");
        assertThat(first).isDone();
        assertThat(reader.available()).isDone();
        reader.poll();

        CompletableFuture<Void> second = reader.available();
        assertThat(second).isNotDone().isSameAs(reader.available());
        bus.close();
        assertThat(second).isDone();
    }

    @Test
    void closingASubscriptionEndsItAndCountsWhatItLeaves() {
        Subscription<String> reader = bus.subscribe(four("reader", WhenFull.BLOCK));
        bus.publishBatch(List.of("a", "b", "c"));
        reader.poll();
        reader.close();
        reader.close();

        assertThat(reader.isEnded()).isTrue();
        assertThat(reader.poll()).isNull();
        assertThat(reader.pending()).isZero();
        assertThat(reader.available()).isDone();
        assertThat(bus.statistics())
                .isEqualTo(new BusStatistics(3, 0, 1, 2, 0, 0, 0, AsideCounts.NONE, List.of()));
        assertThat(bus.tryPublish("d")).isTrue();
    }

    @Test
    void closingASubscriptionWakesItsReader() {
        Subscription<String> reader = bus.subscribe(four("reader", WhenFull.BLOCK));
        CompletableFuture<Void> available = reader.available();

        reader.close();

        assertThat(available).isDone();
    }

    @Test
    void aNameIsTakenUntilItsSubscriptionIsClosed() {
        Subscription<String> reader = bus.subscribe(four("reader", WhenFull.BLOCK));
        expect(
                        ErrorCode.BUS_SUBSCRIPTION_FAILED,
                        () -> bus.subscribe(four("reader", WhenFull.BLOCK)))
                .withMessageContaining("subscription reader on bus strings, which exists");

        reader.close();

        assertThat(bus.subscribe(four("reader", WhenFull.FAIL))).isNotSameAs(reader);
        assertThat(bus.statistics().activeSubscriptions()).isEqualTo(1);
    }

    @Test
    void aReservedSubscriptionHoldsWhatItsReaderComesTooLateFor() {
        SubscriptionOptions options = four("reader", WhenFull.BLOCK);
        bus.reserve(options);
        bus.reserve(options);
        bus.publishBatch(List.of("a", "b"));
        bus.close();

        Subscription<String> reader = bus.subscribe(options);

        assertThat(payloads(reader)).containsExactly("a", "b");
        assertThat(reader.isEnded()).isTrue();
        expect(ErrorCode.BUS_SUBSCRIPTION_FAILED, () -> bus.subscribe(options));
    }

    @Test
    void aReservationIsTakenOverWithItsOwnOptionsOnly() {
        bus.reserve(four("reader", WhenFull.BLOCK));

        expect(
                        ErrorCode.BUS_SUBSCRIPTION_FAILED,
                        () -> bus.subscribe(four("reader", WhenFull.FAIL)))
                .withMessageContaining("whenFull=BLOCK")
                .withMessageContaining("whenFull=FAIL");
    }

    @Test
    void unsubscribeByNameEndsAReservationToo() {
        bus.reserve(four("reader", WhenFull.BLOCK));

        bus.unsubscribe("reader");

        assertThat(bus.statistics().activeSubscriptions()).isZero();
        expect(ErrorCode.BUS_SUBSCRIPTION_NOT_FOUND, () -> bus.unsubscribe("reader"))
                .withMessageContaining("subscription reader on bus strings");
    }

    @Test
    void awaitSubscribersCountsReadersAndNotReservations() throws Exception {
        SubscriptionOptions options = four("reader", WhenFull.BLOCK);
        bus.reserve(options);
        expect(
                        ErrorCode.BUS_SUBSCRIPTION_NOT_FOUND,
                        () -> bus.awaitSubscribers(1, Duration.ofMillis(1)))
                .withMessageContaining("0 subscribers on bus strings after PT0.001S")
                .withMessageContaining("at least 1");

        CompletableFuture<Subscription<String>> reader =
                CompletableFuture.supplyAsync(() -> bus.subscribe(options));
        bus.awaitSubscribers(1, Duration.ofMinutes(1));

        assertThat(reader.join().options()).isEqualTo(options);
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSet() {
        PhaseCoherenceBus<String> patient = bus("patient", String.class, Duration.ofMinutes(1));
        patient.subscribe(four("slow", WhenFull.BLOCK));
        patient.publishBatch(List.of("a", "b", "c", "d"));

        Thread.currentThread().interrupt();
        try {
            expect(ErrorCode.BUS_DELIVERY_FAILED, () -> patient.publish("e"))
                    .withMessageContaining("interrupt");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aBusNeedsANameAndATimeout() {
        expect(
                        ErrorCode.BUS_INITIALIZATION_FAILED,
                        () -> bus("  ", String.class, Duration.ofSeconds(1)))
                .withMessageContaining("bus name");
        expect(ErrorCode.BUS_INITIALIZATION_FAILED, () -> bus("b", String.class, Duration.ZERO))
                .withMessageContaining("publish timeout: PT0S (expected: > 0 s)");
    }

    @Test
    void manySubscribeAndCloseCyclesLeaveNothingBehind() {
        for (int i = 0; i < 10_000; i++) {
            bus.subscribe(four("reader", WhenFull.FAIL)).close();
        }

        assertThat(bus.statistics())
                .isEqualTo(new BusStatistics(0, 0, 0, 0, 0, 0, 0, AsideCounts.NONE, List.of()));
    }

    private static ThrowableAssertAlternative<BusException> expect(
            ErrorCode code, ThrowingCallable action) {
        var thrown = assertThatExceptionOfType(BusException.class).isThrownBy(action);
        thrown.extracting(BusException::code).isEqualTo(code);
        return thrown;
    }

    @Test
    void whoRegistersItsMetricsRegistersThoseOfItsPublishersToo() {
        List<Metric> registered = new ArrayList<>();
        MetricPort port =
                new MetricPort() {
                    @Override
                    public void counter(Metric metric, LongSupplier value, String... labelValues) {
                        registered.add(metric);
                    }

                    @Override
                    public void gauge(Metric metric, DoubleSupplier value, String... labelValues) {
                        registered.add(metric);
                    }
                };
        try (PhaseCoherenceBus<String> bus =
                TestBuses.bus("reports", String.class, Duration.ofSeconds(1))) {
            bus.register(port);
            assertThat(registered)
                    .contains(Metric.BUS_PUBLISHED)
                    .doesNotContain(Metric.CLOCK_DRIFT);
            bus.reports(metrics -> metrics.gauge(Metric.CLOCK_DRIFT, () -> 1));
            bus.register(port);
            assertThat(registered).contains(Metric.CLOCK_DRIFT);
        }
    }
}
