package io.chronofabric.bus.aeron;

import io.chronofabric.bus.BusException;
import io.chronofabric.bus.PacketFrames;
import io.chronofabric.bus.PhaseCoherenceBus;
import io.chronofabric.bus.PhasePacket;
import io.chronofabric.bus.wire.FrameHandler;
import io.chronofabric.bus.wire.FrameReader;
import io.chronofabric.core.ErrorCode;
import java.util.Objects;

/**
 * Brings what other processes publish onto a bus of this process, where subscriptions have all that
 * those in one process have: lanes, held dependencies, every answer to a full ring. For one thread,
 * which is to do little else: while it drains, no publisher of another process waits for a
 * subscriber of this one.
 *
 * @param <T> the payload
 */
public final class SharedInlet<T> implements AutoCloseable {
    private final SharedSubscription from;
    private final PacketFrames<T> frames;
    private final PhaseCoherenceBus<T> to;
    private final FrameHandler handler = this::onFrame;

    private FrameHandler undecodableHandler = (frame, position) -> {};
    private long brought;
    private long undecodable;

    /**
     * @param from is closed with this
     * @param to is not
     */
    public SharedInlet(SharedSubscription from, PacketFrames<T> frames, PhaseCoherenceBus<T> to) {
        this.from = Objects.requireNonNull(from, "from");
        this.frames = Objects.requireNonNull(frames, "frames");
        this.to = Objects.requireNonNull(to, "to");
    }

    /** Has frames handed to somebody of which no packet can be made. */
    public SharedInlet<T> onUndecodable(FrameHandler setAside) {
        this.undecodableHandler = Objects.requireNonNull(setAside, "setAside");
        return this;
    }

    /**
     * Publishes here what has come, each packet with the id and the time that it has.
     *
     * @param limit the most pieces of packets to look at
     * @return how many it looked at; 0 means that nothing was there
     * @throws BusException as {@link SharedSubscription#poll} and {@link
     *     PhaseCoherenceBus#publish(PhasePacket)}; in the latter case the packet is with those of
     *     its subscriptions that had room
     */
    public int poll(int limit) {
        return from.poll(handler, limit);
    }

    /** Packets that it published here. */
    public long brought() {
        return brought;
    }

    /** Frames of which no packet could be made. */
    public long undecodable() {
        return undecodable;
    }

    @Override
    public void close() {
        from.close();
    }

    private void onFrame(FrameReader frame, long position) {
        if (!frame.isData()) {
            return;
        }
        PhasePacket<T> packet;
        try {
            packet = frames.packet(frame);
        } catch (BusException e) {
            if (e.code() != ErrorCode.BUS_SERIALIZATION_FAILED) {
                throw e;
            }
            undecodable++;
            undecodableHandler.onFrame(frame, position);
            return;
        }
        to.publish(packet);
        brought++;
    }
}
