package io.chronofabric.bus;

import io.chronofabric.bus.wire.FrameHeader;
import io.chronofabric.bus.wire.FrameReader;
import io.chronofabric.bus.wire.FrameSource;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.PayloadCodec;
import java.util.Objects;

/**
 * Packets as frames and back: what a packet says is in the frame's header, the payload goes through
 * a codec. Used by one thread at a time.
 *
 * <p>A frame's source and task are those of the publisher that it goes out by; the size hint of a
 * packet that was a frame is the length of its payload; phase and coherence have the precision of
 * the wire.
 *
 * @param <T> the payload
 */
public final class PacketFrames<T> {
    /** The largest float below 2 pi. */
    private static final float LAST_PHASE = Math.nextDown((float) (2 * Math.PI));

    private final PayloadCodec<T> codec;

    /**
     * @param codec makes bytes of payloads and payloads of bytes
     */
    public PacketFrames(PayloadCodec<T> codec) {
        this.codec = Objects.requireNonNull(codec, "codec");
    }

    /**
     * The packet of a data frame.
     *
     * @throws BusException with {@link ErrorCode#BUS_SERIALIZATION_FAILED} if the payload is none
     *     that the codec knows, or the header says what no packet may: it is for nobody, or of no
     *     use since before 1970
     */
    public PhasePacket<T> packet(FrameReader frame) {
        FrameSource source = frame.source();
        long[] dependencies = new long[frame.dependencyCount()];
        for (int i = 0; i < dependencies.length; i++) {
            dependencies[i] = frame.dependency(i);
        }
        PacketDetails details =
                new PacketDetails(
                        source == null ? "" : source.task(),
                        frame.mask(),
                        frame.deadline(),
                        frame.payloadLength(),
                        DeliveryOptions.ofBits(frame.options()),
                        frame.clockErrorNanos(),
                        dependencies,
                        frame.phase(),
                        frame.coherence());
        return new PhasePacket<>(
                frame.id(),
                frame.physicalNanos(),
                frame.logicalAndNode(),
                decoded(frame),
                source == null ? "" : source.source(),
                frame.priority(),
                frame.trace().orElse(null),
                details);
    }

    /** What to say about a packet, with its id, so that it stays the same packet. */
    public FrameHeader header(PhasePacket<T> packet) {
        long[] dependencies = packet.dependencies();
        return new FrameHeader()
                .id(packet.id())
                .time(packet.time())
                .priority(packet.priority())
                .mask(packet.targetMask())
                .deadline(packet.deadlineNanos())
                .options(packet.delivery().bits())
                .correlation(
                        packet.clockErrorNanos(),
                        Math.min(LAST_PHASE, (float) packet.phase()),
                        (float) packet.coherence())
                .dependencies(dependencies, dependencies.length)
                .trace(packet.trace().orElse(null));
    }

    /**
     * The bytes of a packet's payload.
     *
     * @throws BusException with {@link ErrorCode#BUS_SERIALIZATION_FAILED} if it has none
     */
    public byte[] payload(PhasePacket<T> packet) {
        try {
            return codec.encode(packet.payload());
        } catch (RuntimeException e) {
            throw failed("the payload of " + packet, e);
        }
    }

    private T decoded(FrameReader frame) {
        try {
            return Objects.requireNonNull(codec.decode(frame.copyPayload()), "payload");
        } catch (RuntimeException e) {
            throw failed("a payload of " + frame.payloadLength() + " bytes of " + from(frame), e);
        }
    }

    private static String from(FrameReader frame) {
        FrameSource source = frame.source();
        return source == null ? "a publisher without name" : source.source();
    }

    private static BusException failed(String given, RuntimeException cause) {
        return new BusException(
                ErrorCode.BUS_SERIALIZATION_FAILED,
                given + ": " + cause.getMessage(),
                "one that the codec knows",
                "Publish and read a bus with the same codec.",
                cause);
    }
}
