package io.chronofabric.bus;

import io.chronofabric.core.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * One packet whose publisher waits for its subscribers. Any thread may call; nothing is called back
 * under its lock.
 *
 * @param <T> the payload
 */
final class Outstanding<T> {
    private final String busName;
    private final PhasePacket<T> packet;
    private final CompletableFuture<Delivery> future = new CompletableFuture<>();

    // All guarded by this.
    private final Set<Subscription<T>> silent;
    private final Set<Subscription<T>> withoutRoom;
    private final List<String> acknowledged = new ArrayList<>();
    private final Map<String, String> failures = new TreeMap<>();
    private final List<Future<?>> timers = new ArrayList<>();
    private int retries;
    private boolean done;

    Outstanding(String busName, PhasePacket<T> packet, Collection<Subscription<T>> targets) {
        this.busName = busName;
        this.packet = packet;
        this.silent = new HashSet<>(targets);
        this.withoutRoom = new HashSet<>(targets);
    }

    PhasePacket<T> packet() {
        return packet;
    }

    CompletableFuture<Delivery> future() {
        return future;
    }

    /**
     * Offers the packet to those that have not taken it.
     *
     * @return those that have it now and must be woken; the rest has no room or has left
     */
    synchronized List<Subscription<T>> offer(boolean again) {
        List<Subscription<T>> taken = new ArrayList<>();
        if (done) {
            return taken;
        }
        if (again) {
            retries++;
        }
        for (Subscription<T> subscription : List.copyOf(withoutRoom)) {
            if (subscription.isClosed()) {
                subscription.countDropped();
                withoutRoom.remove(subscription);
                fail(subscription, "left");
                taken.add(subscription);
            } else if (subscription.offerAcknowledged(packet) == Offer.TAKEN) {
                withoutRoom.remove(subscription);
                taken.add(subscription);
            }
        }
        return taken;
    }

    /** Whether someone still has no room for it and it may be offered again. */
    synchronized boolean mayRetry() {
        return !done && !withoutRoom.isEmpty() && retries < packet.delivery().retries();
    }

    /** How often it was offered again. */
    synchronized int retries() {
        return retries;
    }

    /** To be cancelled at the end. */
    synchronized void keep(Future<?> timer) {
        if (done) {
            timer.cancel(false);
        } else {
            timers.add(timer);
        }
    }

    synchronized void acknowledge(Subscription<T> subscription) {
        if (!done && silent.remove(subscription)) {
            acknowledged.add(subscription.options().name());
        }
    }

    /** It will not be acknowledged by this one. */
    synchronized void reject(Subscription<T> subscription, String why) {
        if (!done) {
            fail(subscription, why);
        }
    }

    /** Nobody that is silent now will be waited for. */
    synchronized void rejectSilent(String whyTaken, String whyNot) {
        if (!done) {
            for (Subscription<T> subscription : List.copyOf(silent)) {
                fail(subscription, withoutRoom.contains(subscription) ? whyNot : whyTaken);
            }
        }
    }

    /** Those without room are given up. */
    synchronized void rejectWithoutRoom() {
        if (!done) {
            List.copyOf(withoutRoom)
                    .forEach(one -> fail(one, "no room after " + retries + " retries"));
        }
    }

    private void fail(Subscription<T> subscription, String why) {
        if (silent.remove(subscription)) {
            failures.put(subscription.options().name(), why);
        }
        if (withoutRoom.remove(subscription)) {
            subscription.countRefused();
        }
    }

    /** Ends the wait if nobody is waited for; true once, for the caller to {@link #complete}. */
    synchronized boolean isOver() {
        if (done || !silent.isEmpty()) {
            return false;
        }
        done = true;
        timers.forEach(timer -> timer.cancel(false));
        return true;
    }

    /** Whether everyone acknowledged; tells the publisher. After {@link #isOver} said so. */
    boolean complete() {
        if (failures.isEmpty()) {
            List<String> names = acknowledged.stream().sorted().toList();
            future.complete(new Delivery(packet.id(), names, retries));
            return true;
        }
        future.completeExceptionally(
                new BusException(
                        ErrorCode.BUS_DELIVERY_FAILED,
                        packet + " on bus " + busName + ", not acknowledged: " + failures,
                        "an acknowledgement by each of its subscriptions",
                        "See why those did not process it; publishing it again keeps its id."));
        return false;
    }
}
