package io.chronofabric.state.codec;

import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Makes a rule of one document, or reports why it cannot. After a fault it reads on with the
 * default in its place, so that one pass finds them all. Larger sections have readers of their own.
 */
final class RuleReader {
    private static final long DEFAULT_LATENESS_MILLIS = 30_000;

    private final String source;
    private final int[] text;
    private final Findings findings;
    private final YamlScalars scalars;

    RuleReader(String source, int[] text, Findings findings) {
        this.source = source;
        this.text = text;
        this.findings = findings;
        scalars = new YamlScalars(findings);
    }

    /** The rule, or null if anything is wrong with it. */
    Rule read(MappingNode root) {
        int before = findings.count();
        YamlMapping keys =
                new YamlMapping(
                        root, "", List.of("apiVersion", "kind", "metadata", "spec"), findings);
        scalars.expect(keys, "apiVersion", "egc/v1");
        RuleRef ref = new MetadataReader(findings, scalars).read(keys);
        Rule rule = spec(keys, ref);
        return findings.count() == before ? rule : null;
    }

    private Rule spec(YamlMapping document, RuleRef ref) {
        String fix = "Add spec with signals and formula.";
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
                                "sampling",
                                "lateness",
                                "params",
                                "formula",
                                "onSwap",
                                "emit",
                                "report",
                                "semantics",
                                "engine"),
                        findings);
        NamedEntries entries = NamedEntries.ofFormula(findings, scalars);
        OutputReader output = new OutputReader(findings, scalars);
        String entityPattern = new AppliesToReader(findings, scalars).read(keys.get("appliesTo"));
        List<Rule.SignalSpec> signals = new SignalsReader(findings, scalars, entries).read(keys);
        Rule.Sampling sampling = new SamplingReader(findings, scalars).read(keys.get("sampling"));
        Node latenessNode = keys.get("lateness");
        long lateness =
                latenessNode == null
                        ? DEFAULT_LATENESS_MILLIS
                        : scalars.millis(latenessNode, "spec.lateness", 0)
                                .orElse(DEFAULT_LATENESS_MILLIS);
        List<Rule.Param> params =
                new ParamsReader(findings, scalars, entries).read(keys.get("params"));
        Node formulaNode = keys.need("formula", "Add formula: \"…\".");
        Optional<String> formula =
                formulaNode == null
                        ? Optional.empty()
                        : new FormulaReader(findings, scalars).read(formulaNode, "spec.formula");
        Rule.OnSwap onSwap = onSwap(keys.get("onSwap"));
        Set<Verdict.Kind> emit = output.emit(keys.get("emit"));
        Rule.Report report = output.report(keys.get("report"));
        Rule.Semantics semantics = semantics(keys.get("semantics"));
        Rule.Engine engine = engine(keys.get("engine"));
        if (formula.isEmpty()) {
            return null;
        }
        return new Rule(
                ref,
                entityPattern,
                signals,
                sampling,
                lateness,
                params,
                formula.get(),
                FormulaPlace.of(source, text, (ScalarNode) formulaNode),
                onSwap,
                emit,
                report,
                semantics,
                engine);
    }

    private Rule.Semantics semantics(Node node) {
        return node == null
                ? Rule.Semantics.ROBUSTNESS
                : scalars.word(
                                node,
                                "spec.semantics",
                                Arrays.stream(Rule.Semantics.values())
                                        .map(RuleReader::wordOf)
                                        .toList(),
                                List.of(Rule.Semantics.values()))
                        .orElse(Rule.Semantics.ROBUSTNESS);
    }

    private static String wordOf(Rule.Semantics semantics) {
        return semantics.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Rule.OnSwap onSwap(Node node) {
        return node == null
                ? Rule.OnSwap.WARM
                : scalars.word(
                                node,
                                "spec.onSwap",
                                List.of("cold", "warm", "carry"),
                                List.of(Rule.OnSwap.COLD, Rule.OnSwap.WARM, Rule.OnSwap.CARRY))
                        .orElse(Rule.OnSwap.WARM);
    }

    private Rule.Engine engine(Node node) {
        return node == null
                ? Rule.Engine.AUTO
                : scalars.word(
                                node,
                                "spec.engine",
                                List.of("auto", "monitor", "cep"),
                                List.of(Rule.Engine.AUTO, Rule.Engine.MONITOR, Rule.Engine.CEP))
                        .orElse(Rule.Engine.AUTO);
    }
}
