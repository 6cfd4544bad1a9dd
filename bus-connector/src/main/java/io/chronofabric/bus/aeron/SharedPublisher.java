package io.chronofabric.bus.aeron;

import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.logbuffer.BufferClaim;
import io.chronofabric.bus.BusException;
import io.chronofabric.bus.wire.FrameHeader;
import io.chronofabric.bus.wire.FrameSource;
import io.chronofabric.bus.wire.FrameWriter;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.time.HybridLogicalClock;
import java.time.Duration;
import java.util.Objects;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Publishes frames in shared memory, to whoever listens in whatever process: at most once. For one
 * thread; threads that publish side by side take one each. Neither locks nor allocates, and waits
 * only where a subscriber that blocks is behind.
 *
 * <p>Packets arrive in the order in which they were published.
 */
public final class SharedPublisher implements AutoCloseable {
    private static final int SPINS = 100;
    private static final int YIELDS = 100;
    private static final long MIN_PARK_NANOS = 1_000;
    private static final long MAX_PARK_NANOS = 1_000_000;
    private static final long LOOK_NANOS = 100_000_000;

    private final BusConnection connection;
    private final String bus;
    private final ExclusivePublication publication;
    private final FrameSource source;
    private final HybridLogicalClock clock;
    private final long node;
    private final Duration publishTimeout;
    private final LaggardRelease laggards;

    private final int claimLimit;
    private final BufferClaim claim = new BufferClaim();
    private final FrameWriter writer = new FrameWriter();
    private final ClaimedFrame claimed = new ClaimedFrame();
    private final UnsafeBuffer array = new UnsafeBuffer(new byte[0]);
    private final MutableDirectBuffer scratch = new ExpandableArrayBuffer();
    private final BackoffIdleStrategy idle =
            new BackoffIdleStrategy(SPINS, YIELDS, MIN_PARK_NANOS, MAX_PARK_NANOS);

    private long sequence;
    private long unheard;
    private long refused;

    SharedPublisher(
            BusConnection connection,
            String bus,
            ExclusivePublication publication,
            FrameSource source,
            HybridLogicalClock clock,
            Duration publishTimeout) {
        this.connection = connection;
        this.bus = bus;
        this.publication = publication;
        this.source = source;
        this.clock = Objects.requireNonNull(clock, "clock");
        this.node = clock.node().value();
        this.publishTimeout = publishTimeout;
        this.claimLimit = publication.maxPayloadLength();
        this.laggards = new LaggardRelease(connection, publication);
    }

    /**
     * Publishes a payload, and waits if a subscriber that blocks is behind.
     *
     * @param header what to say about it
     * @return where the stream goes on after it
     * @throws BusException with {@link ErrorCode#BUS_PUBLISH_TIMEOUT} if there was no room in time,
     *     {@link ErrorCode#BUS_SERIALIZATION_FAILED} if it is longer than a frame may be, {@link
     *     ErrorCode#BUS_DELIVERY_FAILED} if the thread was interrupted, {@link
     *     ErrorCode#BUS_INITIALIZATION_FAILED} if the driver has gone. In all cases nothing was
     *     published
     */
    public long publish(FrameHeader header, DirectBuffer payload, int offset, int length) {
        long tick = tick(header);
        long position = offer(header, tick, payload, offset, length);
        if (position == Publication.BACK_PRESSURED) {
            long start = connection.time().monotonicNanos();
            long looked = start;
            idle.reset();
            do {
                idle.idle();
                looked = look(start, looked);
                position = offer(header, tick, payload, offset, length);
            } while (position == Publication.BACK_PRESSURED);
        }
        return position;
    }

    /** The same with the payload as an array. */
    public long publish(FrameHeader header, byte[] payload) {
        array.wrap(payload);
        return publish(header, array, 0, payload.length);
    }

    /**
     * Publishes a payload if there is room now.
     *
     * @return where the stream goes on after it, or -1 if a subscriber that blocks is behind
     * @throws BusException as {@link #publish}, timeout and interrupt excepted
     */
    public long tryPublish(FrameHeader header, DirectBuffer payload, int offset, int length) {
        long position = offer(header, tick(header), payload, offset, length);
        if (position == Publication.BACK_PRESSURED) {
            refused++;
            return -1;
        }
        return position;
    }

    /** The same with the payload as an array. */
    public long tryPublish(FrameHeader header, byte[] payload) {
        array.wrap(payload);
        return tryPublish(header, array, 0, payload.length);
    }

    /**
     * Claims a frame in the shared memory itself, to write the payload in place and commit it. One
     * claim at a time.
     *
     * @param payloadLength its bytes, at most {@link #maxClaimedPayload}
     * @return null if a subscriber that blocks is behind, or nobody listens; the latter counts as
     *     published
     */
    public ClaimedFrame tryClaim(FrameHeader header, int payloadLength) {
        int headerLength = header.length(source);
        int length = headerLength + payloadLength;
        if (length > claimLimit) {
            throw tooLong(length, claimLimit);
        }
        long tick = tick(header);
        long position = claimed(length);
        if (position < 0) {
            if (position == Publication.BACK_PRESSURED) {
                refused++;
            }
            return null;
        }
        header.write(writer, claim.buffer(), claim.offset(), tick, node, sequence++, source);
        return claimed.over(claim, claim.offset() + headerLength, payloadLength);
    }

    /** The longest payload that {@link #tryClaim} takes under a header, in bytes. */
    public int maxClaimedPayload(FrameHeader header) {
        return claimLimit - header.length(source);
    }

