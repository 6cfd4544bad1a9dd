package io.chronofabric.jobs.config;

import io.chronofabric.state.codec.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.flink.configuration.MemorySize;

/**
 * What values a setting takes: how they are read from text, how they are written, and how they are
 * described to a person who gave another.
 *
 * @param <T> the type of the values
 */
public final class ValueType<T> {
    private static final String LIST_SEPARATOR = ";";

    private final String expected;
    private final Function<List<String>, T> parse;
    private final Function<T, String> write;
    private final boolean group;

    private ValueType(String expected, Function<List<String>, T> parse, Function<T, String> write) {
        this(expected, parse, write, false);
    }

    private ValueType(
            String expected,
            Function<List<String>, T> parse,
            Function<T, String> write,
            boolean group) {
        this.expected = Objects.requireNonNull(expected, "expected");
        this.parse = parse;
        this.write = write;
        this.group = group;
    }

    /**
     * A group of settings below the key, with names of someone else: {@code kafka.properties.NAME}.
     * Values are passed on as they are and never shown.
     */
    static ValueType<Map<String, String>> group(String expected) {
        return new ValueType<>(
                expected,
                values -> {
                    throw new IllegalArgumentException("a group");
                },
                values -> String.join(LIST_SEPARATOR, values.keySet()),
                true);
    }

    /** One of an enumeration's constants, written in lower case with hyphens. */
    static <E extends Enum<E>> ValueType<E> word(Class<E> constants) {
        List<E> all = List.of(constants.getEnumConstants());
        List<String> words = all.stream().map(ValueType::wordOf).toList();
        return single(
                String.join(" or ", words),
                text -> {
                    int index = words.indexOf(text);
                    if (index < 0) {
                        throw new IllegalArgumentException(text);
                    }
                    return all.get(index);
                },
                ValueType::wordOf);
    }

    private static String wordOf(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A decimal number in a range, both ends included. */
    static ValueType<Double> number(double min, double max) {
        return single(
                "a number, " + min + " to " + max,
                text -> {
                    double number = Double.parseDouble(text);
                    if (!(number >= min && number <= max)) {
                        throw new IllegalArgumentException(text);
                    }
                    return number;
                },
                String::valueOf);
    }

    /** A moment in ISO-8601 with Z or an offset. */
    static ValueType<Instant> instant() {
        return single(
                "a moment such as 2026-01-31T12:00:00Z", ValueType::instant, Instant::toString);
    }

    /** A place in a topic: one of some words, or a moment. */
    static ValueType<TopicPosition> position(TopicPosition.Place... words) {
        List<String> names = Stream.of(words).map(ValueType::wordOf).toList();
        return single(
                String.join(", ", names) + " or a moment such as 2026-01-31T12:00:00Z",
                text -> {
                    int index = names.indexOf(text);
                    return index >= 0
                            ? new TopicPosition(words[index], Instant.EPOCH)
                            : new TopicPosition(TopicPosition.Place.MOMENT, instant(text));
                },
                position ->
                        position.place() == TopicPosition.Place.MOMENT
                                ? position.moment().toString()
                                : wordOf(position.place()));
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** Whether the option stands for all keys below its own. */
    boolean isGroup() {
        return group;
    }

    /** Any text but an empty one. */
    static ValueType<String> text(String expected) {
        return single(
                expected,
                text -> {
                    if (text.isBlank()) {
                        throw new IllegalArgumentException("empty");
                    }
                    return text;
                },
                Function.identity());
    }

    /** A list of texts: a YAML list, or one text with {@code ;} between. */
    static ValueType<List<String>> texts(String expected) {
        return new ValueType<>(
                expected,
                values ->
                        values.stream()
                                .flatMap(value -> List.of(value.split(LIST_SEPARATOR)).stream())
                                .map(String::strip)
                                .filter(value -> !value.isEmpty())
                                .toList(),
                values -> String.join(LIST_SEPARATOR, values));
    }

    /** {@code true} or {@code false}, nothing else. */
    static ValueType<Boolean> flag() {
        return single(
                "true or false",
                text ->
                        switch (text) {
                            case "true" -> true;
                            case "false" -> false;
                            default -> throw new IllegalArgumentException(text);
                        },
                String::valueOf);
    }

    /** A whole number in a range, both ends included. */
    static ValueType<Integer> wholeNumber(int min, int max) {
        return single(
                "a whole number, " + min + " to " + max,
                text -> {
                    int number = Integer.parseInt(text);
                    if (number < min || number > max) {
                        throw new IllegalArgumentException(text);
                    }
                    return number;
                },
                String::valueOf);
    }

    /** A number of bytes with its unit, at least 1. */
    static ValueType<Long> bytes() {
        return single(
                "bytes such as 512mb or 2gb, at least 1",
                text -> {
                    long bytes = MemorySize.parseBytes(text);
                    if (bytes < 1) {
                        throw new IllegalArgumentException(text);
                    }
                    return bytes;
                },
                bytes -> new MemorySize(bytes).toString());
    }

    /** A duration with its unit, at least {@code min}. */
    static ValueType<Duration> duration(Duration min) {
        return single(
                "a duration such as 500ms, 30s, 5min or 2h"
                        + (min.isZero() ? "" : ", at least " + Durations.print(min.toNanos())),
                text -> {
                    Duration duration = Duration.ofNanos(Durations.parseNanos(text));
                    if (duration.compareTo(min) < 0) {
                        throw new IllegalArgumentException(text);
                    }
                    return duration;
                },
                duration -> Durations.print(duration.toNanos()));
    }

    /** The pace of a replay. */
    static ValueType<Speed> speed() {
        return single(Speed.EXPECTED, Speed::parse, Speed::toString);
    }

    private static <T> ValueType<T> single(
            String expected, Function<String, T> parse, Function<T, String> write) {
        return new ValueType<>(
                expected,
                values -> {
                    if (values.size() != 1) {
                        throw new IllegalArgumentException(values.size() + " values");
                    }
                    return parse.apply(values.get(0).strip());
                },
                write);
    }

    /** What is accepted, for an error message and the documentation. */
    public String expected() {
        return expected;
    }

    /**
     * Reads a value.
     *
     * @param given the text, or the texts of a list
     * @throws RuntimeException if that is no such value; say {@link #expected()} then
     */
    T parse(List<String> given) {
        return parse.apply(given);
    }

    /** A value as a person would give it. */
    String write(T value) {
        return write.apply(value);
    }
}
