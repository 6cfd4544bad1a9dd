package io.chronofabric.time.causal;

/**
 * Consecutive messages of one node, by their numbers.
 *
 * @param node the node that sent them
 * @param from the number of the first; a node's first message has number 1
 * @param to the number of the last
 */
public record CounterRange(int node, long from, long to) {
    /** {@code 3:7} or {@code 3:7-9}, for people and logs. */
    @Override
    public String toString() {
        return node + ":" + from + (from == to ? "" : "-" + to);
    }
}
