package io.chronofabric.bus;

import static io.chronofabric.bus.TestBuses.payloads;
import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.core.ErrorCode;
import io.chronofabric.time.SimulatedTimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Packets that come before what they depend on. */
class BusDependencyTest {
    private static final long MILLI = 1_000_000L;

    private final SimulatedTimeSource time = new SimulatedTimeSource(1_000_000_000L);
    private final PhaseCoherenceBus<String> bus = TestBuses.timed(time, BusSettings.DEFAULTS);
    private final List<String> refused = new ArrayList<>();
    private final List<String> expired = new ArrayList<>();
    private final PhasePacket<String> cause = bus.packet("cause").build();
    private final PhasePacket<String> effect = after("effect", cause);

    private final SetAsideHandler<String> handler =
            new SetAsideHandler<>() {
                @Override
                public void refused(PhasePacket<String> packet, BusException why) {
                    assertThat(why.code()).isEqualTo(ErrorCode.BUS_TEMPORAL_VIOLATION);
                    assertThat(why).hasMessageContaining("subscription reader without [");
                    refused.add(packet.payload());
                }

                @Override
                public void expired(PhasePacket<String> packet) {
                    expired.add(packet.payload());
                }
            };

    @Test
    void anEffectIsHeldUntilItsCauseHasBeenHandedOver() {
        Subscription<String> reader = holding(10, 1_000);
        bus.publish(effect);
        bus.publish("other");

        assertThat(payloads(reader)).containsExactly("other");
        assertThat(reader.statistics().held()).isEqualTo(1);
        assertThat(reader.statistics().offered()).isEqualTo(2);
        bus.publish(cause);

        assertThat(payloads(reader)).containsExactly("cause", "effect");
        assertThat(reader.statistics().held()).isZero();
        assertThat(reader.statistics().delivered()).isEqualTo(3);
    }

    @Test
    void whatIsInOrderPassesAtOnce() {
        Subscription<String> reader = holding(10, 1_000);
        bus.publish(cause);
        bus.publish(effect);
        bus.publish(after("next", cause, effect));

        assertThat(payloads(reader)).containsExactly("cause", "effect", "next");
        assertThat(bus.temporalMetrics().causalityViolations()).isZero();
    }

    @Test
    void withoutTheRuleNothingIsHeld() {
        Subscription<String> reader = bus.subscribe(SubscriptionOptions.named("reader"));
        bus.publish(effect);

        assertThat(payloads(reader)).containsExactly("effect");
    }

    @Test
    void dependenciesForInformationHoldNothingUp() {
        Subscription<String> reader = holding(10, 1_000);
        DeliveryOptions information = DeliveryOptions.DEFAULT.withRequireDependencies(false);
        bus.publish(bus.packet("effect").dependsOn(cause.id()).delivery(information).build());

        assertThat(payloads(reader)).containsExactly("effect");
    }

    @Test
    void anEffectThatIsHeldTooLongIsRefusedAndItsEffectWithIt() {
        Subscription<String> reader = holding(10, 1_000);
        PhasePacket<String> later = after("later", effect);
        bus.publish(later);
        bus.publish(effect);
        assertThat(payloads(reader)).isEmpty();
        time.advance(99 * MILLI);
        assertThat(payloads(reader)).isEmpty();
        assertThat(refused).isEmpty();
        time.advance(MILLI);

        assertThat(payloads(reader)).isEmpty();
        assertThat(refused).containsExactly("effect", "later");
        assertThat(reader.statistics().aside().violations()).isEqualTo(2);
        assertThat(bus.temporalMetrics().causalityViolations()).isEqualTo(2);
        bus.publish(cause);
        assertThat(payloads(reader)).containsExactly("cause");
        assertThat(reader.statistics().offered()).isEqualTo(3);
    }

    @Test
    void moreThanMayBeHeldLetsTheFirstGo() {
        Subscription<String> reader = holding(2, 1_000);
        for (int i = 0; i < 3; i++) {
            bus.publish(after("effect " + i, bus.packet("lost " + i).build()));
        }

        assertThat(payloads(reader)).isEmpty();
        assertThat(refused).containsExactly("effect 0");
        assertThat(reader.statistics().held()).isEqualTo(2);
    }

