package io.chronofabric.operators.sequence;

import io.chronofabric.time.LogicalTime;

/**
 * An event of a match.
 *
 * @param stage the stage that took it
 * @param event the event
 * @param time when it happened
 * @param <E> the events
 */
public record TakenEvent<E>(String stage, E event, LogicalTime time) {}
