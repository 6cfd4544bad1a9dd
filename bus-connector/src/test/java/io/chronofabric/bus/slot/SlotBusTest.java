package io.chronofabric.bus.slot;

import static io.chronofabric.bus.slot.TestSlots.bus;
import static io.chronofabric.bus.slot.TestSlots.drain;
import static io.chronofabric.bus.slot.TestSlots.four;
import static io.chronofabric.bus.slot.TestSlots.named;
import static io.chronofabric.bus.slot.TestSlots.publish;
import static io.chronofabric.bus.slot.TestSlots.tryPublish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.bus.BusException;
import io.chronofabric.bus.WhenFull;
import io.chronofabric.bus.slot.SlotBusOptions.Publishers;
import io.chronofabric.bus.wire.FrameLayout;
import io.chronofabric.bus.wire.FrameSource;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.Priority;
import io.chronofabric.core.TraceContext;
import io.chronofabric.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SlotBusTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @ParameterizedTest
    @EnumSource(Publishers.class)
    void oneWriteServesEverySubscriptionFromWhereItStarted(Publishers publishers) {
        try (SlotBus bus = bus(8, publishers, LONG);
                SlotPublisher publisher = bus.publisher()) {
            publish(publisher, 1);
            SlotSubscription first = bus.subscribe(named("first", WhenFull.BLOCK));
            publish(publisher, 2, 3);
            SlotSubscription second = bus.subscribe(named("second", WhenFull.DROP_OLDEST));
            publish(publisher, 4);
            assertThat(first.statistics().pending()).isEqualTo(3);
            assertThat(drain(first)).containsExactly(2L, 3L, 4L);
            assertThat(drain(second)).containsExactly(4L);
            assertThat(publisher.published()).isEqualTo(4);
            assertThat(bus.statistics())
                    .containsExactly(
                            new SlotStatistics("first", 3, 0, 0, 0, 0),
                            new SlotStatistics("second", 1, 0, 0, 0, 0));
        }
    }

    @Test
    void everythingWrittenIntoAClaimIsRead() {
        SlotBus bus =
                new SlotBus(
                        new SlotBusOptions("wide", 4, 250, Publishers.ONE, LONG),
                        TestSlots.CLOCK,
                        TimeSource.system());
        SlotPublisher publisher = bus.publisher();
        SlotSubscription subscription = bus.subscribe(SlotSubscriptionOptions.named("all"));
        FrameSource source = new FrameSource("gateway", "7");
        for (int i = 0; i < 10; i++) {
            int number = i;
            SlotClaim claim = publisher.claim(8);
            long id = claim.id();
            claim.mask(0b110)
                    .deadline(id + 5)
                    .priority(Priority.CRITICAL)
                    .options(200)
                    .correlation(3, 1.5f, 0.25f)
                    .trace(1, 2, 3, true)
                    .dependencies(new long[] {id - 1}, 1)
                    .source(source);
            assertThat(claim.payloadLength()).isEqualTo(8);
            claim.buffer().putInt(claim.payloadOffset(), i);
            claim.commit(4);
            assertThat(
                            subscription.poll(
                                    (frame, at) -> {
                                        assertThat(frame.id()).isEqualTo(id);
                                        assertThat(frame.physicalNanos()).isEqualTo(id);
                                        assertThat(frame.time().node()).isEqualTo(7);
                                        assertThat(frame.sequence()).isEqualTo(number);
                                        assertThat(frame.mask()).isEqualTo(0b110);
                                        assertThat(frame.deadline()).isEqualTo(id + 5);
                                        assertThat(frame.priority()).isEqualTo(Priority.CRITICAL);
                                        assertThat(frame.options()).isEqualTo(200);
                                        assertThat(frame.clockErrorNanos()).isEqualTo(3);
                                        assertThat(frame.phase()).isEqualTo(1.5f);
                                        assertThat(frame.coherence()).isEqualTo(0.25f);
                                        assertThat(frame.trace())
                                                .contains(new TraceContext(1, 2, 3, true));
                                        assertThat(frame.dependency(0)).isEqualTo(id - 1);
                                        assertThat(frame.source().source()).isEqualTo("gateway");
                                        assertThat(frame.payloadLength()).isEqualTo(4);
                                        assertThat(frame.buffer().getInt(frame.payloadOffset()))
                                                .isEqualTo(number);
                                    },
                                    10))
                    .isEqualTo(1);
        }
        assertThat(subscription.statistics().delivered()).isEqualTo(10);
        // What one packet said is not said by the next.
        publisher.claim(0).commit();
        subscription.poll(
                (frame, at) -> {
                    assertThat(frame.mask()).isEqualTo(FrameLayout.EVERYONE);
                    assertThat(frame.deadline()).isEqualTo(FrameLayout.NO_DEADLINE);
                    assertThat(frame.priority()).isEqualTo(Priority.NORMAL);
                    assertThat(frame.options()).isZero();
                    assertThat(frame.trace()).isEmpty();
                    assertThat(frame.source()).isNull();
                },
                10);
        assertThat(subscription.statistics().delivered()).isEqualTo(11);
    }

    @Test
    void masksAndFiltersAreCheckedAtTheSubscriber() {
        SlotBus bus = bus(16, Publishers.ONE, LONG);
        SlotPublisher publisher = bus.publisher();
        SlotSubscription odd = bus.subscribe(SlotSubscriptionOptions.named("odd").withTargets(1));
        SlotSubscription large =
                bus.subscribe(
                        SlotSubscriptionOptions.named("large")
                                .withFilter(frame -> TestSlots.value(frame) > 2));
        for (long value = 1; value <= 4; value++) {
            SlotClaim claim = publisher.claim(8).mask(value);
            claim.buffer().putLong(claim.payloadOffset(), value, FrameLayout.ORDER);
            claim.commit();
        }
        publisher.claim(8).mask(0).commit();
        assertThat(drain(odd)).containsExactly(1L, 3L);
        assertThat(odd.statistics()).isEqualTo(new SlotStatistics("odd", 2, 3, 0, 0, 0));
        assertThat(drain(large)).containsExactly(3L, 4L);
        assertThat(large.statistics()).isEqualTo(new SlotStatistics("large", 2, 3, 0, 0, 0));
    }

    @ParameterizedTest
    @EnumSource(Publishers.class)
    void whatIsGivenUpIsPassedOver(Publishers publishers) {
        SlotBus bus = bus(4, publishers, LONG);
        SlotPublisher publisher = bus.publisher();
        SlotSubscription subscription = bus.subscribe(SlotSubscriptionOptions.named("all"));
        for (int lap = 0; lap < 5; lap++) {
            publisher.claim(8).abort();
            try (SlotClaim claim = publisher.claim(8)) {
                claim.mask(1);
            }
            publish(publisher, lap);
            assertThat(drain(subscription)).containsExactly((long) lap);
        }
        assertThat(subscription.statistics()).isEqualTo(new SlotStatistics("all", 5, 0, 0, 0, 0));
        assertThat(publisher.published()).isEqualTo(5);
        publisher.claim(8);
        publisher.close();
        assertThat(drain(subscription)).isEmpty();
        assertThat(subscription.statistics().pending()).isZero();
    }

    @Test
    void aBrokenFrameIsCountedAndPassedOver() {
        SlotBus bus = four();
        SlotPublisher publisher = bus.publisher();
        SlotSubscription subscription = bus.subscribe(SlotSubscriptionOptions.named("all"));
        publisher.claim(0).correlation(0, 9, 0).commit();
        publish(publisher, 5);
        assertThat(drain(subscription)).containsExactly(5L);
        assertThat(subscription.statistics()).isEqualTo(new SlotStatistics("all", 1, 0, 0, 1, 0));
    }

    @ParameterizedTest
    @EnumSource(Publishers.class)
    void theSlowestOfThoseThatBlockHoldsThePublisherUp(Publishers publishers) {
        SlotBus bus = bus(4, publishers, Duration.ofMillis(20));
        SlotPublisher publisher = bus.publisher();
        SlotSubscription slow = bus.subscribe(named("slow", WhenFull.BLOCK));
        SlotSubscription fast = bus.subscribe(named("fast", WhenFull.BLOCK));
        publish(publisher, 1, 2, 3, 4);
        assertThat(drain(fast)).hasSize(4);
        assertThat(tryPublish(publisher, 5)).isFalse();
        assertRefused(
                ErrorCode.BUS_PUBLISH_TIMEOUT, () -> publisher.claim(8), "slow", "4 slots", "0.02");
        assertThat(slow.poll((frame, at) -> {}, 1)).isEqualTo(1);
        assertThat(tryPublish(publisher, 5)).isTrue();
        assertThat(tryPublish(publisher, 6)).isFalse();
        slow.close();
        publish(publisher, 6, 7, 8);
        assertThat(drain(fast)).containsExactly(5L, 6L, 7L, 8L);
        assertThat(slow.isClosed()).isTrue();
        assertThat(slow.poll((frame, at) -> {}, 1)).isZero();
        slow.close();
        assertThat(slow.statistics()).isEqualTo(new SlotStatistics("slow", 1, 0, 4, 0, 0));
    }

    @Test
    void oneThatFailsTellsThePublisherAtOnce() {
        SlotBus bus = bus(4, Publishers.ONE, LONG);
        SlotPublisher publisher = bus.publisher();
        SlotSubscription failing = bus.subscribe(named("failing", WhenFull.FAIL));
        publish(publisher, 1, 2, 3, 4);
        assertThat(tryPublish(publisher, 5)).isFalse();
        assertRefused(ErrorCode.BUS_RESOURCE_EXHAUSTED, () -> publisher.claim(8), "failing");
        assertThat(drain(failing)).hasSize(4);
        publish(publisher, 5);
        assertThat(drain(failing)).containsExactly(5L);
    }

    @ParameterizedTest
    @EnumSource(Publishers.class)
    void oneThatDropsTheOldestMissesExactlyWhatWasOverwritten(Publishers publishers) {
        long seed = TestSlots.seed();
        SplittableRandom random = new SplittableRandom(seed);
        SlotBus bus = bus(8, publishers, LONG);
        SlotPublisher publisher = bus.publisher();
        SlotSubscription lossy = bus.subscribe(named("lossy", WhenFull.DROP_OLDEST));
        long next = 0;
        long read = 0;
        long missed = 0;
        for (int round = 0; round < 1_000; round++) {
            for (int more = random.nextInt(30); more > 0; more--) {
                publish(publisher, next++);
            }
            long lost = Math.max(0, next - read - 8);
            missed += lost;
            List<Long> expected = new ArrayList<>();
            for (long value = read + lost; value < next; value++) {
                expected.add(value);
            }
            assertThat(drain(lossy)).as("-Dseed=" + seed).isEqualTo(expected);
            read = next;
            assertThat(lossy.statistics().missed()).as("-Dseed=" + seed).isEqualTo(missed);
        }
    }

    @Test
    void aReaderWhoseThreadHasEndedHoldsNobodyUp() throws InterruptedException {
        SlotBus bus = bus(4, Publishers.ONE, LONG);
        SlotPublisher publisher = bus.publisher();
        SlotSubscription dead = bus.subscribe(SlotSubscriptionOptions.named("dead"));
        publish(publisher, 1, 2);
        Thread reader = new Thread(() -> dead.poll((frame, at) -> {}, 1));
        reader.start();
        reader.join();
        publish(publisher, 3, 4, 5);
        assertThat(dead.isClosed()).isFalse();
        publish(publisher, 6);
        assertThat(dead.isClosed()).isTrue();
        assertThat(dead.statistics()).isEqualTo(new SlotStatistics("dead", 1, 0, 4, 0, 0));
        assertThat(bus.statistics()).isEmpty();
    }

    @Test
    void aSecondPublisherALapAheadOfAnOpenClaimIsHeldUp() {
        SlotBus bus = bus(4, Publishers.MANY, Duration.ofMillis(20));
        SlotSubscription lossy = bus.subscribe(named("lossy", WhenFull.DROP_OLDEST));
        SlotPublisher stuck = bus.publisher();
        SlotPublisher other = bus.publisher();
        SlotClaim open = stuck.claim(8);
        publish(other, 1, 2, 3);
        assertThat(tryPublish(other, 4)).isFalse();
        assertRefused(ErrorCode.BUS_PUBLISH_TIMEOUT, () -> other.claim(8), "another publisher");
        assertThat(drain(lossy)).isEmpty();
        open.buffer().putLong(open.payloadOffset(), 0, FrameLayout.ORDER);
        open.commit();
        publish(other, 4);
        assertThat(drain(lossy)).containsExactly(1L, 2L, 3L, 4L);
        assertThat(lossy.statistics().missed()).isEqualTo(1);
    }

    @Test
    void aPayloadThatHasNoRoomIsRefusedWithTheSizes() {
        SlotBus bus = four();
        SlotPublisher publisher = bus.publisher();
        SlotSubscription all = bus.subscribe(SlotSubscriptionOptions.named("all"));
        assertThat(bus.options().slotBytes()).isEqualTo(128);
        assertRefused(ErrorCode.BUS_SERIALIZATION_FAILED, () -> publisher.tryClaim(65), "65", "64");
        assertRefused(ErrorCode.BUS_SERIALIZATION_FAILED, () -> publisher.tryClaim(-1), "-1");
        SlotClaim full = publisher.claim(64);
        assertRefused(
                ErrorCode.BUS_SERIALIZATION_FAILED, () -> full.trace(1, 2, 3, true), "64", "40");
        assertRefused(ErrorCode.BUS_SERIALIZATION_FAILED, () -> full.commit(65), "65");
        assertRefused(
                ErrorCode.BUS_SERIALIZATION_FAILED,
                () -> full.dependencies(new long[0], Integer.MAX_VALUE),
                "64");
        full.commit();
        assertThat(all.poll((frame, at) -> assertThat(frame.payloadLength()).isEqualTo(64), 9))
                .isEqualTo(1);
        SlotClaim exact = publisher.claim(40).trace(1, 2, 3, true);
        exact.commit();
        assertThat(all.poll((frame, at) -> assertThat(frame.trace()).isPresent(), 9)).isEqualTo(1);
    }

    @Test
    void aClaimIsUsedOnceAndOneAtATime() {
        SlotBus bus = four();
        SlotPublisher publisher = bus.publisher();
        SlotClaim claim = publisher.claim(8);
        assertThatIllegalStateException().isThrownBy(() -> publisher.tryClaim(8));
        claim.commit();
        assertThatIllegalStateException().isThrownBy(claim::commit);
        assertThatIllegalStateException().isThrownBy(claim::abort);
        assertThatIllegalStateException().isThrownBy(() -> claim.correlation(0, 0, 0));
        claim.close();
        assertThat(publisher.published()).isEqualTo(1);
    }

    @Test
    void whatAHandlerThrowsReachesThePollerAndTheNextPollGoesOn() {
        SlotBus bus = four();
        SlotPublisher publisher = bus.publisher();
        SlotSubscription all = bus.subscribe(SlotSubscriptionOptions.named("all"));
        publish(publisher, 1, 2);
        assertThatThrownBy(
                        () ->
                                all.poll(
                                        (frame, at) -> {
                                            throw new IllegalArgumentException("mine");
                                        },
                                        9))
                .hasMessage("mine");
        assertThat(drain(all)).containsExactly(2L);
        assertThat(all.statistics()).isEqualTo(new SlotStatistics("all", 2, 0, 0, 0, 0));
    }

    @Test
    void aClosedBusIsDrainedAndTakesNothingMore() {
        SlotBus bus = four();
        SlotPublisher publisher = bus.publisher();
        SlotSubscription all = bus.subscribe(SlotSubscriptionOptions.named("all"));
        publish(publisher, 1);
        bus.close();
        assertThat(bus.isClosed()).isTrue();
        assertRefused(ErrorCode.BUS_INITIALIZATION_FAILED, () -> publisher.claim(8), "closed");
        assertRefused(ErrorCode.BUS_INITIALIZATION_FAILED, bus::publisher, "closed");
        assertRefused(
                ErrorCode.BUS_SUBSCRIPTION_FAILED,
                () -> bus.subscribe(SlotSubscriptionOptions.named("late")),
                "late");
        assertThat(all.isEnded()).isFalse();
        assertThat(drain(all)).containsExactly(1L);
        assertThat(all.isEnded()).isTrue();
    }

    @Test
    void thePlaceOfTheOnlyPublisherIsGivenOn() {
        SlotBus bus = four();
        SlotSubscription all = bus.subscribe(SlotSubscriptionOptions.named("all"));
        SlotPublisher first = bus.publisher();
        publish(first, 1, 2, 3);
        assertRefused(ErrorCode.BUS_INITIALIZATION_FAILED, bus::publisher, "second publisher");
        first.close();
        SlotPublisher second = bus.publisher();
        publish(second, 4);
        assertThat(tryPublish(second, 5)).isFalse();
        assertThat(drain(all)).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void whatIsWrongWithASubscriptionIsSaid() {
        assertRefused(
                ErrorCode.BUS_SUBSCRIPTION_FAILED,
                () -> named("x", WhenFull.DROP_NEWEST),
                "DROP_NEWEST",
                "packet path");
        assertRefused(ErrorCode.BUS_SUBSCRIPTION_FAILED, () -> named(" ", WhenFull.BLOCK), "blank");
        SlotBus bus = four();
        SlotSubscription first = bus.subscribe(named("twice", WhenFull.BLOCK));
        assertRefused(
                ErrorCode.BUS_SUBSCRIPTION_FAILED,
                () -> bus.subscribe(named("twice", WhenFull.FAIL)),
                "twice");
        first.close();
        assertThat(bus.subscribe(named("twice", WhenFull.FAIL)).name()).isEqualTo("twice");
    }

    @Test
    void whatIsWrongWithABusIsSaid() {
        assertThat(new SlotBusOptions("a", 5, 65, Publishers.ONE, LONG).slots()).isEqualTo(8);
        assertThat(new SlotBusOptions("a", 5, 65, Publishers.ONE, LONG).slotBytes()).isEqualTo(192);
        List<Callable<SlotBusOptions>> wrong =
                List.of(
                        () -> new SlotBusOptions("", 4, 8, Publishers.ONE, LONG),
                        () -> new SlotBusOptions("a", 1, 8, Publishers.ONE, LONG),
                        () -> new SlotBusOptions("a", 1 << 21, 8, Publishers.ONE, LONG),
                        () -> new SlotBusOptions("a", 4, -1, Publishers.ONE, LONG),
                        () -> new SlotBusOptions("a", 4, 1 << 20, Publishers.ONE, LONG),
                        () -> new SlotBusOptions("a", 1 << 20, 1 << 19, Publishers.ONE, LONG),
                        () -> new SlotBusOptions("a", 4, 8, Publishers.ONE, Duration.ZERO));
        for (Callable<SlotBusOptions> one : wrong) {
            assertRefused(ErrorCode.BUS_INITIALIZATION_FAILED, one::call, "(expected: ");
        }
    }

    @Test
    void anInterruptedPublisherStopsWaiting() {
        SlotBus bus = bus(2, Publishers.ONE, LONG);
        SlotPublisher publisher = bus.publisher();
        bus.subscribe(SlotSubscriptionOptions.named("slow"));
        publish(publisher, 1, 2);
        Thread.currentThread().interrupt();
        try {
            assertRefused(ErrorCode.BUS_DELIVERY_FAILED, () -> publisher.claim(8), "interrupt");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable call, String... mentioned) {
        assertThatExceptionOfType(BusException.class)
                .isThrownBy(call)
                .satisfies(
                        e -> {
                            assertThat(e.code()).isEqualTo(code);
                            assertThat(e.getMessage()).contains(mentioned);
                        });
    }
}
