package io.chronofabric.jobs.plan;

/**
 * What is foretold of one operator that keeps state of entities.
 *
 * @param events events kept of an entity, on average
 * @param partialMatches sequences of an entity that have begun, on average
 * @param entityBytes state of an entity as its serializers write it, on average
 * @param budgetBytes the same as {@code state.budget} measures it
 * @param checkpointBytes of a full checkpoint of all entities
 * @param eventNanos processor time that an event took here
 * @param isFull whether an entity was sent more events than may be kept of it
 */
public record OperatorPlan(
        double events,
        double partialMatches,
        double entityBytes,
        double budgetBytes,
        double checkpointBytes,
        double eventNanos,
        boolean isFull) {
    /** Of an operator that is not there. */
    public static final OperatorPlan NONE = new OperatorPlan(0, 0, 0, 0, 0, 0, false);
}
