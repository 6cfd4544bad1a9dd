package io.chronofabric.state.codec;

import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The entities that the expectations of a case may be about.
 *
 * @param scope what is meant where none is named
 * @param known those of the case's events, or null where they are not known
 */
record RuleTestEntities(RuleTestScope scope, Set<String> known) {
    /** The entity meant, which must be one of those that the case has events of. */
    Optional<String> meant(YamlMapping keys, Node node, String path) {
        Optional<String> entity = scope.entity(keys, node, path);
        if (entity.isPresent() && known != null && !known.contains(entity.get())) {
            Node at = keys == null || keys.get("entity") == null ? node : keys.get("entity");
            scope.findings()
                    .addUnknown(
                            DocumentCode.UNKNOWN_WORD, at, path + ".entity", entity.get(), known);
        }
        return entity;
    }
}
