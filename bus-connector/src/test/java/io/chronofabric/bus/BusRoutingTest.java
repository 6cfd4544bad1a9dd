package io.chronofabric.bus;

import static io.chronofabric.bus.TestBuses.four;
import static io.chronofabric.bus.TestBuses.payloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.Priority;
import io.chronofabric.time.SimulatedTimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Masks, filters, deadlines and lanes: who gets what, and where the rest is counted. */
class BusRoutingTest {
    private final SimulatedTimeSource time = new SimulatedTimeSource(1_000_000_000L);
    private final PhaseCoherenceBus<String> bus = TestBuses.timed(time, BusSettings.DEFAULTS);

    @Test
    void aPacketIsOfferedWhereTheMasksMeet() {
        Subscription<String> one = bus.subscribe(four("one", WhenFull.FAIL).withMask(0b01));
        Subscription<String> two = bus.subscribe(four("two", WhenFull.FAIL).withMask(0b10));

        bus.publish(bus.packet("first").targetMask(0b01).build());
        bus.publish(bus.packet("second").targetMask(0b10).build());
        assertThat(bus.tryPublish(bus.packet("both").targetMask(0b11).build())).isTrue();
        assertThat(bus.tryPublish(bus.packet("others").targetMask(0b100).build())).isTrue();
        bus.publish("all");

        assertThat(payloads(one)).containsExactly("first", "both", "all");
        assertThat(payloads(two)).containsExactly("second", "both", "all");
        assertThat(one.statistics().aside().masked()).isEqualTo(2);
        assertThat(bus.statistics().unheard()).isZero();
        assertThat(bus.statistics().offered()).isEqualTo(10);
    }

    @Test
    void whatIsMeantForOthersTakesNoRoom() {
        Subscription<String> full = bus.subscribe(four("full", WhenFull.FAIL).withMask(0b01));
        bus.publishBatch(List.of("a", "b", "c", "d"));

        bus.publish(bus.packet("other").targetMask(0b10).build());

        assertThat(full.pending()).isEqualTo(4);
        assertThat(full.statistics().refused()).isZero();
    }

    @Test
    void aFilterKeepsOutWhatItsSubscriberDoesNotWant() {
        Subscription<String> reader =
                bus.subscribeFiltered(
                        SubscriptionOptions.named("reader"),
                        packet -> packet.payload().startsWith("a"));
        Subscription<String> other = bus.subscribe(SubscriptionOptions.named("other"));
        bus.publishBatch(List.of("b1", "a1", "b2", "b3", "a2"));

        assertThat(payloads(reader)).containsExactly("a1", "a2");
        assertThat(payloads(other)).hasSize(5);
        assertThat(reader.statistics().aside().filtered()).isEqualTo(3);
        assertThat(reader.statistics().delivered()).isEqualTo(2);
        assertThat(reader.statistics().offered()).isEqualTo(5);
    }

