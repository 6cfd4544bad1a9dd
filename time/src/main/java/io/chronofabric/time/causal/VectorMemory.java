package io.chronofabric.time.causal;

/**
 * How much a causal broadcast queue remembers of what has left.
 *
 * @param maxNodes how many nodes it follows, at least 1
 * @param maxAhead how many messages of a node a stamp may be ahead of the last one settled, at
 *     least 1: one bad stamp must not give up a node's whole future
 * @param maxGaps how many gaps a node, runs of messages that were given up and have not come, are
 *     kept apart, at least 1; beyond that the oldest is forgotten
 */
public record VectorMemory(int maxNodes, long maxAhead, int maxGaps) {
    /**
     * Checks that each is at least 1.
     *
     * @throws IllegalArgumentException if one is not
     */
    public VectorMemory {
        DeliveryBounds.check("most nodes", maxNodes);
        DeliveryBounds.check("messages ahead", maxAhead);
        DeliveryBounds.check("most gaps", maxGaps);
    }
}
