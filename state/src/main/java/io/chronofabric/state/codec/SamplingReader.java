package io.chronofabric.state.codec;

import io.chronofabric.state.model.Rule;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads the section {@code spec.sampling} of a rule: the period, and the tolerance, the fill and
 * the longest gap, whose defaults and limits depend on that period. They are not held against a
 * period that could not be read, so that one fault is reported once.
 */
final class SamplingReader {
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final long DEFAULT_PERIOD_MILLIS = 1_000;
    private static final int DEFAULT_TOLERANCE_PERCENT = 10;
    private static final int DEFAULT_GAP_PERIODS = 5;

    private static final Pattern PERCENT = Pattern.compile("\\d{1,3}(?:\\.\\d{1,9})? ?%");

    private final Findings findings;
    private final YamlScalars scalars;

    SamplingReader(Findings findings, YamlScalars scalars) {
        this.findings = findings;
        this.scalars = scalars;
    }

    /** The sampling; {@code node} is null where the section is left out. */
    Rule.Sampling read(Node node) {
        MappingNode mapping =
                node == null
                        ? null
                        : scalars.mapping(
                                node,
                                "spec.sampling",
                                "Write sampling: {period: 1s, tolerance: 10%}.");
        Node periodNode = null;
        Node toleranceNode = null;
        Node fillNode = null;
        Node gapNode = null;
        if (mapping != null) {
            YamlMapping keys =
                    new YamlMapping(
                            mapping,
                            "spec.sampling",
                            List.of("period", "tolerance", "fill", "maxGap"),
                            findings);
            periodNode = keys.get("period");
            toleranceNode = keys.get("tolerance");
            fillNode = keys.get("fill");
            gapNode = keys.get("maxGap");
        }
        OptionalLong given =
                periodNode == null ? OptionalLong.of(DEFAULT_PERIOD_MILLIS) : period(periodNode);
        long period = given.orElse(DEFAULT_PERIOD_MILLIS);
        // What is measured against a period that could not be read would be wrong by its fault.
        boolean known = given.isPresent();
        return new Rule.Sampling(
                period,
                tolerance(toleranceNode, period * NANOS_PER_MILLI, known),
                fill(fillNode),
                maxGap(gapNode, period, known));
    }

    private OptionalLong period(Node node) {
        OptionalLong millis = scalars.millis(node, "spec.sampling.period", 1);
        long longest = Long.MAX_VALUE / NANOS_PER_MILLI / 100;
        if (millis.isPresent() && millis.getAsLong() > longest) {
            findings.add(
                    DocumentCode.OUT_OF_RANGE,
                    node,
                    "spec.sampling.period: longer than two years",
                    "Choose a shorter period.");
            return OptionalLong.empty();
        }
        return millis;
    }

    private long tolerance(Node node, long periodNanos, boolean periodKnown) {
        long fallback = periodNanos / 100 * DEFAULT_TOLERANCE_PERCENT;
        if (node == null) {
            return fallback;
        }
        String path = "spec.sampling.tolerance";
        Optional<String> text = scalars.text(node, path);
        if (text.isEmpty()) {
            return fallback;
        }
        String given = text.get().strip();
        long nanos;
        if (PERCENT.matcher(given).matches()) {
            BigDecimal percent = new BigDecimal(given.substring(0, given.length() - 1).strip());
            nanos = percent.multiply(BigDecimal.valueOf(periodNanos)).movePointLeft(2).longValue();
        } else if (given.endsWith("%") || Decimals.isDecimal(given)) {
            findings.add(
                    DocumentCode.BAD_DURATION,
                    node,
                    path + ": " + Shown.of(given) + " (expected: a percentage or a duration)",
                    "Write it like 10% or 100ms.");
            return fallback;
        } else {
            OptionalLong parsed = scalars.nanos(node, path);
            if (parsed.isEmpty()) {
                return fallback;
            }
            nanos = parsed.getAsLong();
        }
        if (periodKnown && nanos >= periodNanos) {
            findings.add(
                    DocumentCode.OUT_OF_RANGE,
                    node,
                    path
                            + ": "
                            + given
                            + " (expected: less than the period, "
                            + Durations.print(periodNanos)
                            + ")",
                    "Choose a smaller tolerance.");
            return fallback;
        }
        return nanos;
    }

    private Rule.Fill fill(Node node) {
        if (node == null) {
            return Rule.Fill.HOLD;
        }
        return scalars.word(
                        node,
                        "spec.sampling.fill",
                        List.of("hold", "linear", "none"),
                        List.of(Rule.Fill.HOLD, Rule.Fill.LINEAR, Rule.Fill.NONE))
                .orElse(Rule.Fill.HOLD);
    }

    private long maxGap(Node node, long periodMillis, boolean periodKnown) {
        long fallback = periodMillis * DEFAULT_GAP_PERIODS;
        if (node == null) {
            return fallback;
        }
        long millis = scalars.millis(node, "spec.sampling.maxGap", 1).orElse(fallback);
        if (periodKnown && millis < periodMillis) {
            findings.add(
                    DocumentCode.OUT_OF_RANGE,
                    node,
                    "spec.sampling.maxGap: "
                            + Durations.print(millis * NANOS_PER_MILLI)
                            + " (expected: at least the period, "
                            + Durations.print(periodMillis * NANOS_PER_MILLI)
                            + ")",
                    "Raise it, or write fill: none if no value is to be held.");
            return fallback;
        }
        return millis;
    }
}
