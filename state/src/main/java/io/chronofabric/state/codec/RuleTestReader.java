package io.chronofabric.state.codec;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.RuleTest;
import io.chronofabric.state.model.Signal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Makes a rule test of one document, or reports why it cannot. After a fault it reads on, so that
 * one pass finds them all; but a document whose rules cannot be loaded is not held against them.
 */
final class RuleTestReader {
    private static final int MAX_RULE_FILES = 100;
    private static final int MAX_CASES = 1_000;

    /** 2026-01-01, a multiple of every period that divides a day. */
    private static final long DEFAULT_START_NANOS = 1_767_225_600_000_000_000L;

    private final String source;
    private final Findings findings;
    private final YamlScalars scalars;
    private final RuleTestDocuments.RuleLoader loader;
    private final RuleTestBudget budget;

    RuleTestReader(
            String source,
            Findings findings,
            RuleTestDocuments.RuleLoader loader,
            RuleTestBudget budget) {
        this.source = source;
        this.findings = findings;
        this.scalars = new YamlScalars(findings);
        this.loader = loader;
        this.budget = budget;
    }

    /** The test, or null if anything is wrong with it. */
    RuleTest read(Node document) {
        budget.nextDocument();
        int before = findings.count();
        MappingNode root =
                scalars.mapping(
                        document, "document", "Begin with apiVersion, kind, metadata and spec.");
        if (root == null) {
            return null;
        }
        YamlMapping keys =
                new YamlMapping(
                        root, "", List.of("apiVersion", "kind", "metadata", "spec"), findings);
        int beforeKind = findings.count();
        scalars.expect(keys, "apiVersion", "egc/v1");
        scalars.expect(keys, "kind", "RuleTest");
        if (findings.count() > beforeKind) {
            // A rule, most likely: all else would be reported as if it were a test.
            return null;
        }
        String id = new MetadataReader(findings, scalars).id(keys);
        RuleTest test = spec(keys, id);
        return findings.count() == before ? test : null;
    }

    private RuleTest spec(YamlMapping document, String id) {
        String fix = "Add spec with rules and cases.";
        Node node = document.need("spec", fix);
        MappingNode mapping = node == null ? null : scalars.mapping(node, "spec", fix);
        if (mapping == null) {
            return null;
        }
        YamlMapping keys =
                new YamlMapping(
                        mapping,
                        "spec",
                        List.of("rules", "start", "entity", "outOfOrderness", "cases"),
                        findings);
        int before = findings.count();
        RuleTestSubjects tested = subjects(keys.need("rules", "Add rules: [FILE]."));
        boolean loaded = findings.count() == before;
        long start = start(keys.get("start"));
        Optional<String> entity = entity(keys.get("entity"), "spec.entity");
        long wait = wait(keys.get("outOfOrderness"), "spec.outOfOrderness", 0);
        Node casesNode = keys.need("cases", "Add cases.");
        if (casesNode == null) {
            return null;
        }
        RuleTestScope scope =
                new RuleTestScope(
                        source, findings, scalars, start, loaded ? tested : null, entity, null);
        return new RuleTest(
                id, tested.rules(), tested.patterns(), start, cases(casesNode, scope, wait));
    }

    private RuleTestSubjects subjects(Node node) {
        List<Rule> rules = new ArrayList<>();
        List<PatternRule> patterns = new ArrayList<>();
        RuleTestSubjects tested = new RuleTestSubjects(rules, patterns);
        List<Node> paths =
                node == null
                        ? null
                        : scalars.list(
                                node,
                                "spec.rules",
                                "a list of rule files",
                                "Write rules: [FILE], relative to this file.");
        if (paths == null) {
            return tested;
        }
        if (paths.isEmpty()) {
            findings.add(DocumentCode.MISSING, node, "spec.rules is empty", "Name a rule file.");
        } else if (paths.size() > MAX_RULE_FILES) {
            findings.add(
                    DocumentCode.TOO_LARGE,
                    node,
                    "spec.rules: " + paths.size() + " (expected: at most " + MAX_RULE_FILES + ")",
                    "Split the test.");
            return tested;
        }
        Map<RuleRef, String> files = new HashMap<>();
        for (Node pathNode : paths) {
            Optional<String> path = scalars.shortText(pathNode, "spec.rules");
            if (path.isEmpty() || path.get().isBlank()) {
                continue;
            }
            RuleTestDocuments.Loaded loaded = loader.load(path.get());
            if (!loaded.reason().isEmpty()) {
                findings.add(
                        DocumentCode.UNREADABLE,
                        pathNode,
                        "spec.rules: " + Shown.of(path.get()) + " " + loaded.reason(),
                        loaded.fix());
            }
            for (Rule rule : loaded.rules()) {
                if (isNew(rule.ref(), path.get(), pathNode, files)) {
                    rules.add(rule);
                }
            }
            for (PatternRule pattern : loaded.patterns()) {
                if (isNew(pattern.ref(), path.get(), pathNode, files)) {
                    patterns.add(pattern);
                }
            }
        }
        return tested;
    }

