package io.chronofabric.core;

/**
 * Turns payloads into bytes and back where they leave the process. Implementations are stateless
 * and safe for use by many threads.
 *
 * @param <T> the payload
 */
public interface PayloadCodec<T> {
    /** The payload's bytes. */
    byte[] encode(T payload);

    /**
     * The payload of some bytes.
     *
     * @throws ChronoFabricException with {@link ErrorCode#BUS_SERIALIZATION_FAILED} if they are not
     *     one
     */
    T decode(byte[] bytes);
}
