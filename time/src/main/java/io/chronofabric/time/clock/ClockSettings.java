package io.chronofabric.time.clock;

import java.time.Duration;

/**
 * How a selector treats its sources.
 *
 * @param healthInterval how often each source is read while nothing is in doubt
 * @param failuresToFailOver readings in a row without a bound after which a source is given up
 * @param readingsToTrust readings in a row with a bound after which a source is trusted again;
 *     doubled each time that it is given up soon after
 * @param firstRetry how soon a source in doubt is read again; doubled each time, to the interval
 * @param jumpThreshold how far the wall clock may part from the monotonic clock unnoticed
 */
public record ClockSettings(
        Duration healthInterval,
        int failuresToFailOver,
        int readingsToTrust,
        Duration firstRetry,
        Duration jumpThreshold) {
    /** Every 10 s; 3 failures; 3 readings; 100 ms; 1 s. */
    public static final ClockSettings DEFAULT =
            new ClockSettings(
                    Duration.ofSeconds(10), 3, 3, Duration.ofMillis(100), Duration.ofSeconds(1));

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if one is left
     */
    public ClockSettings {
        positive("health interval", healthInterval);
        positive("first retry", firstRetry);
        positive("jump threshold", jumpThreshold);
        if (failuresToFailOver < 1 || readingsToTrust < 1) {
            throw new IllegalArgumentException(
                    "failures: %d, readings: %d (expected: 1 or more)"
                            .formatted(failuresToFailOver, readingsToTrust));
        }
    }

    /** The same with another interval. */
    public ClockSettings withHealthInterval(Duration interval) {
        return new ClockSettings(
                interval, failuresToFailOver, readingsToTrust, firstRetry, jumpThreshold);
    }

    private static void positive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0 s)");
        }
    }
}
