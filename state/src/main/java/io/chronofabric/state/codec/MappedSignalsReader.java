package io.chronofabric.state.codec;

import io.chronofabric.state.model.TopicMapping.Field;
import io.chronofabric.state.model.TopicMapping.Signals;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Reads where a mapping finds the measurements: {@code spec.signals}, each at a place of its own,
 * or {@code spec.signal}, one that the record names. One of them must be there.
 */
final class MappedSignalsReader {
    private final Findings findings;
    private final YamlScalars scalars;

    MappedSignalsReader(Findings findings, YamlScalars scalars) {
        this.findings = findings;
        this.scalars = scalars;
    }

    /** The signals; whatever stands in for them where a fault is reported. */
    Signals read(YamlMapping keys, Node spec) {
        Node several = keys.get("signals");
        Node one = keys.get("signal");
        Node missing = keys.get("missing");
        if (several == null && one == null) {
            findings.add(
                    DocumentCode.MISSING,
                    spec,
                    "spec.signals is missing",
                    "Add signals: {NAME: /PLACE}, or signal: {name: /PLACE, value: /PLACE}.");
        } else if (several != null && one != null) {
            findings.add(
                    DocumentCode.BAD_COMBINATION,
                    one,
                    "spec.signal beside spec.signals",
                    "Keep signals where each has its place, signal where the record names its one.");
        }
        if (missing != null && several == null && one != null) {
            findings.add(
                    DocumentCode.BAD_COMBINATION,
                    missing,
                    "spec.missing beside spec.signal",
                    "Remove missing: a record without its one value is always rejected.");
        }
        boolean allNeeded =
                missing != null
                        && scalars.word(
                                        missing,
                                        "spec.missing",
                                        List.of("ignore", "reject"),
                                        List.of(false, true))
                                .orElse(false);
        Signals narrow = one == null ? null : narrow(one);
        Signals wide = several == null ? null : new Signals.Wide(wide(several), allNeeded);
        return wide == null ? narrow : wide;
    }

    private Signals narrow(Node node) {
        MappingNode mapping =
                scalars.mapping(
                        node, "spec.signal", "Write signal: {name: /PLACE, value: /PLACE}.");
        if (mapping == null) {
            return null;
        }
        YamlMapping keys =
                new YamlMapping(mapping, "spec.signal", List.of("name", "value"), findings);
        return new Signals.Narrow(place(keys, "name"), place(keys, "value"));
    }

    private List<Field> wide(Node node) {
        String fix = "Write signals: {NAME: /PLACE}.";
        if (node instanceof MappingNode mapping && mapping.getValue().isEmpty()) {
            findings.add(DocumentCode.MISSING, node, "spec.signals is empty", fix);
        }
        return NamedEntries.ofFields(findings, scalars)
                .read(node, "spec.signals", Limits.FIELDS, fix, this::field);
    }

    private Field field(NamedEntries.Entry entry) {
        String path = entry.path();
        if (entry.value() instanceof ScalarNode scalar) {
            String at = "";
            if (YamlMapping.isEmpty(scalar)) {
                findings.add(DocumentCode.MISSING, scalar, path + " is empty", "Write its /PLACE.");
            } else {
                at = scalars.pointer(scalar, path).orElse("");
            }
            return new Field(entry.name(), at, "", 1, 0);
        }
        MappingNode mapping =
                scalars.mapping(
                        entry.value(), path, "Write /PLACE or {at: /PLACE, unit, scale, offset}.");
        if (mapping == null) {
            return new Field(entry.name(), "", "", 1, 0);
        }
        YamlMapping keys =
                new YamlMapping(mapping, path, List.of("at", "unit", "scale", "offset"), findings);
        Node unit = keys.get("unit");
        double scale = number(keys, "scale", 1);
        if (scale == 0) {
            findings.add(
                    DocumentCode.OUT_OF_RANGE,
                    keys.get("scale"),
                    keys.path("scale") + ": 0 (expected: any other number)",
                    "With 0 every value would be the offset.");
        }
        return new Field(
                entry.name(),
                place(keys, "at"),
                unit == null ? "" : scalars.shortText(unit, keys.path("unit")).orElse(""),
                scale,
                number(keys, "offset", 0));
    }

    private String place(YamlMapping keys, String key) {
        Node node = keys.need(key, "Add " + key + ": /PLACE.");
        Optional<String> at =
                node == null ? Optional.empty() : scalars.pointer(node, keys.path(key));
        return at.orElse("");
    }

    private double number(YamlMapping keys, String key, double fallback) {
        Node node = keys.get(key);
        OptionalDouble number =
                node == null ? OptionalDouble.empty() : scalars.number(node, keys.path(key), false);
        return number.orElse(fallback);
    }
}
