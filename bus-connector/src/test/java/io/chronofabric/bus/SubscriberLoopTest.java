package io.chronofabric.bus;

import static io.chronofabric.bus.TestBuses.bus;
import static io.chronofabric.bus.TestBuses.four;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SubscriberLoopTest {
    private final PhaseCoherenceBus<String> bus = bus("loop", String.class, Duration.ofMinutes(1));
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @EnumSource(WaitStrategy.class)
    void aLoopHandsEverythingOverAndEndsWithTheStream(WaitStrategy strategy) throws Exception {
        Subscription<String> reader = bus.subscribe(four("reader", WhenFull.BLOCK));
        Thread thread = start(reader, strategy);
        for (int i = 0; i < 1_000; i++) {
            bus.publish("packet " + i);
        }
        bus.close();
        thread.join();

        assertThat(seen).hasSize(1_000).startsWith("packet 0").endsWith("packet 999");
        assertThat(bus.statistics().delivered()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @EnumSource(WaitStrategy.class)
    void aLoopEndsWhenItsSubscriptionIsClosed(WaitStrategy strategy) throws Exception {
        Subscription<String> reader = bus.subscribe(four("reader", WhenFull.BLOCK));
        Thread thread = start(reader, strategy);
        bus.publish("a");
        await().until(() -> seen.size() == 1);

        reader.close();

        thread.join();
    }

    @ParameterizedTest
    @EnumSource(WaitStrategy.class)
    void aLoopEndsWhenItsThreadIsInterruptedAndSaysSo(WaitStrategy strategy) throws Exception {
        Subscription<String> reader = bus.subscribe(four("reader", WhenFull.BLOCK));
        AtomicReference<Boolean> flag = new AtomicReference<>();
        Thread thread =
                new Thread(
                        () -> {
                            reader.run(packet -> seen.add(packet.payload()), strategy);
                            flag.set(Thread.currentThread().isInterrupted());
                        });
        thread.start();
        bus.publish("a");
        await().until(() -> seen.size() == 1);

        thread.interrupt();
        thread.join();

        assertThat(flag).hasValue(true);
        assertThat(reader.isEnded()).isFalse();
    }

    @Test
    void whatTheReceiverThrowsEndsItsLoopAndNothingElse() {
        Subscription<String> broken = bus.subscribe(four("broken", WhenFull.DROP_NEWEST));
        Subscription<String> other = bus.subscribe(SubscriptionOptions.named("other"));
        bus.publishBatch(List.of("a", "b", "c", "d"));

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(
                        () ->
                                broken.run(
                                        packet -> {
                                            throw new IllegalStateException("no");
                                        },
                                        WaitStrategy.SPIN));

        bus.publishBatch(List.of("e", "f", "g"));
        assertThat(TestBuses.payloads(other)).hasSize(7);
        assertThat(broken.statistics().delivered()).isEqualTo(1);
        assertThat(broken.statistics().dropped()).isEqualTo(2);
        assertThat(broken.statistics().offered()).isEqualTo(7);
    }

    @Test
    void aSleepingLoopWakesToRefuseWhatIsHeldTooLong() throws Exception {
        DependencyRule rule =
                new DependencyRule(
                        DependencyRule.Answer.HOLD, Duration.ofMillis(20), 10, 1_000, 10);
        Subscription<String> reader =
                bus.subscribe(four("reader", WhenFull.BLOCK).withDependencies(rule))
                        .setAside(
                                new SetAsideHandler<>() {
                                    @Override
                                    public void refused(
                                            PhasePacket<String> packet, BusException why) {
                                        seen.add("refused " + packet.payload());
                                    }
                                });
        Thread thread = start(reader, WaitStrategy.FUTURE);
        bus.publish(bus.packet("effect").dependsOn(1).build());

        await().until(() -> seen.contains("refused effect"));
        bus.close();
        thread.join();
    }

    private Thread start(Subscription<String> reader, WaitStrategy strategy) {
        Thread thread =
                new Thread(() -> reader.run(packet -> seen.add(packet.payload()), strategy));
        thread.start();
        return thread;
    }
}
