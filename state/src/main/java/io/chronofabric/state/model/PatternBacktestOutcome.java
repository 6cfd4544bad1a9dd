package io.chronofabric.state.model;

/**
 * What two versions of a pattern would have found in the events of one entity. A match is the same
 * for both if the same events took the same steps, and it ended at the same moment.
 *
 * @param entity the entity
 * @param baseline matches of the version compared with
 * @param candidate matches of the other
 * @param onlyBaseline matches that only the version compared with has
 * @param onlyCandidate matches that only the other has
 * @param firstMillis when the first match ended that only one of them has; meaningless if there is
 *     none
 */
public record PatternBacktestOutcome(
        String entity,
        Count baseline,
        Count candidate,
        long onlyBaseline,
        long onlyCandidate,
        long firstMillis) {

    /**
     * What one version would have said.
     *
     * @param matches matches it finds
     * @param alerts notifications it sends
     */
    public record Count(long matches, long alerts) {}

    /** Whether the entity would have had other matches. */
    public boolean isChanged() {
        return differences() > 0;
    }

    /** Matches that only one of them has. */
    public long differences() {
        return onlyBaseline + onlyCandidate;
    }
}
