package io.chronofabric.bus;

import static io.chronofabric.bus.TestBuses.bus;
import static io.chronofabric.bus.TestBuses.four;
import static io.chronofabric.bus.TestBuses.payloads;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Subscribers that are slow, dead, late or broken beside one that is not. */
@Timeout(60)
class BusMisbehaviourTest {
    private static final int PACKETS = 5_000;

    private final PhaseCoherenceBus<String> bus =
            bus("misbehaviour", String.class, Duration.ofMinutes(1));

    @Test
    void subscribersThatDoNotReadOrOnlyFailCostTheOthersNothing() {
        Subscription<String> good = bus.subscribe(four("good", WhenFull.BLOCK));
        bus.subscribe(four("dead, newest", WhenFull.DROP_NEWEST));
        bus.subscribe(four("dead, oldest", WhenFull.DROP_OLDEST));
        bus.reserve(four("never taken over", WhenFull.DROP_OLDEST));
        Subscription<String> broken =
                bus.subscribeFiltered(
                        four("broken", WhenFull.DROP_OLDEST),
                        packet -> {
                            throw new IllegalStateException("filter");
                        });
        Subscription<String> sleeper = bus.subscribe(four("sleeper", WhenFull.DROP_OLDEST));
        CompletableFuture<Void> chained =
                sleeper.available()
                        .thenRun(
                                () -> {
                                    throw new IllegalStateException("woken by a publisher");
                                });
        List<String> seen = new ArrayList<>();
        CompletableFuture<Void> reader =
                CompletableFuture.runAsync(
                        () -> good.run(p -> seen.add(p.payload()), WaitStrategy.FUTURE));

        List<String> expected = new ArrayList<>();
        for (int i = 0; i < PACKETS; i++) {
            expected.add("packet " + i);
            bus.publish("packet " + i);
            if (i % 10 == 0) {
                broken.poll();
            }
        }
        Subscription<String> late = bus.subscribe(four("late", WhenFull.BLOCK));
        bus.publish("last");
        expected.add("last");
        bus.close();
        reader.join();

        assertThat(seen).isEqualTo(expected);
        assertThat(payloads(late)).containsExactly("last");
        assertThat(chained).isCompletedExceptionally();
        for (SubscriptionStatistics one : bus.statistics().subscriptions()) {
            assertThat(one.offered())
                    .as(one.toString())
                    .isEqualTo(one.name().equals("late") ? 1 : PACKETS + 1);
            assertThat(one.pending()).as(one.toString()).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void aHandlerThatFailsReachesWhoPollsAndThePacketIsCountedAllTheSame() {
        Subscription<String> reader =
                bus.subscribe(four("reader", WhenFull.BLOCK))
                        .setAside(
                                new SetAsideHandler<>() {
                                    @Override
                                    public void expired(PhasePacket<String> packet) {
                                        throw new IllegalStateException("handler");
                                    }
                                });
        bus.publish(bus.packet("old").deadline(1).build());
        bus.publish("new");

        assertThatIllegalStateException().isThrownBy(reader::poll).withMessage("handler");

        assertThat(payloads(reader)).containsExactly("new");
        assertThat(reader.statistics().aside().expired()).isEqualTo(1);
        assertThat(reader.statistics().offered()).isEqualTo(2);
    }
}
