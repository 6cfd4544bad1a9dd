package io.chronofabric.clogic.egc.cep;

/**
 * From a moment on, until the next turn, moments stand so. Immutable.
 *
 * @param entity whose it is
 * @param moment the moment; of a window that begins later than its trigger, that beginning
 * @param standing how moments stand from it on
 * @param mark when the response came, of {@link Standing#SEEN}; when the trace began, of {@link
 *     Standing#ENDED}; else 0
 */
public record SequenceTurn(String entity, long moment, Standing standing, long mark) {

    /** How a moment stands. Of several at one moment, the last of this order counts. */
    public enum Standing {
        /** The trace begins here; no trigger unless another turn says so. */
        BEGUN,
        /** There is no trigger. */
        IDLE,
        /** There is a trigger, and the response in its window. */
        SEEN,
        /** There is a trigger, and no response in its window. */
        UNSEEN,
        /** Nobody knows: a limit was reached. */
        UNKNOWN,
        /** The trace has ended; this is the first moment without a sample. */
        ENDED
    }
}
