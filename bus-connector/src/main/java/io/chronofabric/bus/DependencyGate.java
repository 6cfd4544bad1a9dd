package io.chronofabric.bus;

import io.chronofabric.core.ErrorCode;
import io.chronofabric.time.causal.DeliveryBounds;
import io.chronofabric.time.causal.DependencyQueue;
import io.chronofabric.time.causal.Handout;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets a packet through once the subscriber has been handed what it depends on. A {@link
 * DependencyQueue} keeps those that wait, within its bounds; what it lets go without its
 * dependencies is refused, and so is what depends on that. For the thread that polls, except {@link
 * #held}.
 *
 * @param <T> the payload
 */
final class DependencyGate<T> {
    private final boolean holds;
    private final RecentIds handedOver;
    private final DependencyQueue<Long, PhasePacket<T>> queue;
    private final Deque<PhasePacket<T>> released = new ArrayDeque<>();
    private final AtomicLong held = new AtomicLong();

    DependencyGate(DependencyRule rule) {
        this.holds = rule.answer() == DependencyRule.Answer.HOLD;
        this.handedOver = new RecentIds(rule.maxIds());
        this.queue =
                new DependencyQueue<>(
                        new DeliveryBounds(
                                rule.maxWait().toNanos(), rule.maxPackets(), rule.maxBytes()),
                        PhasePacket.MAX_DEPENDENCIES,
                        rule.maxIds());
    }

    /** Packets taken from the ring that have neither been handed over nor refused. */
    long held() {
        return held.get();
    }

    /** Nothing is to come out without something going in, or time. */
    boolean isIdle() {
        return held.get() == 0;
    }

    /** Whether a packet was let go and not taken yet. */
    boolean hasReleased() {
        return !released.isEmpty();
    }

    /** When the next packet has been held too long; {@link Long#MAX_VALUE} for never. */
    long nextDeadlineNanos() {
        return queue.nextDeadlineNanos();
    }

    /**
     * Takes a packet in.
     *
     * @param now monotonic nanoseconds
     * @return whether it may be handed over at once, and was not taken in
     */
    boolean admit(PhasePacket<T> packet, long now) {
        List<Long> missing = missing(packet);
        if (missing.isEmpty() && isIdle()) {
            handedOver.add(packet.id());
            return true;
        }
        if (holds) {
            long bytes = packet.sizeHint();
            queue.offer(packet.id(), missing, packet, bytes, now, this::release);
        } else {
            released.add(packet);
        }
        count();
        return false;
    }

    /** The subscriber has chosen not to see a packet: what depends on it need not wait. */
    void pass(PhasePacket<T> packet, long now) {
        handedOver.add(packet.id());
        if (queue.waiting() > 0) {
            queue.offer(packet.id(), List.of(), packet, 0, now, this::release);
            released.removeIf(other -> other == packet);
            count();
        }
    }

    /** Lets go of what has waited too long. */
    void advance(long now) {
        queue.advance(now, this::release);
        count();
    }

    /** Lets go of everything: nothing more will come. */
    void end() {
        queue.close(this::release);
        count();
    }

    /** The next packet that was let go, or null. */
    PhasePacket<T> takeReleased() {
        PhasePacket<T> packet = released.poll();
        if (packet != null) {
            count();
        }
        return packet;
    }

    /** Whether a packet that was let go may be handed over; it then counts as handed over. */
    boolean isSatisfied(PhasePacket<T> packet) {
        boolean satisfied = handedOver.containsAll(required(packet));
        if (satisfied) {
            handedOver.add(packet.id());
        }
        return satisfied;
    }

    /** Why a packet was refused. */
    BusException violation(PhasePacket<T> packet, String subscription) {
        return new BusException(
                ErrorCode.BUS_TEMPORAL_VIOLATION,
                packet + " for subscription " + subscription + " without " + missing(packet),
                "its dependencies before it",
                "Publish causes first and to the same mask, or hold packets longer.");
    }

    private void release(Handout<Long, PhasePacket<T>> handout) {
        released.add(handout.message());
    }

    private List<Long> missing(PhasePacket<T> packet) {
        long[] required = required(packet);
        return required.length == 0
                ? List.of()
                : Arrays.stream(required).filter(id -> !handedOver.contains(id)).boxed().toList();
    }

    private long[] required(PhasePacket<T> packet) {
        PacketDetails details = packet.details();
        return details != null && details.delivery().requireDependencies()
                ? details.dependencies()
                : PacketDetails.NO_DEPENDENCIES;
    }

    private void count() {
        held.set((long) queue.waiting() + released.size());
    }
}
