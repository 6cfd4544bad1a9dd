package io.chronofabric.bus;

import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.MpmcArrayQueue;
import org.jctools.queues.MpscArrayQueue;
import org.jctools.queues.QueueProgressIndicators;

/**
 * One subscriber's bounded ring. {@link #poll}, {@link #drain} and {@link #available} are for one
 * thread at a time; everything else may be called from any thread.
 *
 * <p>Packets of one publishing thread arrive in the order in which it published them.
 *
 * @param <T> the payload
 */
public final class Subscription<T> implements AutoCloseable {
    /** What an offer led to. */
    enum Offer {
        /** The ring has the packet. */
        TAKEN,
        /** The policy dropped it, and counted it. */
        DROPPED,
        /** There is no room; nothing is counted yet. */
        FULL
    }

    private static final CompletableFuture<Void> NOW = CompletableFuture.completedFuture(null);

    /**
     * Every failed round means that another publisher took the slot just made free, so this many in
     * a row say that the ring is far too small: then the newest packet goes.
     */
    private static final int MAX_EVICTIONS = 128;

    private final SubscriptionRegistry<T> registry;
    private final SubscriptionOptions options;
    private final MessagePassingQueue<PhasePacket<T>> ring;
    private final QueueProgressIndicators progress;

    // Objects of their own, away from the fields that publishers read for every packet.
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong evicted = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    /** Written by the subscriber only; publishers complete what they find there. */
    private volatile CompletableFuture<Void> waiter;

    private volatile boolean closed;

    /** What the bus has in its sums of closed subscriptions; guarded by the registry's lock. */
    private SubscriptionStatistics accounted;

    Subscription(SubscriptionRegistry<T> registry, SubscriptionOptions options) {
        this.registry = registry;
        this.options = options;
        this.accounted = new SubscriptionStatistics(options.name(), options.capacity(), 0, 0, 0, 0);
        if (options.whenFull() == WhenFull.DROP_OLDEST) {
            // A publisher takes the oldest packet out, so the ring has more than one reader.
            MpmcArrayQueue<PhasePacket<T>> queue = new MpmcArrayQueue<>(options.capacity());
            this.ring = queue;
            this.progress = queue;
        } else {
            MpscArrayQueue<PhasePacket<T>> queue = new MpscArrayQueue<>(options.capacity());
            this.ring = queue;
            this.progress = queue;
        }
    }

    /** What was asked for. */
    public SubscriptionOptions options() {
        return options;
    }

    /** The next packet, or null where none is ready. */
    public PhasePacket<T> poll() {
        return closed ? null : ring.relaxedPoll();
    }

    /**
     * Hands ready packets over, oldest first.
     *
     * @param receiver gets each packet; one that it fails on is gone
     * @param limit the most packets to hand over
     * @return how many were handed over
     */
    public int drain(Consumer<? super PhasePacket<T>> receiver, int limit) {
        int count = 0;
        while (count < limit) {
            PhasePacket<T> packet = poll();
            if (packet == null) {
                break;
            }
            count++;
            receiver.accept(packet);
        }
        return count;
    }

    /**
     * A future that is complete once there is a packet to poll or nothing more will come. It is the
     * same one until it completes. Completed by the publishing thread: what is chained to it must
     * be short.
     */
    public CompletableFuture<Void> available() {
        CompletableFuture<Void> current = waiter;
        boolean pending = current != null && !current.isDone();
        if (!pending) {
            if (hasNews()) {
                return NOW;
            }
            current = new CompletableFuture<>();
            waiter = current;
            // A publisher writes the ring and then reads the waiter; here it is the waiter first
            // and
            // then the ring. With a full fence on both sides at least one of the two sees the
            // other.
            VarHandle.fullFence();
        }
        if (hasNews()) {
            current.complete(null);
        }
        return current;
    }

    /** Whether no packet will ever come again: the bus is closed and the ring is drained. */
    public boolean isEnded() {
        // In this order: a publish that succeeded did so before the bus was closed.
        return closed || (registry.isClosed() && ring.isEmpty());
    }

    /** Packets that wait. */
    public int pending() {
        return closed ? 0 : ring.size();
    }

    /** What became of this subscription's packets. */
    public SubscriptionStatistics statistics() {
        long gone = evicted.get();
        long delivered = Math.max(0, progress.currentConsumerIndex() - gone);
        return new SubscriptionStatistics(
                options.name(),
                options.capacity(),
                delivered,
                gone + dropped.get(),
                refused.get(),
                ring.size());
    }

    /**
     * Ends the subscription. Packets still waiting are dropped and counted so on the bus, exactly
     * if no other thread is reading.
     */
    @Override
    public void close() {
        registry.remove(this);
    }

    /** For publishers: puts the packet on the ring, or says why not. Never waits. */
    Offer offer(PhasePacket<T> packet) {
        if (ring.offer(packet)) {
            return Offer.TAKEN;
        }
        return switch (options.whenFull()) {
            case BLOCK, FAIL -> Offer.FULL;
            case DROP_OLDEST -> replaceOldest(packet);
            case DROP_NEWEST -> {
                dropped.getAndIncrement();
                yield Offer.DROPPED;
            }
        };
    }

    private Offer replaceOldest(PhasePacket<T> packet) {
        for (int i = 0; i < MAX_EVICTIONS; i++) {
            if (ring.poll() != null) {
                evicted.getAndIncrement();
            }
            if (ring.offer(packet)) {
                return Offer.TAKEN;
            }
        }
        dropped.getAndIncrement();
        return Offer.DROPPED;
    }

    /** For publishers, after a full fence that follows the offer. */
    void wake() {
        CompletableFuture<Void> current = waiter;
        if (current != null && !current.isDone()) {
            current.complete(null);
        }
    }

    void countRefused() {
        refused.getAndIncrement();
    }

    void countDropped() {
        dropped.getAndIncrement();
    }

    /**
     * Whether the subscriber has left. A publisher asks after the fence that follows its offer: if
     * not, its packet is in what {@link #account} finds at the end; if so, it has the bus account
     * once more. Either way the packet is counted, and once.
     */
    boolean isClosed() {
        return closed;
    }

    /** For the registry, under its lock. */
    void markClosed() {
        closed = true;
        wake();
    }

    /**
     * For the registry, under its lock, once this is closed: what to add to its sums. Packets that
     * nobody will read now count as dropped.
     */
    SubscriptionStatistics account() {
        SubscriptionStatistics before = accounted;
        boolean first = before.delivered() == 0 && before.dropped() == 0;
        long delivered = first ? statistics().delivered() : before.delivered();
        long lost = progress.currentProducerIndex() - delivered + dropped.get();
        accounted =
                new SubscriptionStatistics(
                        options.name(), options.capacity(), delivered, lost, refused.get(), 0);
        return new SubscriptionStatistics(
                options.name(),
                options.capacity(),
                delivered - before.delivered(),
                lost - before.dropped(),
                accounted.refused() - before.refused(),
                0);
    }

    private boolean hasNews() {
        // Not isEmpty(): a slot that is claimed and not yet written is nothing to poll; its
        // publisher will read the waiter after writing it.
        return ring.relaxedPeek() != null || isEnded();
    }
}
