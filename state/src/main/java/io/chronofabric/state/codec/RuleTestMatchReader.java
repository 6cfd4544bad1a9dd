package io.chronofabric.state.codec;

import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.RuleTest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads a match that a case expects. */
final class RuleTestMatchReader {
    private final RuleTestScope scope;
    private final RuleTestEntities entities;
    private final String path;
    private final Findings findings;
    private final YamlScalars scalars;

    /**
     * @param path of the section, for messages
     */
    RuleTestMatchReader(RuleTestScope scope, RuleTestEntities entities, String path) {
        this.scope = scope;
        this.entities = entities;
        this.path = path;
        this.findings = scope.findings();
        this.scalars = scope.scalars();
    }

    /** {@code 42s}, or a mapping with {@code at} and more. */
    Optional<RuleTest.Match> read(Node node) {
        boolean isShort = node instanceof ScalarNode;
        YamlMapping keys = isShort ? null : keys(node);
        if (!isShort && keys == null) {
            return Optional.empty();
        }
        PatternRule pattern = scope.pattern(keys, node, path);
        Optional<String> entity = entities.meant(keys, node, path);
        Node at = isShort ? node : keys.need("at", "Add at: TIME, when it is complete.");
        OptionalLong end = at == null ? OptionalLong.empty() : scope.millis(at, path + ".at");
        Node stepsNode = isShort ? null : keys.get("steps");
        Map<String, Integer> steps =
                stepsNode == null || pattern == null ? Map.of() : steps(stepsNode, pattern);
        return pattern == null || entity.isEmpty() || end.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new RuleTest.Match(
                                new RuleTest.Moment(
                                        scope.place(node),
                                        pattern.ref(),
                                        entity.get(),
                                        end.getAsLong()),
                                steps));
    }

    private Map<String, Integer> steps(Node node, PatternRule pattern) {
        Map<String, Integer> steps = new LinkedHashMap<>();
        NamedEntries.ofFormula(findings, scalars)
                .read(
                        node,
                        path + ".steps",
                        StepReader.MAX_STEPS,
                        "Write steps: {NAME: NUMBER}.",
                        entry -> steps.put(entry.name(), events(entry, node, pattern)));
        return steps;
    }

    /** How many events a step must have; the step must be one of the pattern's. */
    private int events(NamedEntries.Entry entry, Node steps, PatternRule pattern) {
        List<String> names = pattern.steps().stream().map(PatternRule.Step::name).toList();
        int place = names.indexOf(entry.name());
        if (place < 0) {
            findings.addUnknown(
                    DocumentCode.UNKNOWN_WORD, steps, path + ".steps", entry.name(), names);
            return 0;
        }
        int most = pattern.steps().get(place).absent() ? 0 : Integer.MAX_VALUE;
        return scalars.whole(entry.value(), entry.path(), 0, most).orElse(0);
    }

    private YamlMapping keys(Node node) {
        MappingNode mapping = scalars.mapping(node, path, "Write {at: 3s, …}.");
        return mapping == null
                ? null
                : new YamlMapping(
                        mapping, path, List.of("at", "entity", "rule", "steps"), findings);
    }
}
