package io.chronofabric.connector.bus.local;

import java.io.Serializable;

/**
 * Makes a payload of a record. Used by one thread at a time.
 *
 * @param <IN> the record in the job
 * @param <T> the payload on the bus
 */
@FunctionalInterface
public interface PacketSerializer<IN, T> extends Serializable {
    /** The payload of a record, not null. An exception fails the job. */
    T serialize(IN element);
}
