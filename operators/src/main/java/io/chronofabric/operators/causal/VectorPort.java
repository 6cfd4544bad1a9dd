package io.chronofabric.operators.causal;

import io.chronofabric.time.causal.VectorClock;
import java.io.Serializable;

/**
 * Tells who sent an event and what its sender knew then. Asked once for an event, by the task's
 * thread. What it throws makes the event unusable and lets the job go on, unless it is a {@link
 * io.chronofabric.operators.StopJobException}.
 *
 * @param <E> the events
 */
public interface VectorPort<E> extends Serializable {
    /** The node that sent it. */
    int sender(E event);

    /** Its sender's clock when it was sent, this event counted. */
    VectorClock stamp(E event);

    /** Its size as the bound counts it, not negative. */
    long bytes(E event);
}
