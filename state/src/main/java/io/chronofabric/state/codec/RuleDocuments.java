package io.chronofabric.state.codec;

import io.chronofabric.core.Problem;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Reads rule and pattern documents in YAML: one or more, separated by {@code ---}. Everything that
 * is wrong with a text is found in one pass, each with its place; nothing a text contains is ever
 * run or made an object of, and no text makes it throw.
 *
 * <pre>{@code
 * apiVersion: egc/v1
 * kind: Rule
 * metadata: {id: latency-slo, version: 7, tenant: acme}
 * spec:
 *   appliesTo: {entity: "svc-*"}
 *   signals: {lat: {field: p99_ms, unit: ms, range: [0, 60000]}}
 *   sampling: {period: 1s, tolerance: 10%, fill: hold, maxGap: 5s}
 *   lateness: 30s
 *   params: {T: {value: 250, min: 50, max: 2000}}
 *   formula: "always[0,60s]((lat > $T) -> eventually[0,10s](lat <= $T))"
 *   onSwap: warm
 *   emit: [interval, verdict, correction]
 *   report: change
 *   engine: auto
 * }</pre>
 *
 * <p>Only {@code metadata.id}, {@code spec.formula} and one signal must be there. Defaults: version
 * 1, tenant {@code default}, every entity, a sample a second with 10 % tolerance held for 5
 * periods, lateness 30 s, {@code onSwap: warm}, {@code emit: [verdict]}, {@code report: change},
 * {@code engine: auto}. {@code lat: p99_ms} is short for {@code lat: {field: p99_ms}}, {@code T:
 * 250} for {@code T: {value: 250}}; a signal without {@code field} reads the field of its own name.
 *
 * <p>A pattern looks for a sequence of events:
 *
 * <pre>{@code
 * apiVersion: egc/v1
 * kind: Pattern
 * metadata: {id: retry-storm, version: 1}
 * spec:
 *   signals: {lat: p99_ms}
 *   features: {usual: {mean: lat, over: 5m}}
 *   within: 10m
 *   sequence:
 *     - {name: spike, when: "lat > 2 * usual"}
 *     - {name: worse, when: "lat > spike.lat", times: 3}
 *     - {none: calm, when: "lat < usual", within: 30s}
 *   afterMatch: skip-past-last
 *   bounds: {partialMatches: 1000, events: 10000, whenFull: oldest-out}
 *   guard: 10s
 * }</pre>
 */
public final class RuleDocuments {
    private static final String PREFIX = "RULE";
    private static final String RULE = "Rule";
    private static final String PATTERN = "Pattern";
    private static final List<String> KINDS = List.of(RULE, PATTERN);
    private static final String BEGINNING =
            "Begin with: apiVersion: egc/v1, kind: Rule, metadata and spec.";
    private static final String ROOT_FIX = "Begin with apiVersion, kind, metadata and spec.";

    private RuleDocuments() {}

    /**
     * What reading a text gives.
     *
     * @param rules the rules of the documents without an error, in order
     * @param patterns their patterns, in order
     * @param problems everything that was found, in order of place
     */
    public record Result(List<Rule> rules, List<PatternRule> patterns, List<Problem> problems) {
        /** Makes the lists unmodifiable. */
        public Result {
            rules = List.copyOf(rules);
            patterns = List.copyOf(patterns);
            problems = List.copyOf(problems);
        }

        /** Whether anything is so wrong that a document cannot be used. */
        public boolean hasErrors() {
            return problems.stream().anyMatch(Problem::isError);
        }
    }

    /**
     * The rules of a text, and what is wrong with it. Never throws.
     *
     * @param source file name or other origin, for messages
     * @param text the documents; at most 1 MiB of characters and 1,000 documents
     */
    public static Result read(String source, String text) {
        Findings findings = new Findings(source, PREFIX);
        YamlScalars scalars = new YamlScalars(findings);
        List<Rule> rules = new ArrayList<>();
        List<PatternRule> patterns = new ArrayList<>();
        Map<RuleRef, Integer> lines = new HashMap<>();
        new YamlDocuments("rule", BEGINNING, findings)
                .read(
                        text,
                        (document, characters) -> {
                            MappingNode root = scalars.mapping(document, "document", ROOT_FIX);
                            if (root == null) {
                                return;
                            }
                            int before = findings.count();
                            if (isPattern(root, scalars, findings)) {
                                PatternRule pattern =
                                        new PatternReader(source, characters, findings).read(root);
                                if (pattern != null
                                        && isNew(pattern.ref(), document, lines, findings)) {
                                    patterns.add(pattern);
                                }
                                return;
                            }
                            boolean isRule = findings.count() == before;
                            Rule rule = new RuleReader(source, characters, findings).read(root);
                            if (rule != null
                                    && isRule
                                    && isNew(rule.ref(), document, lines, findings)) {
                                rules.add(rule);
                            }
                        });
        return new Result(rules, patterns, findings.sorted());
    }

    /** A document of no kind, or of an unknown one, is read as a rule. */
    private static boolean isPattern(MappingNode root, YamlScalars scalars, Findings findings) {
        for (NodeTuple entry : root.getValue()) {
            if (entry.getKeyNode() instanceof ScalarNode key && key.getValue().equals("kind")) {
                Node kind = entry.getValueNode();
                String given =
                        YamlMapping.isEmpty(kind) ? RULE : scalars.text(kind, "kind").orElse(RULE);
                if (!KINDS.contains(given)) {
                    findings.addUnknown(DocumentCode.WRONG_KIND, kind, "kind", given, KINDS);
                }
                return given.equals(PATTERN);
            }
        }
        return false;
    }

    /** A pattern and a rule cannot share a name: they share one life. */
    private static boolean isNew(
            RuleRef ref, Node document, Map<RuleRef, Integer> lines, Findings findings) {
        int line = document.getStartMark().getLine() + 1;
        Integer before = lines.putIfAbsent(ref, line);
        if (before != null) {
            findings.add(
                    DocumentCode.DUPLICATE,
                    document,
                    "rule " + ref + " is already at line " + before,
                    "Raise metadata.version, or remove one of them.");
        }
        return before == null;
    }
}
