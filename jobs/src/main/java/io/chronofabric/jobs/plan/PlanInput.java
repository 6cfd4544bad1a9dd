package io.chronofabric.jobs.plan;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;

/**
 * What a plan is made for.
 *
 * @param keys how many entities send events, at least 1
 * @param rate events a second, of all of them together, greater than 0
 * @param fields fields of an event, those that no rule reads included; at least as many as rules
 *     read, or 0 for just those
 * @param outOfOrderMillis how far the watermark is behind the newest event
 * @param keyLength characters of an entity's name
 * @param maxSamples events that may be kept of an entity
 */
public record PlanInput(
        long keys, double rate, int fields, long outOfOrderMillis, int keyLength, int maxSamples) {
    /**
     * Checks the ranges.
     *
     * @throws ChronoFabricException with {@link ErrorCode#INPUT_INVALID} if one is left
     */
    public PlanInput {
        check(keys >= 1, "keys: " + keys, "at least 1");
        check(rate > 0 && rate < 1e12, "rate: " + rate, "greater than 0, in events a second");
        check(fields >= 0 && fields <= 1_000, "fields: " + fields, "0 to 1000");
        check(outOfOrderMillis >= 0, "out of order: " + outOfOrderMillis + " ms", "0 or more");
        check(keyLength >= 1, "length of names: " + keyLength, "at least 1");
    }

    private static void check(boolean holds, String given, String expected) {
        if (!holds) {
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID, given, expected, "Change the option.");
        }
    }

    /** Nanoseconds between two events of an entity. */
    double gapNanos() {
        return 1e9 * keys / rate;
    }
}
