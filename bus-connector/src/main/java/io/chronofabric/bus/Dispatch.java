package io.chronofabric.bus;

import io.chronofabric.time.HybridLogicalClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The publishers' side of a bus: offers packets to subscriptions, counts them and wakes who sleeps.
 * Any thread may call.
 *
 * @param <T> the payload
 */
final class Dispatch<T> {
    private final HybridLogicalClock clock;
    private final SubscriptionRegistry<T> registry;
    private final PacketLedger ledger;
    private final RoomWait<T> roomWait;
    private final BusContext<T> context;

    Dispatch(
            HybridLogicalClock clock,
            SubscriptionRegistry<T> registry,
            PacketLedger ledger,
            RoomWait<T> roomWait,
            BusContext<T> context) {
        this.clock = clock;
        this.registry = registry;
        this.ledger = ledger;
        this.roomWait = roomWait;
        this.context = context;
    }

    /**
     * The receive rule: what this clock stamps from now on comes after a packet that it did not
     * stamp itself.
     */
    void takeNoteOf(PhasePacket<T> packet) {
        if (packet.physicalNanos() > clock.lastPhysical()) {
            // A time too far ahead leaves the clock alone; the packet keeps its time either way.
            clock.update(packet.physicalNanos());
        }
        if (packet.details() != null) {
            context.observe(packet.details());
        }
    }

    /** As {@link PhaseCoherenceBus#publish(PhasePacket)}. */
    void send(PhasePacket<T> packet) {
        Subscription<T>[] current = registry.openSubscriptions();
        List<Subscription<T>> full = offerToAll(current, packet);
        ledger.countPublished(1, current.length);
        registry.wakeAll(current);
        registry.refuseIfClosed();
        if (full != null) {
            roomWait.settle(full, packet);
        }
    }

    /** As {@link PhaseCoherenceBus#tryPublish(PhasePacket)}. */
    boolean trySend(PhasePacket<T> packet) {
        Subscription<T>[] current = registry.openSubscriptions();
        boolean everywhere = true;
        for (Subscription<T> subscription : current) {
            Offer outcome = subscription.offer(packet);
            if (outcome == Offer.FULL) {
                subscription.countRefused();
                everywhere = false;
            } else if (outcome == Offer.DROPPED) {
                everywhere = false;
            }
        }
        ledger.countPublished(1, current.length);
        registry.wakeAll(current);
        registry.refuseIfClosed();
        return everywhere;
    }

    /** As {@link PhaseCoherenceBus#publishBatch}. */
    <P extends T> void sendAll(List<P> payloads, Function<? super P, PhasePacket<T>> stamp) {
        Subscription<T>[] current = registry.openSubscriptions();
        int offered = 0;
        try {
            for (P payload : payloads) {
                PhasePacket<T> packet = stamp.apply(payload);
                List<Subscription<T>> full = offerToAll(current, packet);
                offered++;
                if (full != null) {
                    registry.wakeAll(current);
                    roomWait.settle(full, packet);
                }
            }
        } catch (BusException e) {
            throw new BusException(
                    e.code(),
                    "payload " + offered + " of " + payloads.size() + ": " + e.given(),
                    e.expected(),
                    e.action(),
                    e);
        } finally {
            ledger.countPublished(offered, current.length);
            registry.wakeAll(current);
        }
        registry.refuseIfClosed();
    }

    /** As {@link PhaseCoherenceBus#publishAcknowledged(PhasePacket)}. */
    CompletableFuture<Delivery> sendAcknowledged(PhasePacket<T> packet) {
        Subscription<T>[] current = registry.openSubscriptions();
        List<Subscription<T>> targets = new ArrayList<>();
        for (Subscription<T> subscription : current) {
            if (subscription.isMeantFor(packet)) {
                targets.add(subscription);
            }
        }
        // Expected before it is offered: a subscriber may be done with it at once.
        Outstanding<T> expected = context.acknowledgements().expect(packet, targets);
        for (Subscription<T> subscription : current) {
            if (!targets.contains(subscription)) {
                subscription.countMasked();
            }
        }
        expected.offer(false);
        ledger.countPublished(1, current.length);
        registry.wakeAll(current);
        context.acknowledgements().watch(expected);
        return expected.future();
    }

    /** The subscriptions without room whose publisher waits or fails, or null: the usual case. */
    private List<Subscription<T>> offerToAll(Subscription<T>[] current, PhasePacket<T> packet) {
        List<Subscription<T>> full = null;
        for (Subscription<T> subscription : current) {
            if (subscription.offer(packet) == Offer.FULL) {
                if (full == null) {
                    full = new ArrayList<>();
                }
                full.add(subscription);
            }
        }
        return full;
    }
}
