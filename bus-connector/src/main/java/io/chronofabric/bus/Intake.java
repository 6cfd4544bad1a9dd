package io.chronofabric.bus;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The subscriber's side of a subscription: takes packets from its rings and sets aside what is not
 * to be handed over. For the thread that polls, except the counts.
 *
 * @param <T> the payload
 */
final class Intake<T> {
    /** Packets set aside in one poll at most, so that a poll ends while publishers go on. */
    private static final int MAX_ASIDE = 256;

    private final Subscription<T> owner;
    private final Rings<T> rings;
    private final BusContext<T> context;
    private final double minCoherence;
    private final BooleanSupplier noMoreComes;

    /** Null where dependencies are not looked at. */
    private final DependencyGate<T> gate;

    private final AtomicLong filtered = new AtomicLong();
    private final AtomicLong filterFailed = new AtomicLong();
    private final AtomicLong expired = new AtomicLong();
    private final AtomicLong violations = new AtomicLong();

    /** Null for none; these two may be set by another thread before the subscriber polls. */
    private volatile Predicate<? super PhasePacket<T>> filter;

    private volatile SetAsideHandler<T> handler;
    private long polls;

    Intake(
            Subscription<T> owner,
            Rings<T> rings,
            BusContext<T> context,
            BooleanSupplier noMoreComes) {
        SubscriptionOptions options = owner.options();
        this.owner = owner;
        this.rings = rings;
        this.context = context;
        this.minCoherence = options.minCoherence();
        this.noMoreComes = noMoreComes;
        this.gate =
                options.dependencies().answer() == DependencyRule.Answer.IGNORE
                        ? null
                        : new DependencyGate<>(options.dependencies());
    }

    void filter(Predicate<? super PhasePacket<T>> wanted) {
        this.filter = wanted;
    }

    void handler(SetAsideHandler<T> told) {
        this.handler = told;
    }

    /** The next packet to hand over, or null where none is ready. */
    PhasePacket<T> next() {
        if (gate != null) {
            return nextThroughGate();
        }
        PhasePacket<T> packet = take();
        for (int i = 1; packet != null && !isWanted(packet); i++) {
            packet = i < MAX_ASIDE ? take() : null;
        }
        return packet;
    }

    private PhasePacket<T> nextThroughGate() {
        for (int i = 0; i < MAX_ASIDE; i++) {
            PhasePacket<T> released = gate.takeReleased();
            if (released != null) {
                if (isDue(released)) {
                    return released;
                }
                continue;
            }
            PhasePacket<T> packet = take();
            if (packet == null) {
                if (gate.isIdle() || !letGo()) {
                    return null;
                }
            } else if (isWanted(packet) && gate.admit(packet, now())) {
                return packet;
            }
        }
        return null;
    }

    /** Whether a packet that is no longer held is to be handed over. */
    private boolean isDue(PhasePacket<T> released) {
        PacketDetails details = released.details();
        if (details != null && hasExpired(released, details)) {
            return false;
        }
        if (!gate.isSatisfied(released)) {
            refuse(released);
            return false;
        }
        return true;
    }

    /** Nothing came: whether time or the end of the stream lets go of what is held. */
    private boolean letGo() {
        if (noMoreComes.getAsBoolean()) {
            gate.end();
        } else {
            gate.advance(now());
        }
        return gate.hasReleased();
    }

    private long now() {
        return context.time().monotonicNanos();
    }

    private PhasePacket<T> take() {
        PhasePacket<T> packet = rings.poll();
        if (packet != null && (++polls & context.sampleMask()) == 0) {
            context.latencies().add(context.time().epochNanos() - packet.id());
        }
        return packet;
    }

    private boolean isWanted(PhasePacket<T> packet) {
        PacketDetails details = packet.details();
        if (details != null && hasExpired(packet, details)) {
            return false;
        }
        boolean wanted = details == null || !(details.coherence() < minCoherence);
        Predicate<? super PhasePacket<T>> chosen = filter;
        if (wanted && chosen != null) {
            try {
                wanted = chosen.test(packet);
            } catch (RuntimeException e) {
                failed(packet, e);
                return false;
            }
        }
        if (!wanted) {
            filtered.lazySet(filtered.get() + 1);
            owner.acknowledge(packet);
            if (gate != null) {
                gate.pass(packet, now());
            }
        }
        return wanted;
    }

    private boolean hasExpired(PhasePacket<T> packet, PacketDetails details) {
        if (details.deadlineNanos() == PacketDetails.NO_DEADLINE
                || context.time().epochNanos() <= details.deadlineNanos()) {
            return false;
        }
        expired.lazySet(expired.get() + 1);
        owner.reject(packet, "expired");
        SetAsideHandler<T> told = handler;
        if (told != null) {
            told.expired(packet);
        }
        return true;
    }

    private void failed(PhasePacket<T> packet, RuntimeException failure) {
        filterFailed.lazySet(filterFailed.get() + 1);
        owner.reject(packet, "its filter failed: " + failure);
        SetAsideHandler<T> told = handler;
        if (told != null) {
            told.filterFailed(packet, failure);
        }
    }

    private void refuse(PhasePacket<T> packet) {
        violations.lazySet(violations.get() + 1);
        owner.reject(packet, "its dependencies were not delivered");
        SetAsideHandler<T> told = handler;
        if (told != null) {
            told.refused(packet, gate.violation(packet, owner.options().name()));
        }
    }

    /** Whether a poll would have something to do though nothing is on the rings. */
    boolean hasReleased() {
        return gate != null && gate.hasReleased();
    }

    /** How long the subscriber may sleep before it should poll again; nanoseconds. */
    long sleepNanos() {
        if (gate == null || gate.isIdle()) {
            return Long.MAX_VALUE;
        }
        long deadline = gate.nextDeadlineNanos();
        return deadline == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, deadline - now());
    }

    long held() {
        return gate == null ? 0 : gate.held();
    }

    AsideCounts counts(long masked) {
        return new AsideCounts(
                masked, filtered.get(), filterFailed.get(), expired.get(), violations.get());
    }
}
