package io.chronofabric.state.codec;

import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Verdict;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Reads what a rule gives out: {@code spec.emit}, the kinds of results, and {@code spec.report},
 * how often they come. Either node is null where the author left it out, which gives the default.
 */
final class OutputReader {
    private final Findings findings;
    private final YamlScalars scalars;

    OutputReader(Findings findings, YamlScalars scalars) {
        this.findings = findings;
        this.scalars = scalars;
    }

    Set<Verdict.Kind> emit(Node node) {
        Set<Verdict.Kind> kinds = EnumSet.noneOf(Verdict.Kind.class);
        if (node == null) {
            return Set.of(Verdict.Kind.VERDICT);
        }
        String fix = "Write emit: [verdict], with interval and correction as you need them.";
        List<Node> words = scalars.list(node, "spec.emit", "a list of words", fix);
        if (words == null) {
            return kinds;
        }
        if (words.isEmpty()) {
            findings.add(DocumentCode.MISSING, node, "spec.emit is empty", fix);
        }
        for (Node word : words) {
            if (findings.isFull()) {
                return kinds;
            }
            scalars.word(
                            word,
                            "spec.emit",
                            List.of("interval", "verdict", "correction"),
                            List.of(
                                    Verdict.Kind.INTERVAL,
                                    Verdict.Kind.VERDICT,
                                    Verdict.Kind.CORRECTION))
                    .filter(kind -> !kinds.add(kind))
                    .ifPresent(
                            kind ->
                                    findings.add(
                                            DocumentCode.DUPLICATE_KEY,
                                            word,
                                            "spec.emit: "
                                                    + ((ScalarNode) word).getValue()
                                                    + " is there twice",
                                            "Keep one of them."));
        }
        return kinds;
    }

    Rule.Report report(Node node) {
        Rule.Report fallback = new Rule.Report.OnChange();
        if (node == null) {
            return fallback;
        }
        String path = "spec.report";
        Optional<String> given = scalars.text(node, path);
        if (given.isEmpty()) {
            return fallback;
        }
        if (!given.get().isEmpty() && Character.isDigit(given.get().charAt(0))) {
            OptionalLong millis = scalars.millis(node, path, 1);
            return millis.isPresent() ? new Rule.Report.Period(millis.getAsLong()) : fallback;
        }
        return switch (given.get()) {
            case "change" -> fallback;
            case "every" -> new Rule.Report.Every();
            default -> {
                findings.addUnknown(
                        DocumentCode.UNKNOWN_WORD,
                        node,
                        path,
                        given.get(),
                        List.of("change", "every", "10s"));
                yield fallback;
            }
        };
    }
}
