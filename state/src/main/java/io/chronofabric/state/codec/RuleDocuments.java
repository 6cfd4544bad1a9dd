package io.chronofabric.state.codec;

import io.chronofabric.core.Problem;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads rule documents in YAML: one or more, separated by {@code ---}. Everything that is wrong
 * with a text is found in one pass, each with its place; nothing a text contains is ever run or
 * made an object of, and no text makes it throw.
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
 */
public final class RuleDocuments {
    private static final String PREFIX = "RULE";

    private RuleDocuments() {}

    /**
     * What reading a text gives.
     *
     * @param rules the rules of the documents without an error, in order
     * @param problems everything that was found, in order of place
     */
    public record Result(List<Rule> rules, List<Problem> problems) {
        /** Makes the lists unmodifiable. */
        public Result {
            rules = List.copyOf(rules);
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
        List<Rule> rules = new ArrayList<>();
        Map<RuleRef, Integer> lines = new HashMap<>();
        new YamlDocuments(
                        "rule",
                        "Begin with: apiVersion: egc/v1, kind: Rule, metadata and spec.",
                        findings)
                .read(
                        text,
                        (document, characters) -> {
                            Rule rule = new RuleReader(source, characters, findings).read(document);
                            if (rule != null && isNew(rule, document, lines, findings)) {
                                rules.add(rule);
                            }
                        });
        return new Result(rules, findings.sorted());
    }

    private static boolean isNew(
            Rule rule, Node document, Map<RuleRef, Integer> lines, Findings findings) {
        int line = document.getStartMark().getLine() + 1;
        Integer before = lines.putIfAbsent(rule.ref(), line);
        if (before != null) {
            findings.add(
                    DocumentCode.DUPLICATE,
                    document,
                    "rule " + rule.ref() + " is already at line " + before,
                    "Raise metadata.version, or remove one of them.");
        }
        return before == null;
    }
}
