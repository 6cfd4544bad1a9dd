package io.chronofabric.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.chronofabric.core.ErrorCode;
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
}
