package io.chronofabric.operators.sequence;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Writes and reads the events in a state.
 *
 * @param <E> the events
 */
public interface EventCodec<E> {
    /** Writes an event. */
    void write(E event, DataOutput out) throws IOException;

    /** Reads an event. */
    E read(DataInput in) throws IOException;
}
