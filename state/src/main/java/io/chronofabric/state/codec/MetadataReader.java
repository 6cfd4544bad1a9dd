package io.chronofabric.state.codec;

import io.chronofabric.state.model.RuleRef;
import java.util.List;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads the section {@code metadata} of a rule, which says what the rule is called: its id, its
 * version and its tenant. Where a part is left out, or wrong and reported, its default stands in.
 */
final class MetadataReader {
    private final Findings findings;
    private final YamlScalars scalars;

    MetadataReader(Findings findings, YamlScalars scalars) {
        this.findings = findings;
        this.scalars = scalars;
    }

    RuleRef read(YamlMapping document) {
        String fix = "Add metadata: {id: NAME}.";
        Node node = document.need("metadata", fix);
        MappingNode mapping = node == null ? null : scalars.mapping(node, "metadata", fix);
        if (mapping == null) {
            return new RuleRef("", "", 1);
        }
        YamlMapping keys =
                new YamlMapping(mapping, "metadata", List.of("id", "version", "tenant"), findings);
        Node id = keys.need("id", "Add id: NAME.");
        Node tenant = keys.get("tenant");
        Node version = keys.get("version");
        return new RuleRef(
                tenant == null ? "default" : scalars.identifier(tenant, "metadata.tenant"),
                id == null ? "" : scalars.identifier(id, "metadata.id"),
                version == null
                        ? 1
                        : scalars.whole(version, "metadata.version", 1, Integer.MAX_VALUE)
                                .orElse(1));
    }
}