    @Test
    void moreBytesThanMayBeHeldLetTheFirstGo() {
        Subscription<String> reader = holding(10, 1_000);
        for (int i = 0; i < 3; i++) {
            long lost = bus.packet("lost").build().id();
            bus.publish(bus.packet("effect " + i).dependsOn(lost).sizeHint(400).build());
        }

        assertThat(payloads(reader)).isEmpty();
        assertThat(refused).containsExactly("effect 0");
        assertThat(reader.statistics().held()).isEqualTo(2);
    }

    @Test
    void aRuleToRefuseDoesSoAtOnce() {
        Subscription<String> reader = subscribe(DependencyRule.of(DependencyRule.Answer.REFUSE));
        bus.publish(effect);
        bus.publish(cause);
        bus.publish(effect);

        assertThat(payloads(reader)).containsExactly("cause", "effect");
        assertThat(refused).containsExactly("effect");
        assertThat(reader.statistics().aside().violations()).isEqualTo(1);
    }

    @Test
    void anIdThatIsForgottenCountsAsMissing() {
        Subscription<String> reader =
                subscribe(
                        new DependencyRule(
                                DependencyRule.Answer.REFUSE, Duration.ofSeconds(1), 10, 10, 2));
        bus.publish(cause);
        bus.publishBatch(List.of("a", "b"));
        bus.publish(effect);

        assertThat(payloads(reader)).containsExactly("cause", "a", "b");
        assertThat(refused).containsExactly("effect");
    }

    @Test
    void whatTheFilterKeepsOutHoldsNothingUp() {
        Subscription<String> reader = holding(10, 1_000);
        reader.filter(packet -> !packet.payload().equals("cause"));
        bus.publish(effect);
        assertThat(payloads(reader)).isEmpty();

        bus.publish(cause);

        assertThat(payloads(reader)).containsExactly("effect");
        assertThat(reader.statistics().aside().filtered()).isEqualTo(1);
        assertThat(reader.statistics().offered()).isEqualTo(2);
        assertThat(reader.statistics().held()).isZero();
    }

    @Test
    void aHeldPacketThatExpiresIsNotHandedOverNorIsItsEffect() {
        Subscription<String> reader = holding(10, 1_000);
        PhasePacket<String> hasty =
                bus.packet("hasty").dependsOn(cause.id()).deadline(1_000_000_500L).build();
        bus.publish(after("later", hasty));
        bus.publish(hasty);
        assertThat(payloads(reader)).isEmpty();
        time.advance(1_000);
        bus.publish(cause);

        assertThat(payloads(reader)).containsExactly("cause");
        assertThat(expired).containsExactly("hasty");
        assertThat(refused).containsExactly("later");
        assertThat(reader.statistics().offered()).isEqualTo(3);
    }

    @Test
    void theEndOfTheStreamLetsGoOfWhatIsHeld() {
        Subscription<String> reader = holding(10, 1_000);
        bus.publish(effect);
        assertThat(payloads(reader)).isEmpty();
        bus.close();

        assertThat(reader.isEnded()).isFalse();
        assertThat(reader.available()).isDone();
        assertThat(reader.poll()).isNull();
        assertThat(refused).containsExactly("effect");
        assertThat(reader.isEnded()).isTrue();
    }

    @Test
    void whatIsHeldWhenItsSubscriptionClosesIsDropped() {
        Subscription<String> reader = holding(10, 1_000);
        bus.publish(effect);
        bus.publish("other");
        assertThat(payloads(reader)).hasSize(1);
        reader.close();

        BusStatistics statistics = bus.statistics();
        assertThat(statistics.dropped()).isEqualTo(1);
        assertThat(statistics.delivered()).isEqualTo(1);
        assertThat(statistics.held()).isZero();
    }

    @Test
    void aPacketPublishedAgainIsHandedOverAgain() {
        Subscription<String> reader = holding(10, 1_000);
        bus.publish(cause);
        bus.publish(cause);
        bus.publish(effect);
        assertThat(payloads(reader)).containsExactly("cause", "cause", "effect");
    }

    private Subscription<String> holding(int packets, long bytes) {
        return subscribe(
                new DependencyRule(
                        DependencyRule.Answer.HOLD, Duration.ofMillis(100), packets, bytes, 100));
    }

    private Subscription<String> subscribe(DependencyRule rule) {
        return bus.subscribe(SubscriptionOptions.named("reader").withDependencies(rule))
                .setAside(handler);
    }

    @SafeVarargs
    private final PhasePacket<String> after(String payload, PhasePacket<String>... causes) {
        long[] ids = new long[causes.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = causes[i].id();
        }
        return bus.packet(payload).dependsOn(ids).build();
    }
}
