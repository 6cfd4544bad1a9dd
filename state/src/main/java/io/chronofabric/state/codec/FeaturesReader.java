package io.chronofabric.state.codec;

import io.chronofabric.state.model.PatternRule.Feature;
import io.chronofabric.state.model.PatternRule.Statistic;
import io.chronofabric.state.model.Rule;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the section {@code spec.features} of a pattern: {@code NAME: {mean: SIGNAL, over: 5m}}. */
final class FeaturesReader {
    /** The most features of a pattern. */
    static final int MAX_FEATURES = 64;

    private static final String FIX = "Write NAME: {mean: SIGNAL, over: 5m}.";
    private static final List<String> STATISTICS =
            Arrays.stream(Statistic.values())
                    .map(statistic -> statistic.name().toLowerCase(Locale.ROOT))
                    .toList();

    private final Findings findings;
    private final YamlScalars scalars;
    private final NamedEntries entries;

    FeaturesReader(Findings findings, YamlScalars scalars, NamedEntries entries) {
        this.findings = findings;
        this.scalars = scalars;
        this.entries = entries;
    }

    /** The features; {@code node} is null where the section is left out. */
    List<Feature> read(Node node, List<Rule.SignalSpec> signals) {
        return node == null
                ? List.of()
                : entries.read(
                        node, "spec.features", MAX_FEATURES, FIX, entry -> feature(entry, signals));
    }

    private Feature feature(NamedEntries.Entry entry, List<Rule.SignalSpec> signals) {
        List<String> names = signals.stream().map(Rule.SignalSpec::name).toList();
        if (names.contains(entry.name())) {
            findings.add(
                    DocumentCode.DUPLICATE_KEY,
                    entry.value(),
                    entry.path() + ": a signal has that name",
                    "Choose another name.");
        }
        Feature none = new Feature(entry.name(), Statistic.COUNT, "", 1);
        MappingNode mapping = scalars.mapping(entry.value(), entry.path(), FIX);
        if (mapping == null) {
            return none;
        }
        List<String> known = new ArrayList<>(STATISTICS);
        known.add("over");
        YamlMapping keys = new YamlMapping(mapping, entry.path(), known, findings);
        List<String> asked = STATISTICS.stream().filter(word -> keys.get(word) != null).toList();
        if (asked.size() != 1) {
            findings.add(
                    asked.isEmpty() ? DocumentCode.MISSING : DocumentCode.BAD_COMBINATION,
                    entry.value(),
                    entry.path()
                            + (asked.isEmpty() ? " says not what of a signal" : ": " + asked)
                            + " (expected: one of "
                            + String.join(", ", STATISTICS)
                            + ")",
                    FIX);
            return none;
        }
        Node over = keys.need("over", "Add over: DURATION.");
        long window = over == null ? 1 : scalars.millis(over, entry.path() + ".over", 1).orElse(1);
        Statistic statistic = Statistic.valueOf(asked.get(0).toUpperCase(Locale.ROOT));
        String signal =
                scalars.word(
                                keys.get(asked.get(0)),
                                entry.path() + "." + asked.get(0),
                                names,
                                names)
                        .orElse("");
        return new Feature(entry.name(), statistic, signal, window);
    }
}
