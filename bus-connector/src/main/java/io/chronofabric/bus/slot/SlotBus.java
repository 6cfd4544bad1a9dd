package io.chronofabric.bus.slot;

import io.chronofabric.bus.BusException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.TimeSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * Publish and subscribe inside one process without allocation, lock or boxing: publishers write
 * frames in place into preallocated slots, every subscription reads them there. <b>At most
 * once</b>, as {@link io.chronofabric.bus.PhaseCoherenceBus}; a subscription starts with what is
 * claimed after it was made.
 *
 * <p>This object is safe for use by many threads. A {@link SlotPublisher}, its claims and a {@link
 * SlotSubscription} belong to one thread each. A claim that is neither committed nor given up holds
 * every subscription up at its slot.
 */
public final class SlotBus implements AutoCloseable {
    private static final long MIN_PARK_NANOS = 1_000;
    private static final long MAX_PARK_NANOS = 1_000_000;

    private final SlotBusOptions options;
    private final HybridLogicalClock clock;
    private final TimeSource time;
    private final SlotRing ring;
    private final SlotGates gates;
    private final AtomicBoolean hasPublisher = new AtomicBoolean();
    private volatile boolean closed;

    /**
     * @param clock stamps what is published
     * @param time measures how long a claim waits
     */
    public SlotBus(SlotBusOptions options, HybridLogicalClock clock, TimeSource time) {
        this.options = options;
        this.clock = Objects.requireNonNull(clock, "clock");
        this.time = Objects.requireNonNull(time, "time");
        this.ring = new SlotRing(options);
        this.gates = new SlotGates(options.name(), ring);
    }

    /** How it was made, with what was rounded. */
    public SlotBusOptions options() {
        return options;
    }

    /**
     * A publisher that waits by spinning, then yielding, then parking for up to 1 ms.
     *
     * @throws BusException as {@link #publisher(IdleStrategy)}
     */
    public SlotPublisher publisher() {
        return publisher(new BackoffIdleStrategy(100, 10, MIN_PARK_NANOS, MAX_PARK_NANOS));
    }

    /**
     * A publisher, for one thread at a time.
     *
     * @param idle how it waits for a slot; its own
     * @throws BusException with {@link ErrorCode#BUS_INITIALIZATION_FAILED} if the bus is closed,
     *     or was made for one publisher, which there is
     */
    public SlotPublisher publisher(IdleStrategy idle) {
        refuseIfClosed();
        boolean many = options.publishers() == SlotBusOptions.Publishers.MANY;
        if (!many && !hasPublisher.compareAndSet(false, true)) {
            throw new BusException(
                    ErrorCode.BUS_INITIALIZATION_FAILED,
                    "a second publisher on bus " + options.name(),
                    "one, as the bus was made for",
                    "Close the other publisher, or make the bus for many.");
        }
        return new SlotPublisher(this, ring, gates, clock, time, idle, many);
    }

    /**
     * Adds a subscription to what is claimed from now on.
     *
     * @throws BusException with {@link ErrorCode#BUS_SUBSCRIPTION_FAILED} if the name is taken or
     *     the bus is closed
     */
    public SlotSubscription subscribe(SlotSubscriptionOptions wanted) {
        if (closed) {
            throw new BusException(
                    ErrorCode.BUS_SUBSCRIPTION_FAILED,
                    "subscription " + wanted.name() + " on bus " + options.name() + ", closed",
                    "an open bus",
                    "Subscribe before the publishers end.");
        }
        return gates.add(this, wanted);
    }

    /** What became of the slots, an entry for each open subscription. */
    public List<SlotStatistics> statistics() {
        return gates.all().stream().map(SlotSubscription::statistics).toList();
    }

    /** Whether the stream has ended: nothing can be claimed any more. */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Ends the stream. Subscribers drain what is left and then see {@link
     * SlotSubscription#isEnded}; publishers that wait for a slot stop waiting with an error. A
     * claim that is made meanwhile may or may not be seen. Closing again does nothing.
     */
    @Override
    public void close() {
        closed = true;
    }

    void refuseIfClosed() {
        if (closed) {
            throw new BusException(
                    ErrorCode.BUS_INITIALIZATION_FAILED,
                    "bus " + options.name() + ", which is closed",
                    "an open bus",
                    "Publish before it is closed, or make a new one.");
        }
    }

    void release() {
        hasPublisher.set(false);
    }
}
