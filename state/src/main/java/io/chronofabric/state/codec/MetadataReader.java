package io.chronofabric.state.codec;

import io.chronofabric.state.model.RuleRef;
import java.util.List;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads the section {@code metadata}, which says what a document is called: its id, and of a rule
 * also its version and its tenant. Where a part is left out, or wrong and reported, its default
 * stands in.
 */
final class MetadataReader {
    private static final String NO_ID = "Add id: NAME.";

    private final Findings findings;
    private final YamlScalars scalars;

    MetadataReader(Findings findings, YamlScalars scalars) {
        this.findings = findings;
        this.scalars = scalars;
    }

    /** The id of a document that has no more. */
    String id(YamlMapping document) {
        YamlMapping keys = keys(document, List.of("id"));
        return keys == null ? "" : id(keys.need("id", NO_ID));
    }

    /** What a rule is called. */
    RuleRef read(YamlMapping document) {
        YamlMapping keys = keys(document, List.of("id", "version", "tenant"));
        if (keys == null) {
            return new RuleRef("", "", 1);
        }
        Node id = keys.need("id", NO_ID);
        Node tenant = keys.get("tenant");
        Node version = keys.get("version");
        return new RuleRef(
                tenant == null ? "default" : scalars.identifier(tenant, "metadata.tenant"),
                id(id),
                version == null
                        ? 1
                        : scalars.whole(version, "metadata.version", 1, Integer.MAX_VALUE)
                                .orElse(1));
    }

    /** The section's keys, or null where it is left out or none. */
    private YamlMapping keys(YamlMapping document, List<String> known) {
        String fix = "Add metadata: {id: NAME}.";
        Node node = document.need("metadata", fix);
        MappingNode mapping = node == null ? null : scalars.mapping(node, "metadata", fix);
        return mapping == null ? null : new YamlMapping(mapping, "metadata", known, findings);
    }

    private String id(Node node) {
        return node == null ? "" : scalars.identifier(node, "metadata.id");
    }
}
