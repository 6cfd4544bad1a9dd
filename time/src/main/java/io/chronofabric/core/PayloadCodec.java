package io.chronofabric.core;

/**
 * Turns payloads into bytes and back, for places that cannot hold a reference: shared memory,
 * recordings. Used by one thread at a time. Where no allocation is wanted, write and read the bytes
 * in place instead.
 *
 * @param <T> the payload
 */
public interface PayloadCodec<T> {
    /**
     * The bytes of a payload.
     *
     * @throws ChronoFabricException with {@link ErrorCode#BUS_SERIALIZATION_FAILED} if it has none
     */
    byte[] encode(T payload);

    /**
     * The payload of bytes.
     *
     * @throws ChronoFabricException with {@link ErrorCode#BUS_SERIALIZATION_FAILED} if they are not
     *     one
     */
    T decode(byte[] bytes);
}
