package io.chronofabric.bus;

import io.chronofabric.core.ErrorCode;
import io.chronofabric.time.TimeSource;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.agrona.concurrent.IdleStrategy;

/**
 * What a publisher does about rings without room: it waits where the policy says so, and hears who
 * did not get the packet. For the bus, which calls {@link #settle} on the publishing thread after
 * it has offered the packet to every subscription; may be called from any thread, and holds no lock
 * while it waits.
 *
 * @param <T> the payload
 */
final class RoomWait<T> {
    private final String busName;
    private final TimeSource time;
    private final long publishTimeoutNanos;
    private final SubscriptionRegistry<T> registry;

    /**
     * @param busName for messages
     * @param publishTimeoutNanos how long one {@link #settle} waits, greater than 0
     */
    RoomWait(
            String busName,
            TimeSource time,
            long publishTimeoutNanos,
            SubscriptionRegistry<T> registry) {
        this.busName = busName;
        this.time = time;
        this.publishTimeoutNanos = publishTimeoutNanos;
        this.registry = registry;
    }

    /**
     * Waits for room where the policy says so, and tells the publisher who did not get it.
     *
     * @param full the subscriptions that had no room for the packet
     * @throws BusException as {@link PhaseCoherenceBus#publish(PhasePacket)}
     */
    void settle(List<Subscription<T>> full, PhasePacket<T> packet) {
        List<Subscription<T>> failed = new ArrayList<>();
        List<Subscription<T>> waiting = new ArrayList<>();
        for (Subscription<T> subscription : full) {
            boolean fails = subscription.options().whenFull() == WhenFull.FAIL;
            (fails ? failed : waiting).add(subscription);
        }
        if (!waiting.isEmpty()) {
            waitForRoom(waiting, packet);
        }
        if (!failed.isEmpty()) {
            failed.forEach(Subscription::countRefused);
            throw new BusException(
                    ErrorCode.BUS_RESOURCE_EXHAUSTED,
                    packet + " on bus " + busName + " for full " + describe(failed),
                    "room for it",
                    "Read faster, or give the subscription more room or another answer when full.");
        }
    }

    private void waitForRoom(List<Subscription<T>> waiting, PhasePacket<T> packet) {
        long start = time.monotonicNanos();
        IdleStrategy idle = WaitStrategy.parking();
        while (true) {
            waiting.removeIf(subscription -> isSettled(subscription, packet));
            if (waiting.isEmpty()) {
                registry.refuseIfClosed();
                return;
            }
            BusException end = endOfWait(waiting, packet, start);
            if (end != null) {
                waiting.forEach(Subscription::countRefused);
                throw end;
            }
            idle.idle();
        }
    }

    /** Whether there is nothing to wait for any more: it has the packet, or has left. */
    private boolean isSettled(Subscription<T> subscription, PhasePacket<T> packet) {
        boolean left = subscription.isClosed();
        if (left) {
            subscription.countDropped();
        }
        if (left || subscription.offer(packet) == Offer.TAKEN) {
            VarHandle.fullFence();
            registry.wake(subscription);
            return true;
        }
        return false;
    }

    /** Why to stop waiting, or null. */
    private BusException endOfWait(
            List<Subscription<T>> waiting, PhasePacket<T> packet, long start) {
        if (registry.isClosed()) {
            return registry.closedError();
        }
        if (Thread.currentThread().isInterrupted()) {
            return new BusException(
                    ErrorCode.BUS_DELIVERY_FAILED,
                    "an interrupt while " + packet + " waited for room in " + describe(waiting),
                    "a publishing thread that may wait",
                    "Publish it again, or use tryPublish.");
        }
        if (time.monotonicNanos() - start >= publishTimeoutNanos) {
            return new BusException(
                    ErrorCode.BUS_PUBLISH_TIMEOUT,
                    packet + " on bus " + busName + " waited for room in " + describe(waiting),
                    "room within " + Duration.ofNanos(publishTimeoutNanos),
                    "Read faster, or give the subscription more room or another answer when full.");
        }
        return null;
    }

    private static <T> String describe(List<Subscription<T>> subscriptions) {
        return subscriptions.stream()
                .map(s -> s.options().name() + " (capacity " + s.options().capacity() + ")")
                .collect(Collectors.joining(", "));
    }
}
