package io.chronofabric.bus;

import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.MpmcArrayQueue;
import org.jctools.queues.MpscArrayQueue;
import org.jctools.queues.QueueProgressIndicators;

/**
 * Bounded places for packets that wait for one subscriber, and its policy where there is none. Any
 * thread offers; the subscriber polls.
 *
 * @param <T> the payload
 */
final class Ring<T> {
    /**
     * Every failed round means that another publisher took the slot just made free, so this many in
     * a row say that the ring is far too small: then the newest packet goes.
     */
    private static final int MAX_EVICTIONS = 128;

    private final WhenFull whenFull;
    private final MessagePassingQueue<PhasePacket<T>> queue;
    private final QueueProgressIndicators progress;

    // Objects of their own, away from the fields that publishers read for every packet.
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong evicted = new AtomicLong();

    Ring(int capacity, WhenFull whenFull) {
        this.whenFull = whenFull;
        if (whenFull == WhenFull.DROP_OLDEST) {
            // A publisher takes the oldest packet out, so the ring has more than one reader.
            MpmcArrayQueue<PhasePacket<T>> many = new MpmcArrayQueue<>(capacity);
            this.queue = many;
            this.progress = many;
        } else {
            MpscArrayQueue<PhasePacket<T>> one = new MpscArrayQueue<>(capacity);
            this.queue = one;
            this.progress = one;
        }
    }

    /** Takes the packet, or does as the policy says. Never waits. */
    Offer offer(PhasePacket<T> packet) {
        if (queue.offer(packet)) {
            return Offer.TAKEN;
        }
        return switch (whenFull) {
            case BLOCK, FAIL -> Offer.FULL;
            case DROP_OLDEST -> replaceOldest(packet);
            case DROP_NEWEST -> {
                dropped.getAndIncrement();
                yield Offer.DROPPED;
            }
        };
    }

    /** As {@link #offer}, but never drops this packet. */
    Offer offerAcknowledged(PhasePacket<T> packet) {
        if (queue.offer(packet)) {
            return Offer.TAKEN;
        }
        return whenFull == WhenFull.DROP_OLDEST && evictFor(packet) ? Offer.TAKEN : Offer.FULL;
    }

    private Offer replaceOldest(PhasePacket<T> packet) {
        if (evictFor(packet)) {
            return Offer.TAKEN;
        }
        dropped.getAndIncrement();
        return Offer.DROPPED;
    }

    private boolean evictFor(PhasePacket<T> packet) {
        for (int i = 0; i < MAX_EVICTIONS; i++) {
            if (queue.poll() != null) {
                evicted.getAndIncrement();
            }
            if (queue.offer(packet)) {
                return true;
            }
        }
        return false;
    }

    /** For the subscriber: the next packet, or null where none is ready. */
    PhasePacket<T> poll() {
        return queue.relaxedPoll();
    }

    /**
     * Whether there is something to poll. A slot that is claimed and not yet written is nothing to
     * poll; its publisher will read the waiter after writing it.
     */
    boolean hasReady() {
        return queue.relaxedPeek() != null;
    }

    /** Whether nothing waits, nor is about to. */
    boolean isEmpty() {
        return queue.isEmpty();
    }

    int size() {
        return queue.size();
    }

    /** Packets that the policy dropped. */
    long dropped() {
        return evicted.get() + dropped.get();
    }

    /** Packets that the subscriber took. */
    long taken() {
        long gone = evicted.get();
        return Math.max(0, progress.currentConsumerIndex() - gone);
    }

    /** Packets that came and that the subscriber did not take, once it has left. */
    long lostOf(long takenAtTheEnd) {
        return progress.currentProducerIndex() - takenAtTheEnd + dropped.get();
    }
}
