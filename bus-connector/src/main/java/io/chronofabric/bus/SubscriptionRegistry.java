package io.chronofabric.bus;

import io.chronofabric.core.ErrorCode;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The subscriptions of one bus, by name and as the array that publishers go through, and whether
 * the bus is closed. For the bus, its {@link RoomWait} and its {@link Subscription}s; all methods
 * may be called from any thread. {@link #isClosed}, {@link #refuseIfClosed} and {@link
 * #openSubscriptions} are one or two volatile reads, and {@link #wakeAll} and {@link #wake} lock
 * only where a subscriber has just left, so a publisher may call these for every packet; everything
 * else takes the lock.
 *
 * @param <T> the payload
 */
final class SubscriptionRegistry<T> {
    private final String busName;
    private final PacketLedger ledger;
    private final BusContext<T> context;
    private final Runnable whenDone;

    /** Replaced as a whole under the lock; never written in place. */
    private volatile Subscription<T>[] subscriptions = noSubscriptions();

    private volatile boolean closed;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Subscription<T>> byName = new HashMap<>();
    private final Set<String> reserved = new HashSet<>();

    /**
     * @param busName for messages
     * @param ledger gets the sums of closed subscriptions, under this registry's lock
     * @param context what the bus's parts share
     * @param whenDone is run under the lock once the bus is closed and nobody is left to drain it;
     *     possibly more than once
     */
    SubscriptionRegistry(
            String busName, PacketLedger ledger, BusContext<T> context, Runnable whenDone) {
        this.busName = busName;
        this.ledger = ledger;
        this.context = context;
        this.whenDone = whenDone;
    }

    /** Whether the stream has ended. */
    boolean isClosed() {
        return closed;
    }

    /**
     * The subscriptions of now, not to be written to; a publish reads them once.
     *
     * @throws BusException if the bus is closed
     */
    Subscription<T>[] openSubscriptions() {
        refuseIfClosed();
        return subscriptions;
    }

    /**
     * Before a publish it saves the work. After the offer and its fence it makes the end of the
     * stream exact: a publisher that still finds the bus open has put its packet on the ring before
     * any subscriber can find the bus closed, so no packet is lost in silence.
     */
    void refuseIfClosed() {
        if (closed) {
            throw closedError();
        }
    }

    /** For the caller to throw: what a publisher hears on a closed bus. */
    BusException closedError() {
        return new BusException(
                ErrorCode.BUS_INITIALIZATION_FAILED,
                "a packet for bus " + busName + ", which is closed",
                "an open bus",
                "Stop publishers before closing the bus.");
    }

    /** As {@link PhaseCoherenceBus#subscribe}. */
    Subscription<T> subscribe(SubscriptionOptions options) {
        lock.lock();
        try {
            Subscription<T> existing = byName.get(options.name());
            if (existing == null) {
                return add(options);
            }
            if (!reserved.contains(options.name())) {
                throw new BusException(
                        ErrorCode.BUS_SUBSCRIPTION_FAILED,
                        "subscription " + options.name() + " on bus " + busName + ", which exists",
                        "a name that no other subscription of the bus has",
                        "Choose another name, or close the other subscription first.");
            }
            if (!existing.options().equals(options)) {
                throw new BusException(
                        ErrorCode.BUS_SUBSCRIPTION_FAILED,
                        "subscription options: " + options,
                        "those of the reservation, " + existing.options(),
                        "Reserve and subscribe with the same options.");
            }
            reserved.remove(options.name());
            changed.signalAll();
            return existing;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link PhaseCoherenceBus#reserve}. */
    void reserve(SubscriptionOptions options) {
        lock.lock();
        try {
            subscribe(options);
            reserved.add(options.name());
        } finally {
            lock.unlock();
        }
    }

    /** As {@link PhaseCoherenceBus#unsubscribe}. */
    void unsubscribe(String subscription) {
        remove(find(subscription));
    }

    private Subscription<T> find(String subscription) {
        lock.lock();
        try {
            Subscription<T> existing = byName.get(subscription);
            if (existing == null) {
                throw new BusException(
                        ErrorCode.BUS_SUBSCRIPTION_NOT_FOUND,
                        "subscription " + subscription + " on bus " + busName,
                        "one of " + byName.keySet().stream().sorted().toList(),
                        "Check the name; a subscription that was closed is gone.");
            }
            return existing;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link PhaseCoherenceBus#awaitSubscribers}. */
    void awaitSubscribers(int count, Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (byName.size() - reserved.size() < count) {
                if (left <= 0) {
                    throw new BusException(
                            ErrorCode.BUS_SUBSCRIPTION_NOT_FOUND,
                            (byName.size() - reserved.size())
                                    + " subscribers on bus "
                                    + busName
                                    + " after "
                                    + timeout,
                            "at least " + count,
                            "See that the reading job runs, or wait longer.");
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** How many subscriptions have a reader. */
    int subscribers() {
        lock.lock();
        try {
            return byName.size() - reserved.size();
        } finally {
            lock.unlock();
        }
    }

    /** What became of the packets so far; consistent with the subscriptions of one moment. */
    BusStatistics statistics() {
        lock.lock();
        try {
            return ledger.statistics(subscriptions);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the stream and wakes every subscriber; closing again does nothing. */
    void close() {
        lock.lock();
        try {
            closed = true;
            wakeAll(subscriptions);
            forgetIfDone();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a subscription out and closes it; does nothing if it is not in. */
    void remove(Subscription<T> subscription) {
        if (!takeOut(subscription)) {
            return;
        }
        // Not under the lock: publishers that wait for its acknowledgement are told, and what they
        // do then is theirs.
        context.acknowledgements().left(subscription);
        account(subscription);
    }

    private boolean takeOut(Subscription<T> subscription) {
        lock.lock();
        try {
            if (!byName.remove(subscription.options().name(), subscription)) {
                return false;
            }
            reserved.remove(subscription.options().name());
            Subscription<T>[] next = noSubscriptions();
            for (Subscription<T> other : subscriptions) {
                if (other != subscription) {
                    next = with(next, other);
                }
            }
            subscriptions = next;
            subscription.markClosed();
            account(subscription);
            forgetIfDone();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * For publishers, after their offers, and for the end of the stream: wakes whoever sleeps, and
     * accounts once more for whoever left meanwhile.
     */
    void wakeAll(Subscription<T>[] current) {
        // Between writing the ring (or the end of the stream) and reading the waiter.
        VarHandle.fullFence();
        for (Subscription<T> subscription : current) {
            wake(subscription);
        }
    }

    /** For one subscription; the caller has put the full fence between its offer and this. */
    void wake(Subscription<T> subscription) {
        subscription.wake();
        if (subscription.isClosed()) {
            account(subscription);
        }
    }

    /** Adds what is new of a closed subscription to the sums. */
    private void account(Subscription<T> closedOne) {
        lock.lock();
        try {
            ledger.retire(closedOne.account());
        } finally {
            lock.unlock();
        }
    }

    private Subscription<T> add(SubscriptionOptions options) {
        if (closed) {
            throw new BusException(
                    ErrorCode.BUS_SUBSCRIPTION_FAILED,
                    "subscription " + options.name() + " on bus " + busName + ", which is closed",
                    "an open bus",
                    "Subscribe, or reserve the subscription, before the publisher ends.");
        }
        Subscription<T> subscription = new Subscription<>(this, options, context);
        byName.put(options.name(), subscription);
        subscriptions = with(subscriptions, subscription);
        changed.signalAll();
        return subscription;
    }

    /** A closed bus stays findable while someone may still drain it. */
    private void forgetIfDone() {
        if (closed && byName.isEmpty()) {
            whenDone.run();
        }
    }

    private static <T> Subscription<T>[] with(Subscription<T>[] array, Subscription<T> last) {
        Subscription<T>[] longer = Arrays.copyOf(array, array.length + 1);
        longer[array.length] = last;
        return longer;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no generic array creation
    private static <T> Subscription<T>[] noSubscriptions() {
        return new Subscription[0];
    }
}
