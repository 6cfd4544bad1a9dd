package io.chronofabric.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.chronofabric.core.ErrorCode;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class DeliveryOptionsTest {
    @Test
    void theDefaultIsNoBitsAndAllOptionsFitAByte() {
        assertThat(DeliveryOptions.DEFAULT.bits()).isZero();
        assertThat(DeliveryOptions.ofBits(0)).isEqualTo(DeliveryOptions.DEFAULT);
        assertThat(DeliveryOptions.ACKNOWLEDGED.bits()).isEqualTo(0b01101);
    }

    @Test
    void bitsAndBackIsTheSameWhereTheTimesAreTheDefault() {
        for (int bits = 0; bits < 32; bits++) {
            assertThat(DeliveryOptions.ofBits(bits).bits()).isEqualTo(bits);
        }
        DeliveryOptions options =
                DeliveryOptions.ACKNOWLEDGED
                        .withRequireDependencies(false)
                        .withRetries(7, Duration.ofMillis(100));
        assertThat(DeliveryOptions.ofBits(options.bits())).isEqualTo(options);
        assertThat(DeliveryOptions.ofBits(options.bits() | 0b1110_0000)).isEqualTo(options);
    }

    @Test
    void whatIsOutOfRangeIsRefused() {
        DeliveryOptions options = DeliveryOptions.ACKNOWLEDGED;
        refuses(() -> options.withRetries(-1, Duration.ofMillis(1)), "retries: -1");
        refuses(() -> options.withRetries(8, Duration.ofMillis(1)), "retries: 8");
        refuses(() -> options.withRetries(1, Duration.ZERO), "first retry delay: PT0S");
        refuses(() -> options.withTimeout(Duration.ofNanos(-1)), "acknowledgement timeout");
    }

    private static void refuses(ThrowingCallable action, String message) {
        assertThatExceptionOfType(BusException.class)
                .isThrownBy(action)
                .withMessageContaining(message)
                .extracting(BusException::code)
                .isEqualTo(ErrorCode.BUS_DELIVERY_FAILED);
    }
}
