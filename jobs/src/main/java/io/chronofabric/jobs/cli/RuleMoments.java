package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.Tenure;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.state.codec.Durations;
import io.chronofabric.time.TimeSource;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.OptionalLong;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Moments as the rules commands read and show them. Stateless. */
final class RuleMoments {
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private RuleMoments() {}

    static long now(TimeSource time) {
        return time.epochNanos() / NANOS_PER_MILLI;
    }

    /** The moment that a flag gives, in milliseconds since the epoch; empty if it was not given. */
    static OptionalLong from(CommandSpec spec, String given, long now) {
        if (given == null) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(OffsetDateTime.parse(given).toInstant().toEpochMilli());
        } catch (DateTimeParseException | ArithmeticException e) {
            try {
                return OptionalLong.of(now + Durations.parseNanos(given) / NANOS_PER_MILLI);
            } catch (ChronoFabricException noDuration) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--from: \""
                                + given
                                + "\" (expected: a moment such as 2026-01-31T12:00:00Z, or how far"
                                + " ahead, such as 5min)");
            }
        }
    }

    /** A moment for people. */
    static String show(long millis) {
        if (millis == Tenure.ALWAYS) {
            return "the beginning";
        }
        return millis == Tenure.OPEN ? "" : Instant.ofEpochMilli(millis).toString();
    }

    /** How far a moment is from now. */
    static String distance(long millis, long now) {
        return millis >= now ? "in " + amount(millis - now) : amount(now - millis) + " ago";
    }

    /** A stretch of time, with as much of it as people care for. */
    static String amount(long millis) {
        if (millis < 0) {
            // Further apart than a number can tell.
            return "very long";
        }
        if (millis < 2 * MINUTE) {
            return String.format(Locale.ROOT, "%.1f s", (double) millis / SECOND);
        }
        return millis < 2 * HOUR
                ? millis / MINUTE + " min"
                : millis < 2 * DAY ? millis / HOUR + " h" : millis / DAY + " d";
    }
}
