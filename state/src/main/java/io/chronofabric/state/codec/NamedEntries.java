package io.chronofabric.state.codec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;

/**
 * Reads a mapping whose keys are names of the author's choice, such as signals and parameters: each
 * must be new and a name, and there may be only so many. What the value of an entry means is the
 * caller's to say.
 */
final class NamedEntries {
    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

    private final Findings findings;
    private final YamlScalars scalars;
    private final boolean inFormula;

    private NamedEntries(Findings findings, YamlScalars scalars, boolean inFormula) {
        this.findings = findings;
        this.scalars = scalars;
        this.inFormula = inFormula;
    }

    /** For names that stand in a formula. */
    static NamedEntries ofFormula(Findings findings, YamlScalars scalars) {
        return new NamedEntries(findings, scalars, true);
    }

    /** For names of events' fields, which may hold any character. */
    static NamedEntries ofFields(Findings findings, YamlScalars scalars) {
        return new NamedEntries(findings, scalars, false);
    }

    /**
     * A name, what it is called in messages, and what stands behind it.
     *
     * @param path such as {@code spec.signals.p99}
     */
    record Entry(String name, String path, Node value) {}

    /**
     * What {@code read} makes of each entry with a good name, in the order of the document; nothing
     * where {@code node} is no mapping or has more than {@code max} entries.
     */
    <T> List<T> read(Node node, String path, int max, String fix, Function<Entry, T> read) {
        MappingNode mapping = scalars.mapping(node, path, fix);
        if (mapping == null) {
            return List.of();
        }
        if (mapping.getValue().size() > max) {
            findings.add(
                    DocumentCode.TOO_LARGE,
                    node,
                    path + ": " + mapping.getValue().size() + " (expected: at most " + max + ")",
                    "Split the document.");
            return List.of();
        }
        List<T> entries = new ArrayList<>();
        Map<String, Node> places = new HashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Node key = tuple.getKeyNode();
            Optional<String> name = scalars.text(key, path + ": name");
            if (name.isEmpty()) {
                continue;
            }
            if (!isGood(name.get())) {
                reportName(key, path, name.get());
            } else if (YamlMapping.isNew(places, name.get(), key, findings)) {
                entries.add(
                        read.apply(
                                new Entry(
                                        name.get(),
                                        path + "." + name.get(),
                                        tuple.getValueNode())));
            }
        }
        return entries;
    }

    private boolean isGood(String name) {
        return inFormula ? IDENTIFIER.matcher(name).matches() : Names.isUsable(name);
    }

    private void reportName(Node key, String path, String name) {
        findings.add(
                DocumentCode.BAD_NAME,
                key,
                path
                        + ": "
                        + Shown.of(name)
                        + " (expected: "
                        + (inFormula ? "a letter or _, then letters, digits, _" : Names.EXPECTED)
                        + ")",
                inFormula ? "Choose a name that can stand in a formula." : "Choose another name.");
    }
}
