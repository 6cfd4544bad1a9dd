package io.chronofabric.operators.sequence;

import io.chronofabric.time.LogicalTime;
import java.io.Serializable;

/**
 * When an event happened. That time is its identity: no two events of a key have the same.
 *
 * @param <E> the events
 */
@FunctionalInterface
public interface EventTime<E> extends Serializable {
    /** The event's time. */
    LogicalTime of(E event);
}
