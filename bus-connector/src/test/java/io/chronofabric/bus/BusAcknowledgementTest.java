package io.chronofabric.bus;

import static io.chronofabric.bus.TestBuses.bus;
import static io.chronofabric.bus.TestBuses.four;
import static io.chronofabric.bus.TestBuses.payloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatObject;
import static org.awaitility.Awaitility.await;

import io.chronofabric.core.ErrorCode;
import io.chronofabric.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class BusAcknowledgementTest {
    private static final DeliveryOptions PATIENT =
            DeliveryOptions.ACKNOWLEDGED.withTimeout(Duration.ofMinutes(1));
    private static final DeliveryOptions HASTY =
            DeliveryOptions.ACKNOWLEDGED
                    .withRetries(3, Duration.ofMillis(1))
                    .withTimeout(Duration.ofMillis(30));

    private final PhaseCoherenceBus<String> bus =
            bus("acknowledged", String.class, Duration.ofSeconds(1));

    @AfterEach
    void close() {
        bus.close();
        await().untilAsserted(() -> assertThat(timers()).isEmpty());
    }

    @Test
    void thePublisherHearsOnceEverySubscriberHasProcessedIt() {
        Subscription<String> one = bus.subscribe(four("one", WhenFull.BLOCK));
        Subscription<String> two = bus.subscribe(four("two", WhenFull.DROP_NEWEST));
        bus.subscribe(four("other", WhenFull.BLOCK).withMask(0b10));
        PhasePacket<String> packet = bus.packet("a").targetMask(0b01).build();

        CompletableFuture<Delivery> delivery = bus.publishAcknowledged(packet);
        assertThat(bus.acknowledgements()).isEqualTo(new AcknowledgementStatistics(0, 0, 1));
        assertThat(payloads(two)).containsExactly("a");
        assertThat(delivery).isNotDone();
        assertThat(payloads(one)).containsExactly("a");

        assertThat(delivery)
                .isCompletedWithValue(new Delivery(packet.id(), List.of("one", "two"), 0));
        assertThat(bus.acknowledgements()).isEqualTo(new AcknowledgementStatistics(1, 0, 0));
        assertThat(bus.statistics().offered()).isEqualTo(3);
        assertThat(bus.statistics().aside().masked()).isEqualTo(1);
    }

    @Test
    void itIsProcessedOnceTheReceiverReturnsAndNotBefore() {
        Subscription<String> reader = bus.subscribe(four("reader", WhenFull.BLOCK));
        CompletableFuture<Delivery> delivery = bus.publishAcknowledged("a");
        List<Boolean> during = new ArrayList<>();

        reader.drain(packet -> during.add(delivery.isDone()), 1);

        assertThat(during).containsExactly(false);
        assertThat(delivery).isCompleted();
    }

    @Test
    void aSubscriberMayAcknowledgeLaterItself() {
        Subscription<String> reader =
                bus.subscribe(four("reader", WhenFull.BLOCK).withOwnAcknowledgement());
        CompletableFuture<Delivery> delivery = bus.publishAcknowledged("a");
        List<PhasePacket<String>> seen = new ArrayList<>();
        reader.drain(seen::add, 1);
        assertThat(delivery).isNotDone();

        reader.acknowledge(seen.get(0));
        reader.acknowledge(seen.get(0));
        reader.acknowledge(bus.packet("never asked for").build());

        assertThat(delivery).isCompleted();
    }

    @Test
    void aReceiverThatFailsDoesNotAcknowledge() {
        Subscription<String> reader = bus.subscribe(four("reader", WhenFull.BLOCK));
        CompletableFuture<Delivery> delivery =
                bus.publishAcknowledged(bus.packet("a").delivery(HASTY).build());

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(
                        () ->
                                reader.drain(
                                        packet -> {
                                            throw new IllegalStateException("no");
                                        },
                                        1));

        failure(delivery)
                .satisfies(
                        e ->
                                assertThat(e)
                                        .hasMessageContaining(
                                                "{reader=no acknowledgement within PT0.03S}"));
    }

    @ParameterizedTest
    @EnumSource(
            value = WhenFull.class,
            names = {"BLOCK", "FAIL", "DROP_NEWEST"})
    void whereThereIsNoRoomItIsOfferedAgain(WhenFull whenFull) {
        Subscription<String> full = bus.subscribe(four("full", whenFull));
        bus.publishBatch(List.of("a", "b", "c", "d"));
        DeliveryOptions often = PATIENT.withRetries(7, Duration.ofMillis(20));

        CompletableFuture<Delivery> delivery =
                bus.publishAcknowledged(bus.packet("e").delivery(often).build());
        assertThat(delivery).isNotDone();
        assertThat(payloads(full)).containsExactly("a", "b", "c", "d");
        full.available().join();
        assertThat(payloads(full)).containsExactly("e");

        assertThat(delivery.join().retries()).isPositive();
        assertThat(full.statistics().dropped() + full.statistics().refused()).isZero();
        assertThat(full.statistics().offered()).isEqualTo(5);
    }

    @Test
    void dropOldestMakesRoomForIt() {
        Subscription<String> full = bus.subscribe(four("full", WhenFull.DROP_OLDEST));
        bus.publishBatch(List.of("a", "b", "c", "d"));
        CompletableFuture<Delivery> delivery = bus.publishAcknowledged("e");

        assertThat(payloads(full)).containsExactly("b", "c", "d", "e");
        assertThat(delivery).isCompleted();
    }

    @Test
    void itFailsWithTheNamesOfThoseThatDidNot() {
        Subscription<String> quick = bus.subscribe(four("quick", WhenFull.BLOCK));
        Subscription<String> full = bus.subscribe(four("full", WhenFull.FAIL));
        bus.subscribe(four("dead", WhenFull.BLOCK));
        PhasePacket<String> packet =
                bus.packet("e").delivery(HASTY.withTimeout(Duration.ofSeconds(2))).build();
        bus.publishBatch(List.of("a", "b", "c"));
        payloads(quick);
        bus.publish("d");

        bus.unsubscribe("dead");
        bus.subscribe(SubscriptionOptions.named("dead"));
        CompletableFuture<Delivery> delivery = bus.publishAcknowledged(packet);
        assertThat(payloads(quick)).containsExactly("d", "e");

        failure(delivery)
                .satisfies(
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.BUS_DELIVERY_FAILED);
                            assertThat(e)
                                    .hasMessageContaining("dead=no acknowledgement within PT2S")
                                    .hasMessageContaining("full=no room after 3 retries")
                                    .hasMessageNotContaining("quick");
                        });
        assertThat(full.statistics().refused()).isEqualTo(1);
        assertThat(full.statistics().offered()).isEqualTo(5);
        assertThat(bus.acknowledgements()).isEqualTo(new AcknowledgementStatistics(0, 1, 0));
    }

    @Test
    void theTimeoutEndsRetriesToo() {
        Subscription<String> full = bus.subscribe(four("full", WhenFull.FAIL));
        bus.publishBatch(List.of("a", "b", "c", "d"));
        DeliveryOptions slow =
                DeliveryOptions.ACKNOWLEDGED
                        .withRetries(3, Duration.ofDays(100_000))
                        .withTimeout(Duration.ofMillis(5));

        failure(bus.publishAcknowledged(bus.packet("e").delivery(slow).build()))
                .satisfies(e -> assertThat(e).hasMessageContaining("no room within PT0.005S"));
        assertThat(full.statistics().refused()).isEqualTo(1);
    }

    @Test
    void aSubscriberThatLeavesIsNotWaitedFor() {
        Subscription<String> leaver = bus.subscribe(four("leaver", WhenFull.BLOCK));
        Subscription<String> full = bus.subscribe(four("full", WhenFull.BLOCK));
        bus.publishBatch(List.of("a", "b", "c", "d"));
        payloads(leaver);
        CompletableFuture<Delivery> delivery =
                bus.publishAcknowledged(bus.packet("e").delivery(PATIENT).build());

        leaver.close();
        assertThat(delivery).isNotDone();
        full.close();

        failure(delivery)
                .satisfies(e -> assertThat(e).hasMessageContaining("{full=left, leaver=left}"));
        BusStatistics statistics = bus.statistics();
        assertThat(statistics.offered()).isEqualTo(10);
        assertThat(statistics.delivered()).isEqualTo(4);
        assertThat(statistics.refused()).isEqualTo(1);
        assertThat(statistics.dropped()).isEqualTo(5);
    }

    @Test
    void whatASubscriptionSetsAsideIsToldAtOnce() {
        Subscription<String> broken =
                bus.subscribeFiltered(
                        four("broken", WhenFull.BLOCK),
                        packet -> {
                            throw new IllegalStateException("no");
                        });
        Subscription<String> picky =
                bus.subscribeFiltered(four("picky", WhenFull.BLOCK), packet -> false);
        Subscription<String> strict =
                bus.subscribe(
                        four("strict", WhenFull.BLOCK)
                                .withDependencies(DependencyRule.of(DependencyRule.Answer.REFUSE)));
        CompletableFuture<Delivery> delivery =
                bus.publishAcknowledged(bus.packet("a").dependsOn(1).delivery(PATIENT).build());
        payloads(broken);
        payloads(picky);
        assertThat(delivery).isNotDone();
        payloads(strict);

        failure(delivery)
                .satisfies(
                        e ->
                                assertThat(e)
                                        .hasMessageContaining("broken=its filter failed")
                                        .hasMessageContaining(
                                                "strict=its dependencies were not delivered")
                                        .hasMessageNotContaining("picky"));
    }

    @Test
    void anExpiredPacketIsNotAcknowledged() {
        Subscription<String> late = bus.subscribe(four("late", WhenFull.BLOCK));
        CompletableFuture<Delivery> delivery =
                bus.publishAcknowledged(bus.packet("a").deadline(1).delivery(PATIENT).build());
        payloads(late);

        failure(delivery).satisfies(e -> assertThat(e).hasMessageContaining("{late=expired}"));
    }

    @Test
    void closingTheBusTellsWhoWaits() {
        bus.subscribe(four("reader", WhenFull.BLOCK));
        CompletableFuture<Delivery> delivery = bus.publishAcknowledged("a");
        assertThat(timers()).hasSize(1);

        bus.close();

        failure(delivery)
                .satisfies(e -> assertThat(e).hasMessageContaining("reader=the bus was closed"));
        assertThatExceptionOfType(BusException.class)
                .isThrownBy(() -> bus.publishAcknowledged("b"))
                .extracting(BusException::code)
                .isEqualTo(ErrorCode.BUS_INITIALIZATION_FAILED);
    }

    @Test
    void nobodyToWaitForIsAnAnswer() {
        assertThat(bus.publishAcknowledged("a").join().acknowledgedBy()).isEmpty();
        assertThat(bus.statistics().unheard()).isEqualTo(1);
        assertThat(timers()).isEmpty();
    }

    @Test
    void noMoreWaitThanTheSettingsAllow() {
        PhaseCoherenceBus<String> small =
                new PhaseCoherenceBus<>(
                        "small",
                        String.class,
                        TestBuses.clock(),
                        TimeSource.system(),
                        BusSettings.DEFAULTS.withMaxUnacknowledged(2));
        Subscription<String> reader = small.subscribe(four("reader", WhenFull.BLOCK));
        small.publishAcknowledged("a");
        small.publishAcknowledged("b");

        assertThatExceptionOfType(BusException.class)
                .isThrownBy(() -> small.publishAcknowledged("c"))
                .withMessageContaining("2 wait already")
                .extracting(BusException::code)
                .isEqualTo(ErrorCode.BUS_RESOURCE_EXHAUSTED);
        assertThat(payloads(reader)).containsExactly("a", "b");
        small.publishAcknowledged("d");
        small.close();
    }

    @Test
    void aPacketOnItsWayIsNotPublishedAgain() {
        Subscription<String> reader = bus.subscribe(four("reader", WhenFull.BLOCK));
        PhasePacket<String> packet = bus.packet("a").delivery(PATIENT).build();
        CompletableFuture<Delivery> delivery = bus.publishAcknowledged(packet);

        assertThatExceptionOfType(BusException.class)
                .isThrownBy(() -> bus.publishAcknowledged(packet))
                .withMessageContaining("waits for acknowledgement already");
        assertThat(payloads(reader)).containsExactly("a");
        assertThat(delivery).isCompleted();
        bus.publishAcknowledged(packet);
        assertThat(bus.acknowledgements().outstanding()).isEqualTo(1);
    }

    private static ObjectAssert<BusException> failure(CompletableFuture<Delivery> delivery) {
        await().until(delivery::isDone);
        try {
            throw new AssertionError("delivered: " + delivery.join());
        } catch (CompletionException e) {
            return assertThatObject((BusException) e.getCause());
        }
    }

    private static List<Thread> timers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("bus-acknowledged-acknowledgements"))
                .toList();
    }
}
