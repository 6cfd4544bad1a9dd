package io.chronofabric.state.codec;

import io.chronofabric.state.model.Rule;
import java.util.List;
import java.util.OptionalDouble;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Reads the section {@code spec.signals} of a rule, which must be there: the names that the formula
 * uses, each with the field of an event that it stands for, and its unit and range if given.
 */
final class SignalsReader {
    private static final int MAX_SIGNALS = 256;

    private final Findings findings;
    private final YamlScalars scalars;
    private final NamedEntries entries;

    SignalsReader(Findings findings, YamlScalars scalars, NamedEntries entries) {
        this.findings = findings;
        this.scalars = scalars;
        this.entries = entries;
    }

    List<Rule.SignalSpec> read(YamlMapping spec) {
        String fix = "Add signals: {NAME: FIELD}.";
        Node node = spec.need("signals", fix);
        if (node == null) {
            return List.of();
        }
        List<Rule.SignalSpec> signals =
                entries.read(node, "spec.signals", MAX_SIGNALS, fix, this::signal);
        if (signals.isEmpty()
                && node instanceof MappingNode mapping
                && mapping.getValue().isEmpty()) {
            findings.add(DocumentCode.MISSING, node, "spec.signals is empty", fix);
        }
        return signals;
    }

    private Rule.SignalSpec signal(NamedEntries.Entry entry) {
        String field = entry.name();
        String unit = "";
        double[] range = {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY};
        Rule.Measure measure = Rule.Measure.VALUE;
        Rule.Role role = Rule.Role.OUTPUT;
        if (entry.value() instanceof ScalarNode scalar) {
            if (!YamlMapping.isEmpty(scalar)) {
                field = scalars.shortText(scalar, entry.path()).orElse(field);
            }
        } else {
            MappingNode mapping =
                    scalars.mapping(
                            entry.value(),
                            entry.path(),
                            "Write " + entry.name() + ": FIELD or {field, unit, range}.");
            if (mapping != null) {
                YamlMapping keys =
                        new YamlMapping(
                                mapping,
                                entry.path(),
                                List.of("field", "ageOf", "unit", "range", "role"),
                                findings);
                Node fieldNode = keys.get("field");
                Node ageNode = keys.get("ageOf");
                Node roleNode = keys.get("role");
                Node unitNode = keys.get("unit");
                Node rangeNode = keys.get("range");
                if (fieldNode != null) {
                    field = scalars.shortText(fieldNode, keys.path("field")).orElse(field);
                }
                if (ageNode != null) {
                    measure = Rule.Measure.AGE;
                    range[0] = 0;
                    field = scalars.shortText(ageNode, keys.path("ageOf")).orElse(field);
                }
                if (ageNode != null && fieldNode != null) {
                    findings.add(
                            DocumentCode.BAD_COMBINATION,
                            ageNode,
                            entry.path() + " has field and ageOf (expected: one of them)",
                            "Make two signals of it, the value and its age.");
                }
                if (roleNode != null) {
                    role =
                            scalars.word(
                                            roleNode,
                                            keys.path("role"),
                                            List.of("input", "output"),
                                            List.of(Rule.Role.INPUT, Rule.Role.OUTPUT))
                                    .orElse(role);
                }
                if (unitNode != null) {
                    unit = scalars.shortText(unitNode, keys.path("unit")).orElse(unit);
                }
                if (measure == Rule.Measure.AGE && !unit.isEmpty() && !unit.equals("s")) {
                    findings.add(
                            DocumentCode.UNKNOWN_WORD,
                            unitNode,
                            keys.path("unit") + ": " + Shown.of(unit) + " (expected: s)",
                            "Compare an age in seconds.");
                }
                if (rangeNode != null) {
                    range = range(rangeNode, keys.path("range"), range);
                }
            }
        }
        return new Rule.SignalSpec(entry.name(), field, unit, range[0], range[1], measure, role);
    }

    private double[] range(Node node, String path, double[] fallback) {
        String expected = "two numbers";
        String fix = "Write [LOWEST, HIGHEST], with .inf where there is no end.";
        List<Node> ends = scalars.list(node, path, expected, fix);
        if (ends == null) {
            return fallback;
        }
        if (ends.size() != 2) {
            findings.add(
                    DocumentCode.WRONG_TYPE,
                    node,
                    path + ": a list of " + ends.size() + " (expected: " + expected + ")",
                    fix);
            return fallback;
        }
        OptionalDouble low = scalars.number(ends.get(0), path, true);
        OptionalDouble high = scalars.number(ends.get(1), path, true);
        if (low.isEmpty() || high.isEmpty()) {
            return fallback;
        }
        if (low.getAsDouble() > high.getAsDouble()
                || low.getAsDouble() == Double.POSITIVE_INFINITY
                || high.getAsDouble() == Double.NEGATIVE_INFINITY) {
            findings.add(
                    DocumentCode.OUT_OF_RANGE,
                    node,
                    path
                            + ": ["
                            + YamlScalars.print(low.getAsDouble())
                            + ", "
                            + YamlScalars.print(high.getAsDouble())
                            + "] (expected: lowest <= highest)",
                    "Swap the two numbers.");
            return fallback;
        }
        return new double[] {low.getAsDouble(), high.getAsDouble()};
    }
}
