package io.chronofabric.state.codec;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** Moments as traces write them, in nanoseconds since the epoch. */
public final class Timestamps {
    private static final int MAX_LENGTH = 64;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(?:\\.\\d+)?");
    private static final Pattern WITHOUT_OFFSET =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?");

    private static final String ISO = "ISO-8601 with Z or an offset";
    private static final String ISO_OR_MILLIS = ISO + ", or milliseconds since 1970";
    private static final String POSSIBLE = "whole nanoseconds between 1970 and 2262";

    private Timestamps() {}

    /**
     * Reads ISO-8601 with an offset, or milliseconds since the epoch with an optional fraction.
     *
     * @throws ChronoFabricException with {@link ErrorCode#INPUT_INVALID} if the text is neither,
     *     lies before 1970 or after 2262, or is finer than a nanosecond
     */
    public static long parseNanos(String text) {
        if (text.length() > MAX_LENGTH) {
            throw invalid(text, ISO_OR_MILLIS);
        }
        return NUMBER.matcher(text).matches() ? parseCount(text, 6) : ofIso(text, ISO_OR_MILLIS);
    }

    /**
     * Reads ISO-8601 with an offset.
     *
     * @throws ChronoFabricException as {@link #parseNanos}
     */
    static long parseIso(String text) {
        if (text.length() > MAX_LENGTH) {
            throw invalid(text, ISO);
        }
        return ofIso(text, ISO);
    }

    /**
     * Reads a count since the epoch, which may have a fraction and an exponent.
     *
     * @param text a decimal number
     * @param digits how many digits of a fraction are whole nanoseconds: 6 in milliseconds
     * @throws ChronoFabricException as {@link #parseNanos}
     */
    static long parseCount(String text, int digits) {
        if (text.length() > MAX_LENGTH) {
            throw invalid(text, POSSIBLE);
        }
        try {
            // Not movePointRight: of 1e999999999 it would write out a thousand million digits.
            return checked(new BigDecimal(text).scaleByPowerOfTen(digits).longValueExact(), text);
        } catch (ArithmeticException | NumberFormatException e) {
            throw invalid(text, POSSIBLE);
        }
    }

    /**
     * A whole count since the epoch in nanoseconds.
     *
     * @param unitNanos nanoseconds of its unit
     * @throws ChronoFabricException as {@link #parseNanos}
     */
    static long ofCount(long count, long unitNanos) {
        if (count < 0 || count > Long.MAX_VALUE / unitNanos) {
            throw invalid(Long.toString(count), POSSIBLE);
        }
        return count * unitNanos;
    }

    private static long ofIso(String text, String expected) {
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            return checked(
                    Math.addExact(
                            Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND),
                            instant.getNano()),
                    text);
        } catch (ArithmeticException e) {
            throw invalid(text, POSSIBLE);
        } catch (DateTimeParseException e) {
            throw invalid(
                    text,
                    WITHOUT_OFFSET.matcher(text).matches()
                            ? "T between date and time, and Z or an offset such as +02:00 at the end"
                            : expected);
        }
    }

    private static long checked(long nanos, String text) {
        if (nanos < 0) {
            throw invalid(text, POSSIBLE);
        }
        return nanos;
    }

    private static ChronoFabricException invalid(String text, String expected) {
        return new ChronoFabricException(
                ErrorCode.INPUT_INVALID,
                "time: " + Shown.of(text),
                expected,
                "Write it like 2026-01-31T12:00:00.250Z.");
    }
}
