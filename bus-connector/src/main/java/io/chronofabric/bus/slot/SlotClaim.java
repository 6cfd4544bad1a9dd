package io.chronofabric.bus.slot;

import static io.chronofabric.bus.wire.FrameLayout.CORRELATION_LENGTH;
import static io.chronofabric.bus.wire.FrameLayout.EVERYONE;
import static io.chronofabric.bus.wire.FrameLayout.KIND_DATA;
import static io.chronofabric.bus.wire.FrameLayout.NO_DEADLINE;
import static io.chronofabric.bus.wire.FrameLayout.TRACE_LENGTH;

import io.chronofabric.bus.BusException;
import io.chronofabric.bus.wire.FrameSource;
import io.chronofabric.bus.wire.FrameWriter;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.Priority;
import io.chronofabric.time.HybridLogicalClock;
import org.agrona.MutableDirectBuffer;

/**
 * A slot that its publisher is filling: optional parts of the header in the order of {@link
 * io.chronofabric.bus.wire.FrameLayout}, then the payload at {@link #payloadOffset}, then {@link
 * #commit()}. Valid until then, for the publisher's thread only. Allocates nothing. Used with
 * {@code try}, what is not committed is given up.
 */
public final class SlotClaim implements AutoCloseable {
    private static final long NONE = -1;

    private final SlotRing ring;
    private final HybridLogicalClock clock;
    private final long node;
    private final FrameWriter frame = new FrameWriter();

    private long position = NONE;
    private int payloadLength;
    private long id;
    private long mask;
    private long deadline;
    private Priority priority;
    private int options;
    private long committed;

    SlotClaim(SlotRing ring, HybridLogicalClock clock) {
        this.ring = ring;
        this.clock = clock;
        this.node = clock.node().value();
    }

    SlotClaim open(long claimed, int length) {
        position = claimed;
        payloadLength = length;
        id = clock.tickPhysical();
        mask = EVERYONE;
        deadline = NO_DEADLINE;
        priority = Priority.NORMAL;
        options = 0;
        frame.open(ring.slots(), ring.frameOffset(claimed));
        return this;
    }

    /** The packet's id, which is its time: physical, in nanoseconds since the epoch. */
    public long id() {
        return id;
    }

    /** Whom it is meant for; everyone unless this is called. */
    public SlotClaim mask(long targets) {
        mask = targets;
        return this;
    }

    /** Until when it is of use, in nanoseconds since the epoch; without end unless called. */
    public SlotClaim deadline(long epochNanos) {
        deadline = epochNanos;
        return this;
    }

    /** How urgent it is; {@link Priority#NORMAL} unless this is called. */
    public SlotClaim priority(Priority urgency) {
        priority = urgency;
        return this;
    }

    /** What the publisher asks of the delivery, as bits; none unless this is called. */
    public SlotClaim options(int bits) {
        options = bits;
        return this;
    }

    /**
     * As {@link FrameWriter#correlation}.
     *
     * @throws BusException with {@link ErrorCode#BUS_SERIALIZATION_FAILED} if the slot has no room
     *     for it beside the payload; the claim stays open
     */
    public SlotClaim correlation(long clockErrorNanos, float phase, float coherence) {
        refuseWithoutRoom(CORRELATION_LENGTH);
        frame.correlation(clockErrorNanos, phase, coherence);
        return this;
    }

    /**
     * As {@link FrameWriter#trace}.
     *
     * @throws BusException as {@link #correlation}
     */
    public SlotClaim trace(long traceHigh, long traceLow, long span, boolean sampled) {
        refuseWithoutRoom(TRACE_LENGTH);
        frame.trace(traceHigh, traceLow, span, sampled);
        return this;
    }

    /**
     * As {@link FrameWriter#dependencies}.
     *
     * @throws BusException as {@link #correlation}, or if there are too many
     */
    public SlotClaim dependencies(long[] ids, int count) {
        refuseWithoutRoom(Long.BYTES + Long.BYTES * (long) count);
        frame.dependencies(ids, count);
        return this;
    }

    /**
     * As {@link FrameWriter#source}.
     *
     * @throws BusException as {@link #correlation}
     */
    public SlotClaim source(FrameSource source) {
        refuseWithoutRoom(source.encodedLength());
        frame.source(source);
        return this;
    }

    /** Where the payload is to be written, at {@link #payloadOffset}. */
    public MutableDirectBuffer buffer() {
        return ring.slots();
    }

    /** Where in {@link #buffer} the payload starts; every optional part moves it. */
    public int payloadOffset() {
        return frame.payloadOffset();
    }

    /** Bytes that were claimed for the payload. */
    public int payloadLength() {
        return payloadLength;
    }

    /** Shows the packet to the subscribers. */
    public void commit() {
        commit(payloadLength);
    }

    /**
     * Shows the packet to the subscribers.
     *
     * @param length bytes of the payload, at most those that were claimed
     * @throws BusException with {@link ErrorCode#BUS_SERIALIZATION_FAILED} if it is more; the claim
     *     stays open
     * @throws IllegalStateException if nothing is claimed
     */
    public void commit(int length) {
        refuseIfNotOpen();
        if (length < 0 || length > payloadLength) {
            throw tooLong(length, payloadLength);
        }
        long done = position;
        position = NONE;
        frame.seal(KIND_DATA, id, id, node, mask, deadline, committed, priority, options);
        committed++;
        ring.commit(done, frame.headerLength() + length);
    }

    /**
     * Gives the slot up; subscribers pass it over.
     *
     * @throws IllegalStateException if nothing is claimed
     */
    public void abort() {
        refuseIfNotOpen();
        long done = position;
        position = NONE;
        ring.commit(done, 0);
    }

    /** Gives the slot up unless it is committed or given up. */
    @Override
    public void close() {
        if (position != NONE) {
            abort();
        }
    }

    long committed() {
        return committed;
    }

    void refuseIfOpen() {
        if (position != NONE) {
            throw new IllegalStateException("the claim before is neither committed nor given up");
        }
    }

    static BusException tooLong(long length, long most) {
        return new BusException(
                ErrorCode.BUS_SERIALIZATION_FAILED,
                "a payload of " + length + " bytes",
                "0 to " + most + " bytes",
                "Make the bus with more room in a slot, or publish a reference on the packet path"
                        + " (PhaseCoherenceBus).");
    }

    private void refuseIfNotOpen() {
        if (position == NONE) {
            throw new IllegalStateException("nothing is claimed");
        }
    }

    private void refuseWithoutRoom(long more) {
        refuseIfNotOpen();
        long most = ring.frameBytes() - frame.headerLength() - more;
        if (payloadLength > most) {
            throw tooLong(payloadLength, most);
        }
    }
}
