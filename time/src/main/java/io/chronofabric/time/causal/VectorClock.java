package io.chronofabric.time.causal;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;

/**
 * How many events of each node a moment knows of (Fidge 1988, Mattern 1989). A node that is not
 * listed counts 0, so that clocks of both kinds compare with each other.
 *
 * <p>Values, never changed: a stamp travels with its message and waits in queues while its node
 * goes on, so sharing one must be safe, between threads too. The price is an allocation a tick;
 * where that is too much, a hybrid logical time orders causes before effects in two words.
 */
public sealed interface VectorClock permits DenseVectorClock, SparseVectorClock {
    /** How many nodes are listed. */
    int size();

    /** The node listed at a place, 0 to {@link #size()} - 1; they ascend. */
    int nodeAt(int place);

    /** The counter listed at a place, not negative. */
    long counterAt(int place);

    /** The counter of a node; 0 if it is not listed. */
    long get(int node);

    /**
     * The moment of the next event of a node.
     *
     * @throws ChronoFabricException with {@link ErrorCode#TIME_OUT_OF_RANGE} if the clock has no
     *     room for the node, or its counter is at 2<sup>63</sup>-1
     */
    VectorClock tick(int node);

    /**
     * The first moment that knows of all that both know of.
     *
     * @throws ChronoFabricException with {@link ErrorCode#TIME_OUT_OF_RANGE} if this clock has no
     *     room for the other's nodes
     */
    VectorClock merge(VectorClock other);

    /** The byte form, see {@link DenseVectorClock} and {@link SparseVectorClock}. */
    byte[] encode();

    /** How this moment stands to another, in one pass over both. */
    default CausalRelation compare(VectorClock other) {
        boolean less = false;
        boolean more = false;
        int mine = 0;
        int theirs = 0;
        while (mine < size() || theirs < other.size()) {
            int myNode = mine < size() ? nodeAt(mine) : Integer.MAX_VALUE;
            int theirNode = theirs < other.size() ? other.nodeAt(theirs) : Integer.MAX_VALUE;
            long myCounter = myNode <= theirNode ? counterAt(mine++) : 0;
            long theirCounter = theirNode <= myNode ? other.counterAt(theirs++) : 0;
            less |= myCounter < theirCounter;
            more |= myCounter > theirCounter;
        }
        if (less) {
            return more ? CausalRelation.CONCURRENT : CausalRelation.BEFORE;
        }
        return more ? CausalRelation.AFTER : CausalRelation.EQUAL;
    }
}
