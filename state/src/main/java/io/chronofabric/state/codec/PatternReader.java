package io.chronofabric.state.codec;

import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.PatternRule.AfterMatch;
import io.chronofabric.state.model.PatternRule.Bounds;
import io.chronofabric.state.model.PatternRule.Feature;
import io.chronofabric.state.model.PatternRule.Skip;
import io.chronofabric.state.model.PatternRule.Step;
import io.chronofabric.state.model.PatternRule.WhenFull;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Makes a pattern of one document, or reports why it cannot. After a fault it reads on with the
 * default in its place, so that one pass finds them all.
 */
final class PatternReader {
    private static final int MAX_PARTIAL_MATCHES = 1_000_000;
    private static final int MAX_EVENTS = 1_000_000;
    private static final Bounds DEFAULT_BOUNDS = new Bounds(1_000, 10_000, WhenFull.OLDEST_OUT);
    private static final AfterMatch DEFAULT_AFTER = new AfterMatch(Skip.PAST_LAST, "");

    private final String source;
    private final int[] text;
    private final Findings findings;
    private final YamlScalars scalars;

    PatternReader(String source, int[] text, Findings findings) {
        this.source = source;
        this.text = text;
        this.findings = findings;
        scalars = new YamlScalars(findings);
    }

    /** The pattern, or null if anything is wrong with it. */
    PatternRule read(MappingNode root) {
        int before = findings.count();
        YamlMapping keys =
                new YamlMapping(
                        root, "", List.of("apiVersion", "kind", "metadata", "spec"), findings);
        scalars.expect(keys, "apiVersion", "egc/v1");
        RuleRef ref = new MetadataReader(findings, scalars).read(keys);
        Rule.Place at =
                new Rule.Place(
                        source,
                        root.getStartMark().getLine() + 1,
                        root.getStartMark().getColumn() + 1);
        PatternRule pattern = spec(keys, ref, at);
        return findings.count() == before ? pattern : null;
    }

    private PatternRule spec(YamlMapping document, RuleRef ref, Rule.Place at) {
        String fix = "Add spec with signals and sequence.";
        Node node = document.need("spec", fix);
        MappingNode mapping = node == null ? null : scalars.mapping(node, "spec", fix);
        if (mapping == null) {
            return null;
        }
        YamlMapping keys =
                new YamlMapping(
                        mapping,
                        "spec",
                        List.of(
                                "appliesTo",
                                "signals",
                                "features",
                                "params",
                                "lateness",
                                "within",
                                "sequence",
                                "afterMatch",
                                "bounds",
                                "guard"),
                        findings);
        NamedEntries entries = NamedEntries.ofFormula(findings, scalars);
        String entityPattern = new AppliesToReader(findings, scalars).read(keys.get("appliesTo"));
        List<Rule.SignalSpec> signals = new SignalsReader(findings, scalars, entries).read(keys);
        refuseAges(signals, keys);
        List<Feature> features =
                new FeaturesReader(findings, scalars, entries).read(keys.get("features"), signals);
        List<Rule.Param> params =
                new ParamsReader(findings, scalars, entries).read(keys.get("params"));
        long lateness = millis(keys, "lateness", 0, 0);
        long within = millis(keys, "within", 1, PatternRule.UNLIMITED);
        List<Step> steps = new StepReader(source, text, findings, scalars).read(keys);
        AfterMatch afterMatch = afterMatch(keys.get("afterMatch"), steps);
        Bounds bounds = bounds(keys.get("bounds"));
        long guard = millis(keys, "guard", 1, PatternRule.UNLIMITED);
        return new PatternRule(
                ref,
                entityPattern,
                signals,
                features,
                params,
                lateness,
                steps,
                within,
                afterMatch,
                bounds,
                guard,
                at);
    }

    private long millis(YamlMapping keys, String key, long least, long fallback) {
        Node node = keys.get(key);
        return node == null
                ? fallback
                : scalars.millis(node, keys.path(key), least).orElse(fallback);
    }

    /** A pattern looks at events; how long there was none is said by an absent step. */
    private void refuseAges(List<Rule.SignalSpec> signals, YamlMapping keys) {
        for (Rule.SignalSpec signal : signals) {
            if (signal.measure() == Rule.Measure.AGE) {
                findings.add(
                        DocumentCode.BAD_COMBINATION,
                        keys.get("signals"),
                        "spec.signals." + signal.name() + ": ageOf in a pattern",
                        "Write a step {none: NAME, when: CONDITION, within: DURATION} instead.");
            }
        }
    }

    private AfterMatch afterMatch(Node node, List<Step> steps) {
        if (node == null) {
            return DEFAULT_AFTER;
        }
        String path = "spec.afterMatch";
        if (node instanceof MappingNode mapping) {
            return afterStep(mapping, path, steps);
        }
        return scalars.word(
                        node,
                        path,
                        List.of("no-skip", "skip-to-next", "skip-past-last"),
                        List.of(Skip.NONE, Skip.TO_NEXT, Skip.PAST_LAST))
                .map(skip -> new AfterMatch(skip, ""))
                .orElse(DEFAULT_AFTER);
    }

    private AfterMatch afterStep(MappingNode mapping, String path, List<Step> steps) {
        YamlMapping keys =
                new YamlMapping(mapping, path, List.of("skipToFirst", "skipToLast"), findings);
        Node first = keys.get("skipToFirst");
        Node last = keys.get("skipToLast");
        if ((first == null) == (last == null)) {
            findings.add(
                    DocumentCode.BAD_COMBINATION,
                    mapping,
                    path + " (expected: one of skipToFirst, skipToLast)",
                    "Write afterMatch: {skipToLast: STEP}.");
            return DEFAULT_AFTER;
        }
        List<String> names = steps.stream().filter(step -> !step.absent()).map(Step::name).toList();
        Optional<String> step =
                scalars.word(
                        first == null ? last : first,
                        keys.path(first == null ? "skipToLast" : "skipToFirst"),
                        names,
                        names);
        return step.map(name -> new AfterMatch(first == null ? Skip.TO_LAST : Skip.TO_FIRST, name))
                .orElse(DEFAULT_AFTER);
    }

    private Bounds bounds(Node node) {
        String path = "spec.bounds";
        MappingNode mapping =
                node == null
                        ? null
                        : scalars.mapping(
                                node, path, "Write bounds: {partialMatches: 1000, events: 10000}.");
        if (mapping == null) {
            return DEFAULT_BOUNDS;
        }
        YamlMapping keys =
                new YamlMapping(
                        mapping, path, List.of("partialMatches", "events", "whenFull"), findings);
        Node partialMatches = keys.get("partialMatches");
        Node events = keys.get("events");
        Node whenFull = keys.get("whenFull");
        return new Bounds(
                partialMatches == null
                        ? DEFAULT_BOUNDS.partialMatches()
                        : scalars.whole(
                                        partialMatches,
                                        keys.path("partialMatches"),
                                        1,
                                        MAX_PARTIAL_MATCHES)
                                .orElse(1),
                events == null
                        ? DEFAULT_BOUNDS.events()
                        : scalars.whole(events, keys.path("events"), 1, MAX_EVENTS).orElse(1),
                whenFull == null
                        ? DEFAULT_BOUNDS.whenFull()
                        : scalars.word(
                                        whenFull,
                                        keys.path("whenFull"),
                                        List.of("oldest-out", "newest-refused", "sample"),
                                        List.of(WhenFull.values()))
                                .orElse(WhenFull.OLDEST_OUT));
    }
}
