package io.chronofabric.state.codec;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** Moments as traces write them, in nanoseconds since the epoch. */
final class Timestamps {
    private static final int MAX_LENGTH = 64;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(?:\\.\\d+)?");
    private static final Pattern WITHOUT_OFFSET =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?");

    private Timestamps() {}

    /**
     * Reads ISO-8601 with an offset, or milliseconds since the epoch with an optional fraction.
     *
     * @throws ChronoFabricException with {@link ErrorCode#INPUT_INVALID} if the text is neither,
     *     lies before 1970 or after 2262, or is finer than a nanosecond
     */
    static long parseNanos(String text) {
        if (text.length() > MAX_LENGTH) {
            throw invalid(text, "ISO-8601 with Z or an offset, or milliseconds since 1970");
        }
        try {
            long nanos = NUMBER.matcher(text).matches() ? ofMillis(text) : ofIso(text);
            if (nanos >= 0) {
                return nanos;
            }
        } catch (ArithmeticException e) {
            throw invalid(text, "whole nanoseconds between 1970 and 2262");
        }
        throw invalid(text, "whole nanoseconds between 1970 and 2262");
    }

    private static long ofMillis(String text) {
        if (text.indexOf('.') < 0) {
            try {
                return Math.multiplyExact(Long.parseLong(text), NANOS_PER_MILLI);
            } catch (NumberFormatException e) {
                throw invalid(text, "milliseconds since 1970, before 2262");
            }
        }
        return new BigDecimal(text).movePointRight(6).longValueExact();
    }

    private static long ofIso(String text) {
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            return Math.addExact(
                    Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND),
                    instant.getNano());
        } catch (DateTimeParseException e) {
            throw invalid(
                    text,
                    WITHOUT_OFFSET.matcher(text).matches()
                            ? "T between date and time, and Z or an offset such as +02:00 at the end"
                            : "ISO-8601 with Z or an offset, or milliseconds since 1970");
        }
    }

    private static ChronoFabricException invalid(String text, String expected) {
        return new ChronoFabricException(
                ErrorCode.INPUT_INVALID,
                "time: " + Shown.of(text),
                expected,
                "Write it like 2026-01-31T12:00:00.250Z.");
    }
}
