package io.chronofabric.state.model;

/**
 * What two versions of a rule would have said of one entity.
 *
 * @param entity the entity
 * @param baseline what the version compared with would have said
 * @param candidate what the other would have said
 * @param differences how often they began to differ
 * @param firstMillis the first moment at which they differ; meaningless if there is none
 * @param differingMillis for how long they differ, up to the last moment that both judged
 */
public record BacktestOutcome(
        String entity,
        Count baseline,
        Count candidate,
        long differences,
        long firstMillis,
        long differingMillis) {

    /**
     * What one version would have said.
     *
     * @param moments moments it judges
     * @param broken those at which it is broken
     * @param alerts alerts it raises
     */
    public record Count(long moments, long broken, long alerts) {}

    /** Whether the entity would have had other verdicts. */
    public boolean isChanged() {
        return differences > 0;
    }
}
