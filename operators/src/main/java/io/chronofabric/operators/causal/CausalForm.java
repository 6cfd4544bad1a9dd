package io.chronofabric.operators.causal;

import io.chronofabric.time.causal.CausalQueue;
import io.chronofabric.time.causal.Handout;
import java.io.Serializable;
import java.util.function.Consumer;

/**
 * How the events of a stream say what they depend on.
 *
 * @param <D> how dependencies are named
 * @param <E> the events
 */
public sealed interface CausalForm<D, E> extends Serializable permits IdForm, VectorForm {
    /**
     * What an event said, read once and whole before anything changes.
     *
     * @param <D> how dependencies are named
     * @param <E> the events
     */
    interface Said<D, E> {
        /** A queue for the domain of which this is the first event. */
        CausalQueue<D, E> begin();

        /** Hands the event to the queue of its domain; times in nanoseconds. */
        void offer(
                CausalQueue<D, E> queue, long since, long now, Consumer<? super Handout<D, E>> out);
    }

    /**
     * Asks the port.
     *
     * @throws RuntimeException whatever the port throws, or if what it says is unusable
     */
    Said<D, E> read(E event);

    /** Has a queue that was restored work within the bounds of now. */
    void rebound(CausalQueue<D, E> queue);

    /** Refuses a size that is none. */
    static long checkedBytes(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 0)");
        }
        return bytes;
    }
}
