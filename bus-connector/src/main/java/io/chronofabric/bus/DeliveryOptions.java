package io.chronofabric.bus;

import io.chronofabric.core.ErrorCode;
import java.time.Duration;

/**
 * What a publisher asks of the delivery of one packet.
 *
 * @param acknowledged whether subscribers are to say that they have processed it
 * @param retries how often it is offered again where there was no room, 0 to 7
 * @param firstRetryDelay how long before it is offered again for the first time, greater than 0;
 *     each further time takes twice as long
 * @param timeout how long the publisher's future waits for all acknowledgements, greater than 0
 * @param requireDependencies whether a subscription that checks dependencies must not deliver it
 *     before them; if not, they are there for information
 */
public record DeliveryOptions(
        boolean acknowledged,
        int retries,
        Duration firstRetryDelay,
        Duration timeout,
        boolean requireDependencies) {
    /** The most retries. */
    public static final int MAX_RETRIES = 7;

    /** No acknowledgement; dependencies are required where a subscription checks them. */
    public static final DeliveryOptions DEFAULT =
            new DeliveryOptions(false, 0, Duration.ofMillis(100), Duration.ofSeconds(5), true);

    /** Acknowledged within 5 s; 3 retries from 100 ms, doubling. */
    public static final DeliveryOptions ACKNOWLEDGED =
            new DeliveryOptions(true, 3, Duration.ofMillis(100), Duration.ofSeconds(5), true);

    private static final int ACKNOWLEDGED_BIT = 1;
    private static final int INFORMATION_BIT = 1 << 1;
    private static final int RETRIES_SHIFT = 2;

    /** Checks the ranges. */
    public DeliveryOptions {
        if (retries < 0 || retries > MAX_RETRIES) {
            throw refused("retries: " + retries, "0 to " + MAX_RETRIES);
        }
        if (firstRetryDelay.isNegative() || firstRetryDelay.isZero()) {
            throw refused("first retry delay: " + firstRetryDelay, "> 0 s");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw refused("acknowledgement timeout: " + timeout, "> 0 s");
        }
    }

    /** The same with other retries. */
    public DeliveryOptions withRetries(int count, Duration firstDelay) {
        return new DeliveryOptions(acknowledged, count, firstDelay, timeout, requireDependencies);
    }

    /** The same with another timeout. */
    public DeliveryOptions withTimeout(Duration longest) {
        return new DeliveryOptions(
                acknowledged, retries, firstRetryDelay, longest, requireDependencies);
    }

    /** The same with dependencies required or for information. */
    public DeliveryOptions withRequireDependencies(boolean required) {
        return new DeliveryOptions(acknowledged, retries, firstRetryDelay, timeout, required);
    }

    /** The same, acknowledged. */
    DeliveryOptions asked() {
        return new DeliveryOptions(true, retries, firstRetryDelay, timeout, requireDependencies);
    }

    /**
     * What a receiver has to know, in one byte; 0 for {@link #DEFAULT}. Bit 0: acknowledged. Bit 1:
     * dependencies are for information. Bits 2 to 4: retries. The times stay with the publisher,
     * whose timer they are for.
     */
    public int bits() {
        return (acknowledged ? ACKNOWLEDGED_BIT : 0)
                | (requireDependencies ? 0 : INFORMATION_BIT)
                | retries << RETRIES_SHIFT;
    }

    /** The options of these bits with the default times; other bits are left alone. */
    public static DeliveryOptions ofBits(int bits) {
        return new DeliveryOptions(
                (bits & ACKNOWLEDGED_BIT) != 0,
                bits >> RETRIES_SHIFT & MAX_RETRIES,
                DEFAULT.firstRetryDelay,
                DEFAULT.timeout,
                (bits & INFORMATION_BIT) == 0);
    }

    private static BusException refused(String given, String expected) {
        return new BusException(
                ErrorCode.BUS_DELIVERY_FAILED, given, expected, "Change the delivery options.");
    }
}
