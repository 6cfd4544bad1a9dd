package io.chronofabric.operators.sequence;

/**
 * Takes what an engine finds. Called by the engine's thread, in the order in which it is found.
 *
 * @param <E> the events
 */
@FunctionalInterface
public interface SequenceOutput<E> {
    /** A match. */
    void matched(SequenceMatch<E> match);

    /** A partial match whose time is out; called only if {@link #wantsTimedOut}. */
    default void timedOut(SequenceMatch<E> partial) {}

    /** Whether partial matches whose time is out shall be told. */
    default boolean wantsTimedOut() {
        return false;
    }
}
