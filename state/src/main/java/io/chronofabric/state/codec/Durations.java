package io.chronofabric.state.codec;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: a decimal number and a unit, {@code 1s}, {@code 250ms}, {@code
 * 1.5h}. A number alone is no duration, because nobody can see what it counts.
 */
public final class Durations {
    private static final long MICRO = 1_000L;
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    /** No duration that fits is longer; keeps the arithmetic on hostile input small. */
    private static final int MAX_LENGTH = 40;

    private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?) ?([A-Za-zµ]+)");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(?:\\.\\d+)?");
    private static final String EXPECTED =
            "a number with one of the units ns, us, ms, s, min (or m), h, d";

    private Durations() {}

    /**
     * The nanoseconds of a duration, exactly.
     *
     * @throws ChronoFabricException with {@link ErrorCode#INPUT_INVALID} if the text is no
     *     duration, is finer than a nanosecond or longer than 292 years
     */
    public static long parseNanos(String text) {
        String shown = Shown.of(text);
        if (text.length() > MAX_LENGTH) {
            throw invalid(shown, EXPECTED, "Write it like 250ms, 30s or 5min.");
        }
        Matcher matcher = DURATION.matcher(text.strip());
        if (!matcher.matches()) {
            boolean bare = NUMBER.matcher(text.strip()).matches();
            throw invalid(
                    shown,
                    EXPECTED,
                    bare
                            ? "Add the unit: " + text.strip() + "s if seconds are meant."
                            : "Write it like 250ms, 30s or 5min.");
        }
        long unit = unitNanos(matcher.group(2));
        if (unit == 0) {
            throw invalid(shown, EXPECTED, "Use one of these units.");
        }
        try {
            return new BigDecimal(matcher.group(1))
                    .multiply(BigDecimal.valueOf(unit))
                    .longValueExact();
        } catch (ArithmeticException e) {
            throw invalid(
                    shown, "whole nanoseconds, at most 292 years", "Round it, or choose less.");
        }
    }

    /** The duration in the largest unit that gives a whole number: {@code 90s}, {@code 2min}. */
    public static String print(long nanos) {
        if (nanos == 0) {
            return "0s";
        }
        if (nanos % DAY == 0) {
            return nanos / DAY + "d";
        }
        if (nanos % HOUR == 0) {
            return nanos / HOUR + "h";
        }
        if (nanos % MINUTE == 0) {
            return nanos / MINUTE + "min";
        }
        if (nanos % SECOND == 0) {
            return nanos / SECOND + "s";
        }
        if (nanos % MILLI == 0) {
            return nanos / MILLI + "ms";
        }
        return nanos % MICRO == 0 ? nanos / MICRO + "us" : nanos + "ns";
    }

    private static long unitNanos(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs" -> MICRO;
            case "ms" -> MILLI;
            case "s" -> SECOND;
            case "m", "min" -> MINUTE;
            case "h" -> HOUR;
            case "d" -> DAY;
            default -> 0;
        };
    }

    private static ChronoFabricException invalid(String shown, String expected, String action) {
        return new ChronoFabricException(
                ErrorCode.INPUT_INVALID, "duration: " + shown, expected, action);
    }
}
