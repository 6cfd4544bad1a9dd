package io.chronofabric.jobs.cli;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.DidYouMean;
import io.chronofabric.jobs.deadletters.LetterFilter;
import io.chronofabric.jobs.deadletters.OriginId;
import io.chronofabric.state.codec.Durations;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.time.TimeSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The flags that say which dead letters are meant. */
final class DeadLettersSelection {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    @Option(
            names = "--reason",
            paramLabel = "CODE",
            description = "Only letters of this reason, such as MALFORMED; may be repeated.")
    private List<String> reasons = List.of();

    @Option(
            names = "--topic-of-origin",
            paramLabel = "NAME",
            description = "Only letters about records of this topic; may be repeated.")
    private List<String> topics = List.of();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description =
                    "Only records that arrived then or later: a moment such as"
                            + " 2026-01-31T12:00:00Z, or so long ago, such as 2h.")
    private String since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "Only records that arrived before; as --since.")
    private String until;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many.")
    private Long limit;

    long limit(CommandSpec spec) {
        if (limit != null && limit < 1) {
            throw new ParameterException(
                    spec.commandLine(), "--limit: " + limit + " (expected: 1 or more)");
        }
        return limit == null ? Long.MAX_VALUE : limit;
    }

    /** The filter that the flags make, with the letters that were named. */
    LetterFilter filter(CommandSpec spec, List<String> ids, TimeSource clock) {
        Set<String> codes = new HashSet<>();
        reasons.forEach(given -> codes.add(reason(spec, given)));
        Set<Origin> origins = new HashSet<>();
        ids.forEach(id -> origins.add(origin(spec, id)));
        long from = since == null ? Long.MIN_VALUE : moment(spec, "--since", since, clock);
        long to = until == null ? Long.MAX_VALUE : moment(spec, "--until", until, clock);
        if (from >= to) {
            throw new ParameterException(
                    spec.commandLine(), "--until: " + until + " (expected: later than --since)");
        }
        return new LetterFilter(codes, new HashSet<>(topics), from, to, origins);
    }

    static Origin origin(CommandSpec spec, String id) {
        return OriginId.parse(id)
                .orElseThrow(
                        () ->
                                new ParameterException(
                                        spec.commandLine(),
                                        "ID: \""
                                                + id
                                                + "\" (expected: TOPIC/PARTITION/OFFSET, as the"
                                                + " list has them)"));
    }

    private static String reason(CommandSpec spec, String given) {
        List<String> known = Arrays.stream(RejectReason.values()).map(RejectReason::name).toList();
        String code = given.toUpperCase(Locale.ROOT).replace('-', '_');
        if (known.contains(code)) {
            return code;
        }
        throw new ParameterException(
                spec.commandLine(),
                "--reason: \""
                        + given
                        + "\" ("
                        + DidYouMean.suggest(code, known)
                                .map(name -> "did you mean " + name + "?")
                                .orElse("expected: " + String.join(", ", known))
                        + ")");
    }

    private static long moment(CommandSpec spec, String flag, String given, TimeSource clock) {
        try {
            return OffsetDateTime.parse(given).toInstant().toEpochMilli();
        } catch (DateTimeParseException | ArithmeticException e) {
            try {
                return (clock.epochNanos() - Durations.parseNanos(given)) / NANOS_PER_MILLI;
            } catch (ChronoFabricException | IllegalArgumentException noDuration) {
                throw new ParameterException(
                        spec.commandLine(),
                        flag
                                + ": \""
                                + given
                                + "\" (expected: a moment such as 2026-01-31T12:00:00Z, or how"
                                + " long ago, such as 2h)");
            }
        }
    }
}
