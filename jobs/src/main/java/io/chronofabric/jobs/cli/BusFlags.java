package io.chronofabric.jobs.cli;

import io.chronofabric.bus.wire.FrameLayout;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.DidYouMean;
import io.chronofabric.core.TraceContext;
import io.chronofabric.jobs.config.Speed;
import io.chronofabric.state.codec.Durations;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Reads the values of the bus's flags; each says what it expected. */
final class BusFlags {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,10})([kKmMgG]?)");
    private static final Pattern RATE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(?:/s)?");
    private static final int BITS = Long.SIZE;

    private BusFlags() {}

    /** A name of a bus, a source or a consumer. */
    static String name(CommandLine line, String what, String given) {
        if (!NAME.matcher(given).matches()) {
            throw wrong(
                    line,
                    what,
                    given,
                    "1 to 100 of the letters A to Z and a to z, digits, '.', '_' and '-'");
        }
        return given;
    }

    /** Bytes, such as 4m. */
    static int size(CommandLine line, String flag, String given) {
        String expected = "a number of bytes up to 1g, such as 65536, 64k or 4m";
        Matcher size = SIZE.matcher(given);
        if (!size.matches()) {
            throw wrong(line, flag, given, expected);
        }
        int shift =
                switch (size.group(2).toLowerCase(Locale.ROOT)) {
                    case "k" -> 10;
                    case "m" -> 20;
                    case "g" -> 30;
                    default -> 0;
                };
        long number = Long.parseLong(size.group(1));
        if (number > (1L << 30 >> shift)) {
            throw wrong(line, flag, given, expected);
        }
        return (int) (number << shift);
    }

    /** Whom packets are for: {@code all}, bits such as {@code 0,3}, or 64 bits as {@code 0x9}. */
    static long mask(CommandLine line, String flag, String given) {
        String expected =
                "all, numbers of targets from 0 to 63 with , between, or their bits as 0x and up to"
                        + " 16 hexadecimal digits";
        if (given.equals("all")) {
            return FrameLayout.EVERYONE;
        }
        if (given.matches("0x[0-9a-fA-F]{1,16}")) {
            return nonEmpty(line, flag, given, Long.parseUnsignedLong(given.substring(2), 16));
        }
        if (!given.matches("\\d{1,2}(,\\d{1,2})*")) {
            throw wrong(line, flag, given, expected);
        }
        long mask = 0;
        for (String number : given.split(",", -1)) {
            int bit = Integer.parseInt(number);
            if (bit >= BITS) {
                throw wrong(line, flag, given, expected);
            }
            mask |= 1L << bit;
        }
        return mask;
    }

    /** Packets in a second, such as 1000/s; infinite if not given. */
    static double rate(CommandLine line, String flag, String given) {
        if (given == null) {
            return Double.POSITIVE_INFINITY;
        }
        Matcher rate = RATE.matcher(given);
        if (!rate.matches() || Double.parseDouble(rate.group(1)) == 0) {
            throw wrong(line, flag, given, "packets a second, such as 1000/s or 0.5/s");
        }
        return Double.parseDouble(rate.group(1));
    }

    /** Nanoseconds, above 0. */
    static long duration(CommandLine line, String flag, String given) {
        try {
            long nanos = Durations.parseNanos(given);
            if (nanos > 0) {
                return nanos;
            }
        } catch (ChronoFabricException e) {
            throw wrong(line, flag, given, e.expected());
        }
        throw wrong(line, flag, given, "more than 0");
    }

    /** A pace. */
    static Speed speed(CommandLine line, String flag, String given) {
        try {
            return Speed.parse(given);
        } catch (IllegalArgumentException e) {
            throw wrong(line, flag, given, "max, or a factor such as 1x, 10x or 0.5x");
        }
    }

    /** A distributed trace. */
    static TraceContext trace(CommandLine line, String flag, String given) {
        return TraceContext.parse(given)
                .orElseThrow(
                        () ->
                                wrong(
                                        line,
                                        flag,
                                        given,
                                        "a W3C traceparent, such as"
                                                + " 00-4bf92f3577b34da6a3ce929d0e0e4736-"
                                                + "00f067aa0ba902b7-01"));
    }

    /** One of some words. */
    static <E extends Enum<E>> E word(CommandLine line, String flag, String given, List<E> known) {
        List<String> words = known.stream().map(BusFlags::shown).toList();
        int at = words.indexOf(given.toLowerCase(Locale.ROOT));
        if (at < 0) {
            throw wrong(
                    line,
                    flag,
                    given,
                    DidYouMean.suggest(given, words)
                            .map(word -> "did you mean " + word + "?")
                            .orElse(String.join(", ", words)));
        }
        return known.get(at);
    }

    /** All words of a kind. */
    static <E extends Enum<E>> List<E> all(Class<E> kind) {
        return Arrays.asList(kind.getEnumConstants());
    }

    /** A wrong value. */
    static ParameterException wrong(CommandLine line, String flag, String given, String expected) {
        return new ParameterException(
                line, flag + ": \"" + given + "\" (expected: " + expected + ")");
    }

    private static long nonEmpty(CommandLine line, String flag, String given, long mask) {
        if (mask == 0) {
            throw wrong(line, flag, given, "at least one target");
        }
        return mask;
    }

    private static String shown(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
