package io.chronofabric.state.codec;

import io.chronofabric.state.model.Rule;
import java.util.List;
import java.util.OptionalDouble;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads the section {@code spec.params} of a rule: named numbers that can be tuned without touching
 * the formula, each alone or with the limits that it must keep.
 */
final class ParamsReader {
    private static final int MAX_PARAMS = 256;

    private final Findings findings;
    private final YamlScalars scalars;
    private final NamedEntries entries;

    ParamsReader(Findings findings, YamlScalars scalars, NamedEntries entries) {
        this.findings = findings;
        this.scalars = scalars;
        this.entries = entries;
    }

    /** The parameters; {@code node} is null where the section is left out. */
    List<Rule.Param> read(Node node) {
        return node == null
                ? List.of()
                : entries.read(
                        node,
                        "spec.params",
                        MAX_PARAMS,
                        "Write params: {NAME: NUMBER}.",
                        this::param);
    }

    private Rule.Param param(NamedEntries.Entry entry) {
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        if (!(entry.value() instanceof MappingNode mapping)) {
            double value = scalars.number(entry.value(), entry.path(), false).orElse(0);
            return new Rule.Param(entry.name(), value, low, high);
        }
        YamlMapping keys =
                new YamlMapping(mapping, entry.path(), List.of("value", "min", "max"), findings);
        Node valueNode = keys.need("value", "Add value: NUMBER.");
        Node minNode = keys.get("min");
        Node maxNode = keys.get("max");
        OptionalDouble value =
                valueNode == null
                        ? OptionalDouble.empty()
                        : scalars.number(valueNode, keys.path("value"), false);
        if (minNode != null) {
            low = scalars.number(minNode, keys.path("min"), true).orElse(low);
        }
        if (maxNode != null) {
            high = scalars.number(maxNode, keys.path("max"), true).orElse(high);
        }
        if (low > high) {
            findings.add(
                    DocumentCode.OUT_OF_RANGE,
                    minNode,
                    keys.path("min")
                            + ": "
                            + YamlScalars.print(low)
                            + " (expected: <= max, "
                            + YamlScalars.print(high)
                            + ")",
                    "Swap min and max.");
        } else if (value.isPresent() && (value.getAsDouble() < low || value.getAsDouble() > high)) {
            findings.add(
                    DocumentCode.OUT_OF_RANGE,
                    valueNode,
                    keys.path("value")
                            + ": "
                            + YamlScalars.print(value.getAsDouble())
                            + " (expected: "
                            + YamlScalars.print(low)
                            + " to "
                            + YamlScalars.print(high)
                            + ")",
                    "Choose a value between min and max, or widen them.");
        }
        return new Rule.Param(entry.name(), value.orElse(0), low, high);
    }
}
