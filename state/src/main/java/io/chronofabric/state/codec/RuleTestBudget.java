package io.chronofabric.state.codec;

import org.yaml.snakeyaml.nodes.Node;

/**
 * How many values the tests of one text may still hold: a few characters can stand for very many of
 * them. What is beyond the budget is reported once a document. Not thread-safe.
 */
final class RuleTestBudget {
    private static final int MAX_VALUES = 200_000;

    private final Findings findings;
    private long left = MAX_VALUES;
    private boolean reported;

    RuleTestBudget(Findings findings) {
        this.findings = findings;
    }

    /** Begins another document, which is told anew that nothing is left. */
    void nextDocument() {
        reported = false;
    }

    /** Whether so many values may be added, which are then taken from the budget. */
    boolean take(long values, Node at) {
        if (values <= left) {
            left -= values;
            return true;
        }
        if (!reported) {
            reported = true;
            findings.add(
                    DocumentCode.TOO_LARGE,
                    at,
                    "more than " + MAX_VALUES + " values of fields",
                    "Split the file, or give each case fewer events.");
        }
        return false;
    }
}