    /** The longest payload that can be published under a header, in bytes. */
    public int maxPayload(FrameHeader header) {
        return publication.maxMessageLength() - header.length(source);
    }

    /** Where the stream goes on after the last packet. */
    public long position() {
        return publication.position();
    }

    /** Packets published; those that nobody heard included. */
    public long published() {
        return sequence;
    }

    /** Of these, packets that met no subscription. */
    public long unheard() {
        return unheard;
    }

    /** Attempts that found no room. */
    public long refused() {
        return refused;
    }

    /** Whether anybody listens now. */
    public boolean isHeard() {
        return publication.isConnected();
    }

    @Override
    public void close() {
        laggards.close();
        CloseHelper.quietClose(publication);
    }

    int session() {
        return publication.sessionId();
    }

    BusConnection connection() {
        return connection;
    }

    FrameSource source() {
        return source;
    }

    private long tick(FrameHeader header) {
        if (header.isTimed() && header.physicalNanos() > clock.lastPhysical()) {
            // What this clock stamps from now on comes after the packet; a time too far ahead
            // leaves the clock alone.
            clock.update(header.physicalNanos());
        }
        return clock.tickPhysical();
    }

    private long claimed(int length) {
        long position = publication.tryClaim(length, claim);
        while (position == Publication.ADMIN_ACTION) {
            position = publication.tryClaim(length, claim);
        }
        return settled(position);
    }

    private long offer(
            FrameHeader header, long tick, DirectBuffer payload, int offset, int payloadLength) {
        int headerLength = header.length(source);
        int length = headerLength + payloadLength;
        if (length <= claimLimit) {
            long position = claimed(length);
            if (position >= 0) {
                if (position > 0) {
                    MutableDirectBuffer buffer = claim.buffer();
                    int at = claim.offset();
                    header.write(writer, buffer, at, tick, node, sequence, source);
                    buffer.putBytes(at + headerLength, payload, offset, payloadLength);
                    claim.commit();
                }
                sequence++;
            }
            return position;
        }
        if (length > publication.maxMessageLength()) {
            throw tooLong(length, publication.maxMessageLength());
        }
        header.write(writer, scratch, 0, tick, node, sequence, source);
        long position;
        do {
            position =
                    publication.offer(
                            scratch, 0, headerLength, payload, offset, payloadLength, null);
        } while (position == Publication.ADMIN_ACTION);
        position = settled(position);
        if (position >= 0) {
            sequence++;
        }
        return position;
    }

    /**
     * A position above 0 if the packet is in the stream, 0 if nobody listens, {@link
     * Publication#BACK_PRESSURED} if there is no room.
     */
    private long settled(long position) {
        if (position > 0) {
            laggards.room();
            return position;
        }
        if (position == Publication.BACK_PRESSURED) {
            laggards.noRoom(connection.time().monotonicNanos());
            return position;
        }
        if (position == Publication.NOT_CONNECTED) {
            unheard++;
            return 0;
        }
        if (position == Publication.MAX_POSITION_EXCEEDED) {
            throw new BusException(
                    ErrorCode.BUS_RESOURCE_EXHAUSTED,
                    "a packet for a stream of bus " + bus + " that has reached its last position",
                    "room in the stream",
                    "Publish under another source name.");
        }
        throw connection.gone(null);
    }

    /** Between two attempts: whether to go on waiting. */
    private long look(long start, long looked) {
        long now = connection.time().monotonicNanos();
        if (now - start >= publishTimeout.toNanos()) {
            refused++;
            throw new BusException(
                    ErrorCode.BUS_PUBLISH_TIMEOUT,
                    "a packet for bus " + bus + " waited for subscribers or the log",
                    "room within " + publishTimeout,
                    "See who is behind with chronofabric bus stats; read faster, or let that"
                            + " subscription drop.");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new BusException(
                    ErrorCode.BUS_DELIVERY_FAILED,
                    "an interrupt while a packet for bus " + bus + " waited for room",
                    "a publishing thread that may wait",
                    "Publish it again, or use tryPublish.");
        }
        if (now - looked < LOOK_NANOS) {
            return looked;
        }
        connection.checkAlive();
        return now;
    }

    private BusException tooLong(int length, int limit) {
        return new BusException(
                ErrorCode.BUS_SERIALIZATION_FAILED,
                "a frame of " + length + " bytes for bus " + bus,
                "at most " + limit + " bytes",
                limit == claimLimit
                        ? "Publish it instead of claiming, or split it."
                        : "Split it, or start the driver with longer terms.");
    }

    /** Room for a payload in shared memory, between a claim and its commit. */
    public static final class ClaimedFrame {
        private BufferClaim claim;
        private int payloadOffset;
        private int payloadLength;

        private ClaimedFrame() {}

        private ClaimedFrame over(BufferClaim room, int offset, int length) {
            this.claim = room;
            this.payloadOffset = offset;
            this.payloadLength = length;
            return this;
        }

        /** Where to write. */
        public MutableDirectBuffer buffer() {
            return claim.buffer();
        }

        /** Where the payload begins in the buffer. */
        public int payloadOffset() {
            return payloadOffset;
        }

        /** Bytes of the payload. */
        public int payloadLength() {
            return payloadLength;
        }

        /** Publishes it. */
        public void commit() {
            claim.commit();
        }

        /** Gives it up; readers skip it. The sequence number it had counts as missed. */
        public void abort() {
            claim.abort();
        }
    }
}
