package io.chronofabric.time.clock;

/** Is told of what changes, once each time, by the thread that checks. */
public interface ClockListener {
    /** A source was chosen, or trouble is over; a sentence. */
    void changed(String sentence);

    /** A jump, a fail-over, or the loss of the last source; a sentence. */
    void trouble(String sentence);
}
