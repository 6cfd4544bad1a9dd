package io.chronofabric.state.codec;

import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the text of a formula or condition, which is looked into later. */
final class FormulaReader {
    private static final int MAX_FORMULA = 1 << 16;

    private final Findings findings;
    private final YamlScalars scalars;

    FormulaReader(Findings findings, YamlScalars scalars) {
        this.findings = findings;
        this.scalars = scalars;
    }

    /** The text without blanks around it; nothing where it is no text or too long. */
    Optional<String> read(Node node, String path) {
        Optional<String> formula = scalars.text(node, path).map(String::strip);
        if (formula.isPresent() && formula.get().isEmpty()) {
            findings.add(DocumentCode.MISSING, node, path + " is empty", "Write the formula.");
        } else if (formula.isPresent() && formula.get().length() > MAX_FORMULA) {
            findings.add(
                    DocumentCode.TOO_LARGE,
                    node,
                    path
                            + ": "
                            + formula.get().length()
                            + " characters (expected: at most "
                            + MAX_FORMULA
                            + ")",
                    "Split the rule.");
        }
        return formula;
    }
}
