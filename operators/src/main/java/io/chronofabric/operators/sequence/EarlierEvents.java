package io.chronofabric.operators.sequence;

import java.util.List;
import java.util.Optional;

/**
 * What a partial match has taken so far. Valid during the call it is handed to; do not keep it.
 *
 * @param <E> the events
 */
public interface EarlierEvents<E> {
    /** The events of a stage, oldest first; empty if it has taken none. */
    List<E> events(String stage);

    /** The first event of a stage. */
    Optional<E> first(String stage);

    /** The last event of a stage. */
    Optional<E> last(String stage);

    /** How many events a stage has taken. */
    int count(String stage);
}
