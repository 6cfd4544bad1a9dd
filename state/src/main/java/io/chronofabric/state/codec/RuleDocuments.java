package io.chronofabric.state.codec;

import io.chronofabric.core.Problem;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

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
 * }</pre>
 *
 * <p>Only {@code metadata.id}, {@code spec.formula} and one signal must be there. Defaults: version
 * 1, tenant {@code default}, every entity, a sample a second with 10 % tolerance held for 5
 * periods, lateness 30 s, {@code onSwap: warm}, {@code emit: [verdict]}, {@code report: change}.
 * {@code lat: p99_ms} is short for {@code lat: {field: p99_ms}}, {@code T: 250} for {@code T:
 * {value: 250}}; a signal without {@code field} reads the field of its own name.
 */
public final class RuleDocuments {
    private static final int MAX_CHARACTERS = 1 << 20;
    private static final int MAX_DOCUMENTS = 1_000;
    private static final int MAX_NESTING = 32;
    private static final int MAX_ALIASES = 50;
    private static final String SYNTAX_FIX = "Check indentation, quotes and colons here.";

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
        Findings findings = new Findings(source);
        List<Rule> rules = new ArrayList<>();
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (body.length() > MAX_CHARACTERS) {
            findings.add(
                    RuleCode.TOO_LARGE,
                    1,
                    1,
                    body.length() + " characters (expected: at most " + MAX_CHARACTERS + ")",
                    "Split the file.");
        } else if (isReadable(body, findings)) {
            readDocuments(source, body, rules, findings);
        }
        return new Result(rules, findings.sorted());
    }

    /** Looks for characters that YAML forbids, which its reader would report without a line. */
    private static boolean isReadable(String text, Findings findings) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (!StreamReader.isPrintable(c)) {
                findings.add(
                        RuleCode.SYNTAX,
                        line,
                        column,
                        String.format("the character U+%04X, which YAML does not allow", c),
                        "Remove it, and save the file as UTF-8.");
                return false;
            }
            i += Character.charCount(c);
            if (c == '\n' || (c == '\r' && (i == text.length() || text.charAt(i) != '\n'))) {
                line++;
                column = 1;
            } else {
                column++;
            }
        }
        return true;
    }

    private static void readDocuments(
            String source, String text, List<Rule> rules, Findings findings) {
        LoaderOptions limits = new LoaderOptions();
        limits.setNestingDepthLimit(MAX_NESTING);
        limits.setMaxAliasesForCollections(MAX_ALIASES);
        limits.setCodePointLimit(MAX_CHARACTERS);
        StreamReader reader = new StreamReader(text);
        Composer composer = new Composer(new ParserImpl(reader, limits), new Resolver(), limits);
        int[] characters = text.codePoints().toArray();
        Map<RuleRef, Integer> lines = new HashMap<>();
        int documents = 0;
        while (!findings.isFull()) {
            Node document = next(composer, reader, findings);
            if (document == null) {
                break;
            }
            if (YamlMapping.isEmpty(document)) {
                continue;
            }
            if (++documents > MAX_DOCUMENTS) {
                findings.add(
                        RuleCode.TOO_LARGE,
                        document,
                        "more than " + MAX_DOCUMENTS + " documents",
                        "Split the file.");
                break;
            }
            Rule rule = new RuleReader(source, characters, findings).read(document);
            if (rule != null && isNew(rule, document, lines, findings)) {
                rules.add(rule);
            }
        }
        if (documents == 0 && findings.count() == 0) {
            findings.add(
                    RuleCode.NO_RULE,
                    1,
                    1,
                    "no rule document",
                    "Begin with: apiVersion: egc/v1, kind: Rule, metadata and spec.");
        }
    }

    private static boolean isNew(
            Rule rule, Node document, Map<RuleRef, Integer> lines, Findings findings) {
        int line = document.getStartMark().getLine() + 1;
        Integer before = lines.putIfAbsent(rule.ref(), line);
        if (before != null) {
            findings.add(
                    RuleCode.DUPLICATE_RULE,
                    document,
                    "rule " + rule.ref() + " is already at line " + before,
                    "Raise metadata.version, or remove one of them.");
        }
        return before == null;
    }

    /** The next document, or null after the last one or the first fault of syntax. */
    private static Node next(Composer composer, StreamReader reader, Findings findings) {
        try {
            return composer.checkNode() ? composer.getNode() : null;
        } catch (MarkedYAMLException e) {
            String reason = e.getProblem() == null ? e.getContext() : e.getProblem();
            if (e.getProblemMark() == null) {
                findings.add(RuleCode.SYNTAX, reader.getMark(), "YAML: " + reason, SYNTAX_FIX);
            } else {
                findings.add(RuleCode.SYNTAX, e.getProblemMark(), "YAML: " + reason, SYNTAX_FIX);
            }
        } catch (RuntimeException e) {
            // Limits come as exceptions without a place, and so do some slips of the parser.
            findings.add(
                    RuleCode.SYNTAX,
                    reader.getMark(),
                    "YAML: " + Shown.of(String.valueOf(e.getMessage())),
                    SYNTAX_FIX);
        }
        return null;
    }
}
