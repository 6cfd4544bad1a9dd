package io.chronofabric.operators.causal;

import java.io.Serializable;
import java.util.Collection;

/**
 * Tells by which id an event is known and on which ids it depends. Asked once for an event, by the
 * task's thread. What it throws makes the event unusable and lets the job go on, unless it is a
 * {@link io.chronofabric.operators.StopJobException}.
 *
 * @param <I> the ids, with {@code equals} and {@code hashCode}
 * @param <E> the events
 */
public interface DependencyPort<I, E> extends Serializable {
    /** The event's own id. */
    I id(E event);

    /** The ids of what must leave before it. */
    Collection<? extends I> dependencies(E event);

    /** Its size as the bound counts it, not negative. */
    long bytes(E event);
}
