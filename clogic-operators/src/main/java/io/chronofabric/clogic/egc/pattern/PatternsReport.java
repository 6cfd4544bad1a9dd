package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.state.model.RuleRef;
import java.util.List;
import java.util.Objects;

/**
 * What is known of an entity for its patterns, for people.
 *
 * @param settledNanos every event before this instant has been looked at; nanoseconds since the
 *     epoch
 * @param provisional matches that were told before the watermark settled them
 * @param patterns its patterns, in their order
 */
public record PatternsReport(long settledNanos, int provisional, List<PatternStanding> patterns) {
    /** Copies the list. */
    public PatternsReport {
        patterns = List.copyOf(patterns);
    }

    /**
     * How far one pattern is with the entity.
     *
     * @param pattern which pattern and version
     * @param partialMatches sequences that have begun
     * @param keptEvents events of them
     * @param windows values in the windows of its features, in their order
     */
    public record PatternStanding(
            RuleRef pattern, int partialMatches, int keptEvents, List<Integer> windows) {
        /** Copies the list. */
        public PatternStanding {
            Objects.requireNonNull(pattern, "pattern");
            windows = List.copyOf(windows);
        }
    }

    /** Of an entity's state. */
    public static PatternsReport of(PatternsState state) {
        return new PatternsReport(
                state.settledNanos(),
                state.foretold().size(),
                state.patterns().stream().map(PatternsReport::standing).toList());
    }

    private static PatternStanding standing(PatternProgress progress) {
        return new PatternStanding(
                progress.ref(),
                progress.runs().partialMatches(),
                progress.runs().keptEvents(),
                progress.windows().sizes());
    }
}
