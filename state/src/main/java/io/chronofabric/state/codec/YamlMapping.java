package io.chronofabric.state.codec;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A mapping whose keys are known beforehand. Making one reports the keys that are unknown, double
 * or no names; what remains are the values of the known ones.
 */
final class YamlMapping {
    private final MappingNode node;
    private final String path;
    private final Findings findings;
    private final Map<String, Node> values = new HashMap<>();

    /**
     * @param node the mapping
     * @param path what it is called in messages, such as {@code spec.sampling}; may be empty
     * @param known its keys
     */
    YamlMapping(MappingNode node, String path, List<String> known, Findings findings) {
        this.node = node;
        this.path = path;
        this.findings = findings;
        Map<String, Node> places = new HashMap<>();
        for (NodeTuple entry : node.getValue()) {
            if (findings.isFull()) {
                return;
            }
            Node key = entry.getKeyNode();
            if (!(key instanceof ScalarNode scalar)) {
                findings.add(
                        DocumentCode.UNKNOWN_KEY,
                        key,
                        "a key that is no word",
                        "Use a plain word.");
                continue;
            }
            String name = scalar.getValue();
            if (!known.contains(name)) {
                findings.addUnknown(DocumentCode.UNKNOWN_KEY, key, "key", name, known);
            } else if (isNew(places, name, key, findings)) {
                values.put(name, entry.getValueNode());
            }
        }
    }

    /** Reports a key that is there already. */
    static boolean isNew(Map<String, Node> places, String name, Node key, Findings findings) {
        Node before = places.putIfAbsent(name, key);
        if (before != null) {
            findings.add(
                    DocumentCode.DUPLICATE_KEY,
                    key,
                    "key "
                            + Shown.of(name)
                            + " is already at line "
                            + (before.getStartMark().getLine() + 1),
                    "Keep one of them.");
        }
        return before == null;
    }

    /** The value of a key, or null where it is left out or empty. */
    Node get(String key) {
        Node value = values.get(key);
        return value == null || isEmpty(value) ? null : value;
    }

    /** The value of a key that must be there; where it is not, reports that and gives null. */
    Node need(String key, String fix) {
        Node value = get(key);
        if (value == null) {
            Node empty = values.get(key);
            findings.add(
                    DocumentCode.MISSING,
                    empty == null ? node : empty,
                    path(key) + (empty == null ? " is missing" : " is empty"),
                    fix);
        }
        return value;
    }

    /** The name of a key in messages. */
    String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    static boolean isEmpty(Node value) {
        return value instanceof ScalarNode scalar && Tag.NULL.equals(scalar.getTag());
    }
}