    @Test
    void aFilterRunsOnTheThreadThatPolls() {
        List<Thread> threads = new ArrayList<>();
        Subscription<String> reader =
                bus.subscribeFiltered(
                        SubscriptionOptions.named("reader"),
                        packet -> threads.add(Thread.currentThread()));

        CompletableFuture.runAsync(() -> bus.publish("a")).join();
        assertThat(threads).isEmpty();
        reader.poll();

        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void aFilterThatFailsHurtsNobodyElse() {
        List<String> failures = new ArrayList<>();
        Subscription<String> reader =
                bus.subscribeFiltered(
                                SubscriptionOptions.named("reader"),
                                packet -> packet.payload().charAt(2) == 'x')
                        .setAside(
                                new SetAsideHandler<>() {
                                    @Override
                                    public void filterFailed(
                                            PhasePacket<String> packet, RuntimeException failure) {
                                        failures.add(packet.payload() + failure.getMessage());
                                    }
                                });
        Subscription<String> other = bus.subscribe(SubscriptionOptions.named("other"));
        bus.publishBatch(List.of("a", "abx", "b", "abc"));

        assertThat(payloads(reader)).containsExactly("abx");
        assertThat(payloads(other)).hasSize(4);
        assertThat(failures).hasSize(2).first().asString().startsWith("a").contains("2");
        assertThat(reader.statistics().aside()).isEqualTo(new AsideCounts(0, 1, 2, 0, 0));
        assertThat(reader.statistics().offered()).isEqualTo(4);
    }

    @Test
    void withoutAHandlerWhatIsSetAsideIsCountedAllTheSame() {
        Subscription<String> reader =
                bus.subscribeFiltered(
                        SubscriptionOptions.named("reader"),
                        packet -> {
                            throw new IllegalStateException("no");
                        });
        Subscription<String> quiet =
                bus.subscribe(SubscriptionOptions.named("quiet"))
                        .setAside(new SetAsideHandler<>() {});
        bus.publish(bus.packet("a").deadline(1_000_000_001L).build());
        assertThat(payloads(reader)).isEmpty();
        time.advance(10);

        assertThat(payloads(quiet)).isEmpty();
        assertThat(reader.statistics().aside().filterFailed()).isEqualTo(1);
        assertThat(quiet.statistics().aside().expired()).isEqualTo(1);
    }

    @Test
    void aFilterThatIsMissingIsRefusedBeforeTheSubscriptionIsMade() {
        assertThatNullPointerException()
                .isThrownBy(() -> bus.subscribeFiltered(four("reader", WhenFull.FAIL), null));
        assertThat(bus.subscriberCount()).isZero();
    }

    @Test
    void aPollEndsThoughEverythingIsFilteredOut() {
        Subscription<String> reader =
                bus.subscribeFiltered(SubscriptionOptions.named("reader"), packet -> false);
        for (int i = 0; i < 300; i++) {
            bus.publish("a");
        }

        assertThat(reader.poll()).isNull();
        assertThat(reader.statistics().aside().filtered()).isEqualTo(256);
        assertThat(reader.available()).isDone();
        assertThat(reader.poll()).isNull();
        assertThat(reader.statistics().aside().filtered()).isEqualTo(300);
        assertThat(reader.available()).isNotDone();
    }

    @Test
    void aPacketPastItsDeadlineGoesToTheHandlerAndIsCounted() {
        List<String> expired = new ArrayList<>();
        Subscription<String> reader =
                bus.subscribe(SubscriptionOptions.named("reader"))
                        .setAside(
                                new SetAsideHandler<>() {
                                    @Override
                                    public void expired(PhasePacket<String> packet) {
                                        expired.add(packet.payload());
                                    }
                                });
        bus.publishWithDeadline("short", Duration.ofNanos(500));
        bus.publishWithDeadline("just", Duration.ofNanos(1_000));
        bus.publishWithDeadline("long", 1_000_000_000L + 10_000);
        bus.publishWithDeadline("ever", Duration.ofNanos(Long.MAX_VALUE));
        bus.publish("none");
        time.advance(1_000);

        assertThat(payloads(reader)).containsExactly("just", "long", "ever", "none");
        assertThat(expired).containsExactly("short");
        assertThat(reader.statistics().aside().expired()).isEqualTo(1);
        assertThat(bus.statistics().offered()).isEqualTo(5);
    }

    @Test
    void aDeadlineThatLeavesNoTimeIsRefused() {
        assertThatExceptionOfType(BusException.class)
                .isThrownBy(() -> bus.publishWithDeadline("a", Duration.ZERO))
                .withMessageContaining("within PT0S")
                .extracting(BusException::code)
                .isEqualTo(ErrorCode.BUS_DELIVERY_FAILED);
        assertThat(bus.statistics().published()).isZero();
    }

    @Test
    void aLeastCoherenceKeepsOutLowerScoresAndNotThoseWithout() {
        Subscription<String> reader =
                bus.subscribe(SubscriptionOptions.named("reader").withMinCoherence(0.7));
        bus.publish(bus.packet("low").coherence(0.69).build());
        bus.publish(bus.packet("just").coherence(0.7).build());
        bus.publish("none");
        bus.publish(bus.packet("task").sourceTask("t").build());

        assertThat(payloads(reader)).containsExactly("just", "none", "task");
        assertThat(reader.statistics().aside().filtered()).isEqualTo(1);
    }

    @Test
    void lanesGiveTheUrgentMostTurnsAndEveryoneSome() {
        Subscription<String> reader =
                bus.subscribe(SubscriptionOptions.named("reader").withCapacity(64).withLanes());
        for (int i = 0; i < 30; i++) {
            for (Priority priority : Priority.values()) {
                bus.publish(bus.packet(priority.name()).priority(priority).build());
            }
        }

        int[] turns = new int[Priority.values().length];
        for (int i = 0; i < 15; i++) {
            turns[reader.poll().priority().ordinal()]++;
        }

        assertThat(turns).containsExactly(1, 2, 4, 8);
    }

    @Test
    void theLeastUrgentPacketIsHandedOverWithinFifteenPollsUnderAnyLoad() {
        Subscription<String> reader =
                bus.subscribe(SubscriptionOptions.named("reader").withLanes());
        for (int offset = 0; offset < 15; offset++) {
            bus.publish(bus.packet("low").priority(Priority.LOW).build());
            int polls = 0;
            Priority seen;
            do {
                // The lanes above it are never empty.
                bus.publish(bus.packet("x").priority(Priority.CRITICAL).build());
                bus.publish(bus.packet("x").priority(Priority.HIGH).build());
                bus.publish(bus.packet("x").build());
                seen = reader.poll().priority();
                polls++;
            } while (seen != Priority.LOW && polls < 16);

            assertThat(polls).isLessThanOrEqualTo(15);
            for (int i = 0; i < offset; i++) {
                reader.poll();
            }
        }
    }

    @Test
    void aTurnWhoseLaneIsEmptyGoesToTheMostUrgentThatIsNot() {
        Subscription<String> reader =
                bus.subscribe(SubscriptionOptions.named("reader").withLanes());
        for (int i = 0; i < 40; i++) {
            bus.publish(bus.packet("low " + i).priority(Priority.LOW).build());
        }
        assertThat(reader.pending()).isEqualTo(40);

        assertThat(payloads(reader)).hasSize(40).first().isEqualTo("low 0");
        assertThat(reader.poll()).isNull();
    }

    @Test
    void eachLaneHasTheCapacityAndThePolicy() {
        Subscription<String> reader =
                bus.subscribe(four("reader", WhenFull.DROP_OLDEST).withLanes());
        for (int i = 0; i < 6; i++) {
            bus.publish(bus.packet("low " + i).priority(Priority.LOW).build());
            bus.publish("normal " + i);
        }

        assertThat(payloads(reader))
                .containsExactlyInAnyOrder(
                        "low 2",
                        "low 3",
                        "low 4",
                        "low 5",
                        "normal 2",
                        "normal 3",
                        "normal 4",
                        "normal 5");
        assertThat(reader.statistics().dropped()).isEqualTo(4);
        bus.publish("left");
        reader.close();
        assertThat(bus.statistics().dropped()).isEqualTo(5);
        assertThat(bus.statistics().offered()).isEqualTo(13);
    }

    @Test
    void aReaderOfLanesIsWokenAndEnded() {
        Subscription<String> reader = bus.subscribe(four("reader", WhenFull.BLOCK).withLanes());
        CompletableFuture<Void> available = reader.available();
        assertThat(available).isNotDone();

        bus.publish(bus.packet("low").priority(Priority.LOW).build());
        assertThat(available).isDone();
        bus.close();
        assertThat(reader.isEnded()).isFalse();
        assertThat(payloads(reader)).containsExactly("low");
        assertThat(reader.isEnded()).isTrue();
    }

    @Test
    void whatWasSetAsideStaysInTheBooksWhenTheSubscriptionCloses() {
        Subscription<String> reader =
                bus.subscribeFiltered(
                        SubscriptionOptions.named("reader").withMask(0b10),
                        packet -> !packet.payload().equals("unwanted"));
        bus.publish("unwanted");
        bus.publish(bus.packet("old").deadline(1).build());
        bus.publish(bus.packet("others").targetMask(0b01).build());
        bus.publishBatch(List.of("wanted", "unread"));
        assertThat(reader.poll().payload()).isEqualTo("wanted");
        reader.close();

        assertThat(bus.statistics())
                .isEqualTo(
                        new BusStatistics(
                                5, 0, 1, 1, 0, 0, 0, new AsideCounts(1, 1, 0, 1, 0), List.of()));
    }

    @Test
    void activeSubscriptionsAreNamedAndReadersCounted() {
        bus.subscribe(four("b", WhenFull.BLOCK));
        bus.subscribe(four("a", WhenFull.BLOCK));
        bus.reserve(four("reserved", WhenFull.BLOCK));

        assertThat(bus.activeSubscriptions()).containsExactly("a", "b", "reserved");
        assertThat(bus.subscriberCount()).isEqualTo(2);
    }
}
