package io.chronofabric.jobs.plan;

/**
 * What is foretold.
 *
 * @param events events kept of an entity, on average
 * @param entityBytes state of an entity as its serializers write it, on average
 * @param budgetBytes the same as {@code state.budget} measures it
 * @param checkpointBytes of a full checkpoint of all entities
 * @param governNanos processor time that governing an event took here
 * @param cores processor cores at {@link StatePlanner#BUSY}
 * @param isFull whether entities reached the most events that may be kept, so that more are refused
 * @param simulated events that were simulated
 */
public record StatePlan(
        double events,
        double entityBytes,
        double budgetBytes,
        double checkpointBytes,
        double governNanos,
        double cores,
        boolean isFull,
        long simulated) {}
