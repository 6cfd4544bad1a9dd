package io.chronofabric.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.chronofabric.core.ErrorCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SubscriptionOptionsTest {
    @Test
    void aSubscriptionBlocksUnlessSaidOtherwise() {
        SubscriptionOptions options = SubscriptionOptions.named("a");

        assertThat(options.whenFull()).isEqualTo(WhenFull.BLOCK);
        assertThat(options.capacity()).isEqualTo(SubscriptionOptions.DEFAULT_CAPACITY);
        assertThat(options.withWhenFull(WhenFull.FAIL).withCapacity(8))
                .isEqualTo(new SubscriptionOptions("a", 8, WhenFull.FAIL));
    }

    @Test
    void theCapacityIsRoundedUpToAPowerOfTwo() {
        assertThat(SubscriptionOptions.named("a").withCapacity(1_000).capacity()).isEqualTo(1_024);
        assertThat(SubscriptionOptions.named("a").withCapacity(2).capacity()).isEqualTo(2);
    }

    @Test
    void aCapacityOutOfRangeSaysWhatIsInRange() {
        for (int capacity : new int[] {-1, 0, 1, SubscriptionOptions.MAX_CAPACITY + 1}) {
            assertThatExceptionOfType(BusException.class)
                    .isThrownBy(() -> SubscriptionOptions.named("a").withCapacity(capacity))
                    .withMessageContaining("capacity of subscription a: " + capacity)
                    .withMessageContaining("2 to 16777216 packets")
                    .extracting(BusException::code)
                    .isEqualTo(ErrorCode.BUS_SUBSCRIPTION_FAILED);
        }
    }

    @Test
    void aBlankNameIsRefused() {
        assertThatExceptionOfType(BusException.class)
                .isThrownBy(() -> SubscriptionOptions.named(" "))
                .withMessageContaining("subscription name");
    }

    @Test
    void eachPartCanBeChangedAndTheOthersStay() {
        DependencyRule rule = DependencyRule.of(DependencyRule.Answer.HOLD);
        SubscriptionOptions options =
                SubscriptionOptions.named("a")
                        .withMask(0b10)
                        .withLanes()
                        .withMinCoherence(0.5)
                        .withOwnAcknowledgement()
                        .withDependencies(rule)
                        .withCapacity(8)
                        .withWhenFull(WhenFull.DROP_OLDEST);

        assertThat(options)
                .isEqualTo(
                        new SubscriptionOptions(
                                "a", 8, WhenFull.DROP_OLDEST, 0b10, true, 0.5, true, rule));
    }

    @Test
    void aMaskOfNobodyAndACoherenceOutOfRangeAreRefused() {
        assertThatExceptionOfType(BusException.class)
                .isThrownBy(() -> SubscriptionOptions.named("a").withMask(0))
                .withMessageContaining("mask of subscription a: 0");
        for (double score : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatExceptionOfType(BusException.class)
                    .isThrownBy(() -> SubscriptionOptions.named("a").withMinCoherence(score))
                    .withMessageContaining("least coherence of subscription a: " + score);
        }
    }

    @Test
    void boundsOfHeldPacketsAreChecked() {
        Duration second = Duration.ofSeconds(1);
        refusesRule(Duration.ZERO, 1, 1, 1, "longest wait for dependencies: PT0S");
        refusesRule(second, 0, 1, 1, "most packets held: 0");
        refusesRule(second, 1, 0, 1, "most bytes held: 0");
        refusesRule(second, 1, 1, 0, "most ids remembered: 0");
    }

    private static void refusesRule(
            Duration wait, int packets, long bytes, int ids, String message) {
        assertThatExceptionOfType(BusException.class)
                .isThrownBy(
                        () ->
                                new DependencyRule(
                                        DependencyRule.Answer.HOLD, wait, packets, bytes, ids))
                .withMessageContaining(message)
                .extracting(BusException::code)
                .isEqualTo(ErrorCode.BUS_SUBSCRIPTION_FAILED);
    }
}
