package io.chronofabric.bus.slot;

import io.chronofabric.bus.BusException;
import io.chronofabric.bus.WhenFull;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.TimeSource;
import java.time.Duration;
import org.agrona.concurrent.IdleStrategy;

/**
 * Claims slots, one at a time. For one thread at a time; on a bus for many publishers each thread
 * has its own.
 */
public final class SlotPublisher implements AutoCloseable {
    private static final long NONE = -1;

    private final SlotBus bus;
    private final SlotRing ring;
    private final SlotGates gates;
    private final TimeSource time;
    private final IdleStrategy idle;
    private final boolean many;
    private final int capacity;
    private final int mostPayload;
    private final SlotClaim claim;

    /** Of the only publisher: what the ring's tail and gate are for many. */
    private long next;

    private long gate;

    SlotPublisher(
            SlotBus bus,
            SlotRing ring,
            SlotGates gates,
            HybridLogicalClock clock,
            TimeSource time,
            IdleStrategy idle,
            boolean many) {
        this.bus = bus;
        this.ring = ring;
        this.gates = gates;
        this.time = time;
        this.idle = idle;
        this.many = many;
        this.capacity = ring.capacity();
        this.mostPayload = bus.options().payloadBytes();
        this.claim = new SlotClaim(ring, clock);
        this.next = ring.tail();
        this.gate = gates.lowest();
    }

    /**
     * Claims a slot without waiting.
     *
     * @param payloadLength bytes of the payload, which {@link SlotClaim#commit(int)} may lessen
     * @return the claim, always the same object, to be committed or given up before the next; null
     *     if a subscription that holds publishers up, or another publisher's claim, is a lap behind
     * @throws BusException with {@link ErrorCode#BUS_SERIALIZATION_FAILED} if no slot has room for
     *     so much; {@link ErrorCode#BUS_INITIALIZATION_FAILED} if the bus is closed
     * @throws IllegalStateException if the claim before is still open
     */
    public SlotClaim tryClaim(int payloadLength) {
        if (payloadLength < 0 || payloadLength > mostPayload) {
            throw SlotClaim.tooLong(payloadLength, mostPayload);
        }
        bus.refuseIfClosed();
        claim.refuseIfOpen();
        long position = many ? claimAmongMany() : claimAlone();
        return position == NONE ? null : claim.open(position, payloadLength);
    }

    /**
     * Claims a slot, and waits for one if need be, at most for the bus's publish timeout.
     *
     * @param payloadLength as of {@link #tryClaim}
     * @return the claim, always the same object, to be committed or given up before the next
     * @throws BusException as {@link #tryClaim}; with {@link ErrorCode#BUS_PUBLISH_TIMEOUT} if a
     *     subscription with {@link WhenFull#BLOCK}, or another publisher's claim, was a lap behind
     *     all the time; {@link ErrorCode#BUS_RESOURCE_EXHAUSTED} if one with {@link WhenFull#FAIL}
     *     is; {@link ErrorCode#BUS_DELIVERY_FAILED} if the thread was interrupted while it waited
     */
    public SlotClaim claim(int payloadLength) {
        SlotClaim claimed = tryClaim(payloadLength);
        return claimed == null ? awaitClaim(payloadLength) : claimed;
    }

    /** Packets that it has committed so far. */
    public long published() {
        return claim.committed();
    }

    /** Gives up what is claimed and lets another publisher take its place. */
    @Override
    public void close() {
        claim.close();
        if (!many) {
            bus.release();
        }
    }

    private long claimAlone() {
        long position = next;
        if (position - gate >= capacity) {
            gate = lowestFor(position);
            if (position - gate >= capacity) {
                return NONE;
            }
        }
        next = position + 1;
        ring.advanceTail(position);
        return position;
    }

    private long claimAmongMany() {
        while (true) {
            long position = ring.tail();
            if (position - ring.gate() >= capacity) {
                long lowest = lowestFor(position);
                if (position - lowest >= capacity) {
                    return NONE;
                }
                ring.gate(lowest);
            }
            // Readers that hold nobody up do not guard a slot whose publisher is a lap behind.
            boolean free = ring.lapsAhead(ring.word(position), position) == -1;
            if (free && ring.tryAdvanceTail(position)) {
                return position;
            }
            if (!free && ring.tail() == position) {
                return NONE;
            }
        }
    }

    private long lowestFor(long position) {
        long lowest = gates.lowest();
        return position - lowest >= capacity && gates.dropDead(position) ? gates.lowest() : lowest;
    }

    private SlotClaim awaitClaim(int payloadLength) {
        long start = time.monotonicNanos();
        long most = bus.options().publishTimeout().toNanos();
        idle.reset();
        while (true) {
            long position = ring.tail();
            String failing = gates.heldUpBy(position, WhenFull.FAIL);
            if (failing != null) {
                throw full(ErrorCode.BUS_RESOURCE_EXHAUSTED, failing, "room for it in every slot");
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new BusException(
                        ErrorCode.BUS_DELIVERY_FAILED,
                        "an interrupt while a packet waited for a slot",
                        "a publishing thread that may wait",
                        "Publish it again, or use tryClaim.");
            }
            if (time.monotonicNanos() - start >= most) {
                String blocking = gates.heldUpBy(position, WhenFull.BLOCK);
                throw full(
                        ErrorCode.BUS_PUBLISH_TIMEOUT,
                        blocking == null ? "another publisher's claim" : blocking,
                        "a slot within " + Duration.ofNanos(most));
            }
            idle.idle();
            SlotClaim claimed = tryClaim(payloadLength);
            if (claimed != null) {
                return claimed;
            }
        }
    }

    private BusException full(ErrorCode code, String behind, String expected) {
        return new BusException(
                code,
                "a packet on bus "
                        + bus.options().name()
                        + ", of whose "
                        + capacity
                        + " slots all wait for "
                        + behind,
                expected,
                "Read faster, make the bus with more slots, or let the subscription drop the"
                        + " oldest.");
    }
}
