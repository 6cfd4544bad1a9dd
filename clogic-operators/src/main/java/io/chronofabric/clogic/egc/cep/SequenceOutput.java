package io.chronofabric.clogic.egc.cep;

import io.chronofabric.state.model.Rejected;

/** Takes what a sampler finds. Called on the thread that calls it. */
public interface SequenceOutput {
    /** An edge for the pattern. */
    void edge(SequenceEdge edge);

    /**
     * A turn that needs no pattern.
     *
     * @param at the moment at which it was found
     */
    void turn(SequenceTurn turn, long at);

    /** An event that could not be used. */
    void rejected(Rejected rejected);

    /** An event that was there already. */
    void duplicate();

    /** A trigger that was not taken up, because so many are open. */
    void refused();
}
