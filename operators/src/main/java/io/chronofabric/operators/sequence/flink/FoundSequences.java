package io.chronofabric.operators.sequence.flink;

import io.chronofabric.operators.sequence.FoundSequence;
import java.io.Serializable;

/**
 * Makes records of what is found, so that a job decides what flows on.
 *
 * @param <E> the events
 * @param <T> the records
 */
@FunctionalInterface
public interface FoundSequences<E, T> extends Serializable {
    /** The record of a match. */
    T of(FoundSequence<E> found);
}
