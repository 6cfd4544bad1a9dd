package io.chronofabric.connector.bus.local;

import io.chronofabric.bus.PhasePacket;
import java.io.Serializable;

/**
 * Makes a record of a packet. Used by one thread at a time.
 *
 * @param <T> the payload on the bus
 * @param <OUT> the record in the job
 */
@FunctionalInterface
public interface PacketDeserializer<T, OUT> extends Serializable {
    /**
     * The record of a packet, not null. Must not throw: what cannot be read becomes a record that
     * says so, and leaves the job as a dead letter. An exception fails the job.
     */
    OUT deserialize(PhasePacket<T> packet);
}
