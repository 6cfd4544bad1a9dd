package io.chronofabric.state.codec;

import io.chronofabric.core.DidYouMean;
import io.chronofabric.core.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The problems of one text, in order of place. Takes a bounded number, after which reading it
 * further tells nobody more.
 */
final class Findings {
    private static final int MAX = 1_000;

    /** So many words are listed to choose from. */
    private static final int MAX_SHOWN = 20;

    /** So many problems get the word that was probably meant; looking for it is slow. */
    private static final int MAX_MEANT = 100;

    private final String source;
    private final String prefix;
    private final List<Problem> problems = new ArrayList<>();

    /**
     * @param source file name or other origin
     * @param prefix of the codes, such as {@code RULE}
     */
    Findings(String source, String prefix) {
        this.source = source;
        this.prefix = prefix;
    }

    void add(DocumentCode code, Node at, String reason, String fix) {
        add(code, at.getStartMark(), reason, fix);
    }

    void add(DocumentCode code, Mark at, String reason, String fix) {
        add(code, at.getLine() + 1, at.getColumn() + 1, reason, fix);
    }

    void add(DocumentCode code, int line, int column, String reason, String fix) {
        if (problems.size() < MAX) {
            problems.add(Problem.error(code.in(prefix), source, line, column, reason, fix));
        } else if (problems.size() == MAX) {
            problems.add(
                    Problem.error(
                            DocumentCode.TOO_LARGE.in(prefix),
                            source,
                            line,
                            column,
                            "more than " + MAX + " problems; the rest is not shown",
                            "Mend these first."));
        }
    }

    /** Adds a problem about a word that is none of the known ones. */
    void addUnknown(
            DocumentCode code, Node at, String what, String given, Collection<String> known) {
        String choice =
                String.join(", ", known.stream().limit(MAX_SHOWN).toList())
                        + (known.size() > MAX_SHOWN
                                ? " and " + (known.size() - MAX_SHOWN) + " more"
                                : "");
        add(
                code,
                at,
                what + ": " + Shown.of(given) + " (expected: " + choice + ")",
                Optional.of(known)
                        .filter(words -> problems.size() < MAX_MEANT)
                        .flatMap(words -> DidYouMean.suggest(given, words))
                        .map(meant -> "Did you mean " + meant + "?" + lookalike(given))
                        .orElse("Use one of " + choice + "."));
    }

    /** Letters of other scripts look like ours. */
    private static String lookalike(String given) {
        return given.codePoints()
                .filter(c -> c > 0x7F)
                .mapToObj(c -> String.format(" It has a U+%04X in it.", c))
                .findFirst()
                .orElse("");
    }

    int count() {
        return problems.size();
    }

    /** Whether so many were found that looking for more is no use. */
    boolean isFull() {
        return problems.size() > MAX;
    }

    List<Problem> sorted() {
        return problems.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .toList();
    }
}
