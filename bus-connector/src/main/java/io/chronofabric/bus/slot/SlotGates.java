package io.chronofabric.bus.slot;

import io.chronofabric.bus.BusException;
import io.chronofabric.bus.WhenFull;
import io.chronofabric.core.ErrorCode;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * The subscriptions of a slot bus, and how far publishers may go because of them. Safe for use by
 * many threads; {@link #lowest} takes no lock.
 */
final class SlotGates {
    private final String busName;
    private final SlotRing ring;

    /** Changed under the lock of this object. */
    private volatile SlotSubscription[] subscriptions = {};

    SlotGates(String busName, SlotRing ring) {
        this.busName = busName;
        this.ring = ring;
    }

    /**
     * Adds a subscription that starts with the next position to be claimed.
     *
     * <p>Its start is settled only once publishers can see it: whoever saw it missing has read a
     * tail before, and goes at most a lap beyond that, which is no further than its first lap.
     */
    synchronized SlotSubscription add(SlotBus bus, SlotSubscriptionOptions options) {
        for (SlotSubscription other : subscriptions) {
            if (other.name().equals(options.name())) {
                throw new BusException(
                        ErrorCode.BUS_SUBSCRIPTION_FAILED,
                        "a second subscription named " + options.name() + " on bus " + busName,
                        "a name that no other subscription of the bus has",
                        "Choose another name, or close the other subscription.");
            }
        }
        SlotSubscription added = new SlotSubscription(bus, ring, this, options);
        added.startAt(ring.tail());
        SlotSubscription[] longer = new SlotSubscription[subscriptions.length + 1];
        System.arraycopy(subscriptions, 0, longer, 0, subscriptions.length);
        longer[subscriptions.length] = added;
        subscriptions = longer;
        VarHandle.fullFence();
        added.startAt(ring.tail());
        return added;
    }

    /** Takes a subscription out, once. */
    synchronized void remove(SlotSubscription gone) {
        List<SlotSubscription> left = new ArrayList<>(List.of(subscriptions));
        if (left.remove(gone)) {
            subscriptions = left.toArray(new SlotSubscription[0]);
            gone.end(ring.tail());
        }
    }

    /** A position that publishers may go a lap beyond: the slowest reader's, or the tail. */
    long lowest() {
        // With the one in add(): either the tail below is seen there, or the subscription here.
        VarHandle.fullFence();
        long lowest = ring.tail();
        for (SlotSubscription subscription : subscriptions) {
            if (subscription.gates()) {
                lowest = Math.min(lowest, subscription.cursor());
            }
        }
        return lowest;
    }

    /** Closes those that hold up a position and whose reader will never come; whether any were. */
    boolean dropDead(long position) {
        boolean dropped = false;
        for (SlotSubscription subscription : subscriptions) {
            if (subscription.gates()
                    && holdsUp(subscription, position)
                    && subscription.isReaderDead()) {
                subscription.close();
                dropped = true;
            }
        }
        return dropped;
    }

    /**
     * The name of a subscription that holds up a position and has a policy; null if there is none.
     */
    String heldUpBy(long position, WhenFull policy) {
        for (SlotSubscription subscription : subscriptions) {
            if (subscription.whenFull() == policy && holdsUp(subscription, position)) {
                return subscription.name();
            }
        }
        return null;
    }

    List<SlotSubscription> all() {
        return List.of(subscriptions);
    }

    private boolean holdsUp(SlotSubscription subscription, long position) {
        return position - subscription.cursor() >= ring.capacity();
    }
}
