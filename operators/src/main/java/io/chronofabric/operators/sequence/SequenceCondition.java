package io.chronofabric.operators.sequence;

import java.io.Serializable;
import java.util.function.Predicate;

/**
 * Whether an event may be taken by a stage. Must depend on nothing but its arguments and have no
 * effects: it is called as often as the engine likes. Shipped with the job, so serializable.
 *
 * @param <E> the events
 */
@FunctionalInterface
public interface SequenceCondition<E> extends Serializable {
    /**
     * Whether the event fits.
     *
     * @param event the event that has come
     * @param earlier what the partial match has taken before it
     */
    boolean holds(E event, EarlierEvents<E> earlier);

    /**
     * Whether the answer depends on the earlier events. One that does is asked once for every
     * partial match, others once for every event.
     */
    default boolean readsEarlier() {
        return true;
    }

    /** A condition on the event alone, asked once an event. */
    static <E> SequenceCondition<E> onEvent(EventPredicate<E> predicate) {
        return new EventCondition<>(predicate);
    }

    /** A serializable predicate, so that a lambda can be one. */
    @FunctionalInterface
    interface EventPredicate<E> extends Predicate<E>, Serializable {}
}