    private boolean isNew(RuleRef ref, String path, Node at, Map<RuleRef, String> files) {
        String before = files.putIfAbsent(ref, path);
        if (before != null) {
            findings.add(
                    DocumentCode.DUPLICATE,
                    at,
                    "rule " + ref + " is also in " + Shown.of(before),
                    "Name only one of the files.");
        }
        return before == null;
    }

    private long start(Node node) {
        Optional<String> given = node == null ? Optional.empty() : scalars.text(node, "spec.start");
        if (given.isEmpty()) {
            return DEFAULT_START_NANOS;
        }
        try {
            long start = Timestamps.parseIso(given.get());
            if (start <= RuleTestScope.MAX_START_NANOS) {
                return start;
            }
            findings.add(
                    DocumentCode.OUT_OF_RANGE,
                    node,
                    "spec.start: " + Shown.of(given.get()) + " (expected: before 2200)",
                    "Choose an earlier one.");
        } catch (ChronoFabricException e) {
            findings.add(
                    DocumentCode.WRONG_TYPE,
                    node,
                    "spec.start: " + Shown.of(given.get()) + " (expected: " + e.expected() + ")",
                    e.action());
        }
        return DEFAULT_START_NANOS;
    }

    private Optional<String> entity(Node node, String path) {
        return node == null ? Optional.empty() : scalars.shortText(node, path);
    }

    private long wait(Node node, String path, long otherwise) {
        return node == null ? otherwise : scalars.millis(node, path, 0).orElse(otherwise);
    }

    private List<RuleTest.Case> cases(Node node, RuleTestScope scope, long wait) {
        List<RuleTest.Case> cases = new ArrayList<>();
        List<Node> nodes =
                scalars.list(node, "spec.cases", "a list", "Write each as - name, given, expect.");
        if (nodes == null) {
            return cases;
        }
        if (nodes.isEmpty()) {
            findings.add(DocumentCode.MISSING, node, "spec.cases is empty", "Write a case.");
        } else if (nodes.size() > MAX_CASES) {
            findings.add(
                    DocumentCode.TOO_LARGE,
                    node,
                    "spec.cases: " + nodes.size() + " (expected: at most " + MAX_CASES + ")",
                    "Split the test.");
            return cases;
        }
        Map<String, Integer> lines = new HashMap<>();
        for (Node each : nodes) {
            if (findings.isFull()) {
                break;
            }
            readCase(each, scope, wait, lines).ifPresent(cases::add);
        }
        return cases;
    }

    private Optional<RuleTest.Case> readCase(
            Node node, RuleTestScope scope, long specWait, Map<String, Integer> lines) {
        MappingNode mapping =
                scalars.mapping(node, "spec.cases", "Write - name, given and expect.");
        if (mapping == null) {
            return Optional.empty();
        }
        YamlMapping keys =
                new YamlMapping(
                        mapping,
                        "case",
                        List.of("name", "rule", "entity", "outOfOrderness", "given", "expect"),
                        findings);
        Optional<String> name = name(keys, lines);
        Optional<String> entity = entity(keys.get("entity"), "case.entity");
        long wait = wait(keys.get("outOfOrderness"), "case.outOfOrderness", specWait);
        RuleTestScope inner = scope.of(entity);
        Node ruleNode = keys.get("rule");
        inner = ruleNode == null ? inner : inner.ofRule(ruleNode, "case.rule");
        int before = findings.count();
        Node givenNode = keys.need("given", "Add given, the events in order of arrival.");
        List<Signal> given =
                givenNode == null
                        ? List.of()
                        : new RuleTestGivenReader(inner, budget).read(givenNode);
        boolean eventsKnown = findings.count() == before;
        TreeSet<String> entities = new TreeSet<>();
        given.forEach(signal -> entities.add(signal.entity()));
        Node expectNode = keys.need("expect", "Add expect, what must come of the events.");
        RuleTest.Expect expect =
                expectNode == null
                        ? null
                        : new RuleTestExpectReader(inner, eventsKnown ? entities : null)
                                .read(expectNode);
        return expect == null
                ? Optional.empty()
                : Optional.of(
                        new RuleTest.Case(name.orElse(""), inner.place(node), wait, given, expect));
    }

    private Optional<String> name(YamlMapping keys, Map<String, Integer> lines) {
        Node node = keys.need("name", "Add name: what the case shows.");
        Optional<String> name =
                node == null ? Optional.empty() : scalars.shortText(node, "case.name");
        if (name.isPresent()) {
            Integer before = lines.putIfAbsent(name.get(), node.getStartMark().getLine() + 1);
            if (before != null) {
                findings.add(
                        DocumentCode.DUPLICATE,
                        node,
                        "case " + Shown.of(name.get()) + " is already at line " + before,
                        "Choose another name.");
            }
        }
        return name;
    }
}
