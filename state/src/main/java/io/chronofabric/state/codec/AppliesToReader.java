package io.chronofabric.state.codec;

import java.util.List;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the section {@code spec.appliesTo}: which entities a document is about. */
final class AppliesToReader {
    private static final String EVERY = "*";

    private final Findings findings;
    private final YamlScalars scalars;

    AppliesToReader(Findings findings, YamlScalars scalars) {
        this.findings = findings;
        this.scalars = scalars;
    }

    /** The glob; {@code node} is null where the section is left out. */
    String read(Node node) {
        MappingNode mapping =
                node == null
                        ? null
                        : scalars.mapping(
                                node, "spec.appliesTo", "Write appliesTo: {entity: \"svc-*\"}.");
        if (mapping == null) {
            return EVERY;
        }
        Node entity =
                new YamlMapping(mapping, "spec.appliesTo", List.of("entity"), findings)
                        .get("entity");
        return entity == null
                ? EVERY
                : scalars.shortText(entity, "spec.appliesTo.entity").orElse(EVERY);
    }
}
