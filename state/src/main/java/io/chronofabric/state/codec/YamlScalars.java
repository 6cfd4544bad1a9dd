package io.chronofabric.state.codec;

import io.chronofabric.core.ChronoFabricException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads single values of a document. Each method gives nothing and reports why where the value is
 * of another sort.
 *
 * <p>Text is taken as it stands, so a tenant called {@code on} or {@code 007} keeps its name; a
 * number must be a decimal one, because YAML reads {@code 010} as eight and {@code 1:30} as ninety.
 */
final class YamlScalars {
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final int MAX_TEXT = 256;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,128}");
    private static final Set<Tag> TAGS =
            Set.of(
                    Tag.STR,
                    Tag.INT,
                    Tag.FLOAT,
                    Tag.BOOL,
                    Tag.NULL,
                    Tag.TIMESTAMP,
                    Tag.MAP,
                    Tag.SEQ,
                    Tag.MERGE,
                    Tag.YAML);

    private final Findings findings;

    YamlScalars(Findings findings) {
        this.findings = findings;
    }

    /** A mapping, or null. */
    MappingNode mapping(Node node, String name, String fix) {
        if (node instanceof MappingNode mapping && hasPlainTag(node, name)) {
            return mapping;
        }
        wrongSort(node, name, "a mapping", fix);
        return null;
    }

    /** The elements of a list, or null. */
    List<Node> list(Node node, String name, String expected, String fix) {
        if (node instanceof SequenceNode sequence && hasPlainTag(node, name)) {
            return sequence.getValue();
        }
        wrongSort(node, name, expected, fix);
        return null;
    }

    Optional<String> text(Node node, String name) {
        if (!(node instanceof ScalarNode scalar)) {
            wrongSort(node, name, "text", "Write one value.");
            return Optional.empty();
        }
        if (!hasPlainTag(node, name)) {
            return Optional.empty();
        }
        return Optional.of(scalar.getValue());
    }

    /**
     * A name of something outside the document: not blank and not longer than {@value #MAX_TEXT}.
     */
    Optional<String> shortText(Node node, String name) {
        Optional<String> given = text(node, name);
        if (given.isPresent() && (given.get().isBlank() || given.get().length() > MAX_TEXT)) {
            findings.add(
                    DocumentCode.BAD_NAME,
                    node,
                    name
                            + ": "
                            + Shown.of(given.get())
                            + " (expected: 1 to "
                            + MAX_TEXT
                            + " characters)",
                    "Choose another name.");
        }
        return given;
    }

    /** What a document or a tenant is called; empty where it is no text. */
    String identifier(Node node, String path) {
        Optional<String> name = text(node, path);
        if (name.isPresent() && !ID.matcher(name.get()).matches()) {
            findings.add(
                    DocumentCode.BAD_NAME,
                    node,
                    path
                            + ": "
                            + Shown.of(name.get())
                            + " (expected: 1 to 128 of A-Z a-z 0-9 . _ -)",
                    "Choose another name.");
        }
        return name.orElse("");
    }

    /** Reports a value other than the one that can stand there. */
    void expect(YamlMapping keys, String key, String expected) {
        Node node = keys.get(key);
        Optional<String> given = node == null ? Optional.empty() : text(node, key);
        if (given.isPresent() && !given.get().equals(expected)) {
            findings.addUnknown(DocumentCode.WRONG_KIND, node, key, given.get(), List.of(expected));
        }
    }

    /** A JSON Pointer (RFC 6901) to something inside a record. */
    Optional<String> pointer(Node node, String name) {
        Optional<String> given = text(node, name);
        if (given.isEmpty() || isPointer(given.get())) {
            return given;
        }
        String path = given.get().startsWith("$") ? given.get().substring(1) : given.get();
        String meant = (path.startsWith(".") ? "" : "/") + path.replace('.', '/');
        findings.add(
                DocumentCode.BAD_POINTER,
                node,
                name
                        + ": "
                        + Shown.of(given.get())
                        + " (expected: a JSON Pointer such as /meta/ts)",
                given.get().startsWith("/") || !isPointer(meant)
                        ? "Write ~0 for ~ and ~1 for / inside a name; 256 characters at most."
                        : "Did you mean " + meant + "?");
        return Optional.empty();
    }

    private static boolean isPointer(String text) {
        if (text.length() < 2 || text.length() > MAX_TEXT || text.charAt(0) != '/') {
            return false;
        }
        for (int at = text.indexOf('~'); at >= 0; at = text.indexOf('~', at + 1)) {
            boolean escape =
                    at + 1 < text.length()
                            && (text.charAt(at + 1) == '0' || text.charAt(at + 1) == '1');
            if (!escape) {
                return false;
            }
        }
        return true;
    }

    /** A decimal number; with infinities where {@code infinite}. */
    OptionalDouble number(Node node, String name, boolean infinite) {
        String expected = infinite ? "a decimal number, .inf or -.inf" : "a decimal number";
        Optional<String> text = text(node, name);
        if (text.isEmpty()) {
            return OptionalDouble.empty();
        }
        String given = text.get();
        boolean plain = node instanceof ScalarNode scalar && scalar.isPlain();
        if (infinite && plain) {
            switch (given.toLowerCase(Locale.ROOT)) {
                case ".inf", "+.inf", "inf", "+inf" -> {
                    return OptionalDouble.of(Double.POSITIVE_INFINITY);
                }
                case "-.inf", "-inf" -> {
                    return OptionalDouble.of(Double.NEGATIVE_INFINITY);
                }
                default -> {
                    // a number, or nothing of ours
                }
            }
        }
        if (!isPlainDecimal(given)) {
            wrongSort(node, name, expected, "Write digits, as in 250 or 0.5.");
            return OptionalDouble.empty();
        }
        if (!plain) {
            wrongSort(node, name, expected, "Remove the quotes.");
            return OptionalDouble.empty();
        }
        double value = Double.parseDouble(given);
        if (Double.isInfinite(value)) {
            findings.add(
                    DocumentCode.OUT_OF_RANGE,
                    node,
                    name + ": " + Shown.of(given) + " (expected: at most 1.797e308)",
                    "Choose a smaller number.");
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(value);
    }

    /** A whole number from {@code min} to {@code max}. */
    OptionalInt whole(Node node, String name, int min, int max) {
        OptionalDouble number = number(node, name, false);
        if (number.isEmpty()) {
            return OptionalInt.empty();
        }
        double value = number.getAsDouble();
        if (value < min || value > max || value != Math.rint(value)) {
            findings.add(
                    DocumentCode.OUT_OF_RANGE,
                    node,
                    name
                            + ": "
                            + ((ScalarNode) node).getValue()
                            + " (expected: a whole number, "
                            + min
                            + " to "
                            + max
                            + ")",
                    "Count from " + min + ".");
            return OptionalInt.empty();
        }
        return OptionalInt.of((int) value);
    }

    OptionalLong nanos(Node node, String name) {
        Optional<String> text = text(node, name);
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Durations.parseNanos(text.get()));
        } catch (ChronoFabricException e) {
            findings.add(
                    DocumentCode.BAD_DURATION,
                    node,
                    name + ": " + Shown.of(text.get()) + " (expected: " + e.expected() + ")",
                    e.action());
            return OptionalLong.empty();
        }
    }

    /** A duration in whole milliseconds, at least {@code min}. */
    OptionalLong millis(Node node, String name, long min) {
        OptionalLong nanos = nanos(node, name);
        if (nanos.isEmpty()) {
            return OptionalLong.empty();
        }
        long millis = nanos.getAsLong() / NANOS_PER_MILLI;
        if (nanos.getAsLong() % NANOS_PER_MILLI != 0 || millis < min) {
            findings.add(
                    DocumentCode.OUT_OF_RANGE,
                    node,
                    name
                            + ": "
                            + Durations.print(nanos.getAsLong())
                            + " (expected: whole milliseconds, at least "
                            + Durations.print(min * NANOS_PER_MILLI)
                            + ")",
                    "Choose another duration.");
            return OptionalLong.empty();
        }
        return OptionalLong.of(millis);
    }

    /** One of some words, as the element of the same index in {@code meanings}. */
    <T> Optional<T> word(Node node, String name, List<String> words, List<T> meanings) {
        Optional<String> text = text(node, name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        int index = words.indexOf(text.get());
        if (index < 0) {
            findings.addUnknown(DocumentCode.UNKNOWN_WORD, node, name, text.get(), words);
            return Optional.empty();
        }
        return Optional.of(meanings.get(index));
    }

    /** A number as a document would have it. */
    static String print(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? ".inf" : "-.inf";
        }
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private boolean hasPlainTag(Node node, String name) {
        if (TAGS.contains(node.getTag())) {
            return true;
        }
        findings.add(
                DocumentCode.WRONG_TYPE,
                node,
                name + ": has the tag " + Shown.of(node.getTag().getValue()),
                "Remove the tag.");
        return false;
    }

    private void wrongSort(Node node, String name, String expected, String fix) {
        String given =
                node instanceof ScalarNode scalar
                        ? Shown.of(scalar.getValue())
                        : node instanceof MappingNode ? "a mapping" : "a list";
        findings.add(
                DocumentCode.WRONG_TYPE,
                node,
                name + ": " + given + " (expected: " + expected + ")",
                fix);
    }

    /** Decimal, and without the leading zero that YAML takes for an octal number. */
    private static boolean isPlainDecimal(String text) {
        if (!Decimals.isDecimal(text)) {
            return false;
        }
        int at = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
        return text.length() <= at + 1
                || text.charAt(at) != '0'
                || !Character.isDigit(text.charAt(at + 1));
    }
}
