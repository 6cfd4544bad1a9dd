package io.chronofabric.state.codec;

import io.chronofabric.core.Problem;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleTest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads rule tests in YAML: one or more documents, separated by {@code ---}. Everything that is
 * wrong with a text is found in one pass, each with its place; nothing a text contains is ever run
 * or made an object of, and no text makes it throw.
 *
 * <pre>{@code
 * apiVersion: egc/v1
 * kind: RuleTest
 * metadata: {id: latency}
 * spec:
 *   rules: [latency.yaml]               # as the loader finds them
 *   start: 2026-01-01T00:00:00Z         # what 0s stands for
 *   entity: svc-1
 *   outOfOrderness: 0s                  # the watermark: newest event - this - 1 ms
 *   cases:
 *     - name: one slow second is forgiven
 *       rule: latency-slo               # needed where there are several
 *       given:                          # in order of arrival
 *         - {at: 0s, every: 1s, fields: {p99_ms: [100, 300, null, 100 x8]}}
 *         - {at: 2s, node: 1, fields: {p99_ms: 400}}
 *         - together:                   # merged in order of time
 *             - {at: 20s, entity: svc-1, fields: {p99_ms: 100}}
 *             - {at: 19s, entity: svc-2, fields: {p99_ms: 100}}
 *       expect:
 *         verdicts:
 *           - {at: 1s, is: holds, robustness: 150, tolerance: 0.5, decidedBy: lat <= $T}
 *           - {from: 3s, to: 9s, is: unanswered}
 *         alerts: []
 *         clears: [{at: 3s, entity: svc-1, rule: latency-slo}, 9s]
 *         corrections: [{at: 2s, is: broken}]
 *         matches: [{at: 42s, rule: storm, steps: {spike: 1, worse: 3}}]
 *         rejected: [{at: 2s, reason: LATE, by: rules}]
 *         duplicates: 0
 *         ungoverned: 0
 * }</pre>
 */
public final class RuleTestDocuments {
    private static final String PREFIX = "TEST";

    private RuleTestDocuments() {}

    /** Finds the rules and patterns that a test names. */
    public interface RuleLoader {
        /** What the file holds that a test calls so; does not throw. */
        Loaded load(String path);
    }

    /**
     * The rules and patterns of a file, or why it cannot be used.
     *
     * @param rules the rules
     * @param patterns the patterns
     * @param reason why it cannot be used; empty if it can
     * @param fix what to do about it
     */
    public record Loaded(List<Rule> rules, List<PatternRule> patterns, String reason, String fix) {
        /** Makes the lists unmodifiable. */
        public Loaded {
            rules = List.copyOf(rules);
            patterns = List.copyOf(patterns);
        }

        /** Rules and patterns that can be used. */
        public static Loaded of(List<Rule> rules, List<PatternRule> patterns) {
            return new Loaded(rules, patterns, "", "");
        }

        /** Neither. */
        public static Loaded unusable(String reason, String fix) {
            return new Loaded(List.of(), List.of(), reason, fix);
        }
    }

    /**
     * What reading a text gives.
     *
     * @param tests the tests of the documents without an error, in order
     * @param problems everything that was found, in order of place
     */
    public record Result(List<RuleTest> tests, List<Problem> problems) {
        /** Makes the lists unmodifiable. */
        public Result {
            tests = List.copyOf(tests);
            problems = List.copyOf(problems);
        }

        /** Whether anything is so wrong that a document cannot be used. */
        public boolean hasErrors() {
            return problems.stream().anyMatch(Problem::isError);
        }
    }

    /**
     * The tests of a text, and what is wrong with it. Never throws.
     *
     * @param source file name or other origin, for messages
     * @param text the documents; at most 1 MiB of characters, 1,000 documents and 200,000 values of
     *     fields
     * @param loader finds the rules
     */
    public static Result read(String source, String text, RuleLoader loader) {
        Findings findings = new Findings(source, PREFIX);
        List<RuleTest> tests = new ArrayList<>();
        List<Problem> warnings = new ArrayList<>();
        RuleTestBudget budget = new RuleTestBudget(findings);
        new YamlDocuments(
                        "rule test",
                        "Begin with: apiVersion: egc/v1, kind: RuleTest, metadata and spec.",
                        findings)
                .read(
                        text,
                        (document, characters) -> {
                            RuleTestReader reader =
                                    new RuleTestReader(source, findings, loader, budget);
                            RuleTest test = reader.read(document);
                            if (test != null) {
                                tests.add(test);
                                warnings.addAll(new RuleTestFields(source, PREFIX).unread(test));
                            }
                        });
        List<Problem> problems = new ArrayList<>(findings.sorted());
        problems.addAll(warnings);
        problems.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
        return new Result(tests, problems);
    }
}
