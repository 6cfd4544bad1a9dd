package io.chronofabric.jobs.plan;

import io.chronofabric.state.model.RuleRef;
import java.util.List;

/**
 * What is foretold of a job.
 *
 * @param rules of the operator that governs by rules
 * @param patterns of the one that looks for patterns; {@link OperatorPlan#NONE} where there are
 *     none
 * @param atMostBytes what the patterns may keep of an entity at most, by their bounds
 * @param eventNanos processor time of an event on its whole way
 * @param cores processor cores at {@link StatePlanner#BUSY}
 * @param apart rules and patterns that look at none of the entities that were tried, since their
 *     names don't fit: what they take is not in the plan
 * @param isSettled whether what is kept stayed the same at the end; if not, it may become more
 */
public record StatePlan(
        OperatorPlan rules,
        OperatorPlan patterns,
        double atMostBytes,
        double eventNanos,
        double cores,
        List<RuleRef> apart,
        boolean isSettled) {
    /** Copies the list. */
    public StatePlan {
        apart = List.copyOf(apart);
    }

    /** State of an entity as its serializers write it, on average. */
    public double entityBytes() {
        return rules.entityBytes() + patterns.entityBytes();
    }

    /** Of a full checkpoint of all entities. */
    public double checkpointBytes() {
        return rules.checkpointBytes() + patterns.checkpointBytes();
    }

    /**
     * State of an entity as {@code state.budget} measures it: of the operator that keeps more,
     * since each has a budget of its own and all are given the same.
     */
    public double budgetBytes() {
        return Math.max(rules.budgetBytes(), patterns.budgetBytes());
    }

    /** Whether an entity was sent more events than may be kept of it. */
    public boolean isFull() {
        return rules.isFull() || patterns.isFull();
    }
}
