package io.chronofabric.bus;

import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.Metric;
import io.chronofabric.core.MetricPort;
import io.chronofabric.core.Priority;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.TimeSource;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;

/**
 * Typed publish and subscribe inside one process. Each subscription has a bounded ring of its own
 * and says what a publish does when that is full. <b>At most once</b>: what waits on a ring is gone
 * when the process is, and a packet published while nobody is subscribed is heard by nobody (and
 * counted). Whoever must not miss the first packets waits for {@link #awaitSubscribers} or makes
 * the subscription ahead of its reader with {@link #reserve}.
 *
 * <p>Safe for use by many threads. {@link #tryPublish} neither locks nor waits, and allocates the
 * packet and nothing else. Packets of one publishing thread reach each subscription in order.
 *
 * @param <T> the payload
 */
public final class PhaseCoherenceBus<T> implements AutoCloseable {
    /** How long a publish waits for room unless the bus says otherwise. */
    public static final Duration DEFAULT_PUBLISH_TIMEOUT = Duration.ofSeconds(10);

    private static final int SPINS = 32;
    private static final int YIELDS = 32;
    private static final long MIN_PARK_NANOS = 1_000;
    private static final long MAX_PARK_NANOS = 1_000_000;

    private final String name;
    private final Class<T> payloadType;
    private final HybridLogicalClock clock;
    private final int node;
    private final TimeSource time;
    private final long publishTimeoutNanos;

    private final AtomicLong published = new AtomicLong();
    private final AtomicLong unheard = new AtomicLong();

    /** Replaced as a whole under the lock; never written in place. */
    private volatile Subscription<T>[] subscriptions = noSubscriptions();

    private volatile boolean closed;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Subscription<T>> byName = new HashMap<>();
    private final Set<String> reserved = new HashSet<>();
    private long retiredDelivered;
    private long retiredDropped;
    private long retiredRefused;

    /**
     * A bus with the default publish timeout.
     *
     * @param name its name, not blank
     * @param payloadType what travels on it
     * @param clock stamps what is published
     * @param time measures how long a publish waits
     */
    public PhaseCoherenceBus(
            String name, Class<T> payloadType, HybridLogicalClock clock, TimeSource time) {
        this(name, payloadType, clock, time, DEFAULT_PUBLISH_TIMEOUT);
    }

    /**
     * @param name its name, not blank
     * @param payloadType what travels on it
     * @param clock stamps what is published
     * @param time measures how long a publish waits
     * @param publishTimeout how long a publish waits for all subscriptions with {@link
     *     WhenFull#BLOCK} together, greater than 0
     */
    public PhaseCoherenceBus(
            String name,
            Class<T> payloadType,
            HybridLogicalClock clock,
            TimeSource time,
            Duration publishTimeout) {
        this.name = name;
        this.payloadType = Objects.requireNonNull(payloadType, "payloadType");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.node = clock.node().value();
        this.time = Objects.requireNonNull(time, "time");
        this.publishTimeoutNanos = publishTimeout.toNanos();
        if (name.isBlank()) {
            throw new BusException(
                    ErrorCode.BUS_INITIALIZATION_FAILED,
                    "bus name: \"" + name + "\"",
                    "a name that is not blank",
                    "Name the bus.");
        }
        if (publishTimeoutNanos <= 0) {
            throw new BusException(
                    ErrorCode.BUS_INITIALIZATION_FAILED,
                    "publish timeout of bus " + name + ": " + publishTimeout,
                    "> 0 s",
                    "Use tryPublish where a publisher must not wait.");
        }
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** What travels on it. */
    public Class<T> payloadType() {
        return payloadType;
    }

    /** Starts a packet of this bus's clock, with the bus's name as its source. */
    public PhasePacket.Builder<T> packet(T payload) {
        return PhasePacket.builder(clock, name, payload);
    }

    /**
     * Stamps a payload with the next tick of the clock and publishes it.
     *
     * @throws BusException as {@link #publish(PhasePacket)}
     */
    public void publish(T payload) {
        send(stamp(payload));
    }

    /**
     * Hands a packet to every subscription, each by its own policy. Subscriptions with room get it
     * before the publisher waits for one without.
     *
     * @throws BusException with {@link ErrorCode#BUS_PUBLISH_TIMEOUT} if a subscription with {@link
     *     WhenFull#BLOCK} had no room for the whole timeout; {@link
     *     ErrorCode#BUS_RESOURCE_EXHAUSTED} if one with {@link WhenFull#FAIL} had none; {@link
     *     ErrorCode#BUS_DELIVERY_FAILED} if the thread was interrupted while it waited. In all
     *     three cases the other subscriptions have the packet; publishing it again keeps its id.
     *     {@link ErrorCode#BUS_INITIALIZATION_FAILED} if the bus is closed; if that happened during
     *     the call, subscribers may or may not see the packet
     */
    public void publish(PhasePacket<T> packet) {
        takeNoteOf(packet);
        send(packet);
    }

    /**
     * Stamps a payload and publishes it without waiting.
     *
     * @return as {@link #tryPublish(PhasePacket)}
     */
    public boolean tryPublish(T payload) {
        return trySend(stamp(payload));
    }

    /**
     * Publishes without waiting.
     *
     * @return whether every subscription took the packet. If not, those with room have it all the
     *     same
     * @throws BusException with {@link ErrorCode#BUS_INITIALIZATION_FAILED} if the bus is closed
     */
    public boolean tryPublish(PhasePacket<T> packet) {
        takeNoteOf(packet);
        return trySend(packet);
    }

    /**
     * Stamps payloads and publishes them in order; subscribers are woken once for all of them, or
     * earlier where the publisher has to wait.
     *
     * @throws BusException as {@link #publish(PhasePacket)}; the message says at which payload.
     *     Those before it are published, those after it are not
     */
    public void publishBatch(List<? extends T> payloads) {
        Subscription<T>[] current = openSubscriptions();
        int offered = 0;
        try {
            for (T payload : payloads) {
                PhasePacket<T> packet = stamp(payload);
                List<Subscription<T>> full = offerToAll(current, packet);
                offered++;
                if (full != null) {
                    // The ring is full of what a sleeping subscriber has not been told of yet.
                    wakeAll(current);
                    settle(full, packet);
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
            count(current, offered);
            wakeAll(current);
        }
        refuseIfClosed();
    }

    /**
     * Adds a subscription, or takes over the one reserved under this name.
     *
     * @throws BusException with {@link ErrorCode#BUS_SUBSCRIPTION_FAILED} if the name is taken, the
     *     reservation was made with other options, or the bus is closed and nothing is reserved
     */
    public Subscription<T> subscribe(SubscriptionOptions options) {
        lock.lock();
        try {
            Subscription<T> existing = byName.get(options.name());
            if (existing == null) {
                return add(options);
            }
            if (!reserved.contains(options.name())) {
                throw new BusException(
                        ErrorCode.BUS_SUBSCRIPTION_FAILED,
                        "subscription " + options.name() + " on bus " + name + ", which exists",
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

    /**
     * Makes a subscription ahead of its reader: packets wait on its ring from now on, and {@link
     * #subscribe} with the same options takes it over. A reservation that nobody takes over fills
     * up and then treats publishers by its policy, until {@link #unsubscribe}.
     *
     * @throws BusException with {@link ErrorCode#BUS_SUBSCRIPTION_FAILED} if the name is taken or
     *     the bus is closed
     */
    public void reserve(SubscriptionOptions options) {
        lock.lock();
        try {
            subscribe(options);
            reserved.add(options.name());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends a subscription by name, as {@link Subscription#close} does.
     *
     * @throws BusException with {@link ErrorCode#BUS_SUBSCRIPTION_NOT_FOUND} if there is none
     */
    public void unsubscribe(String subscription) {
        lock.lock();
        try {
            Subscription<T> existing = byName.get(subscription);
            if (existing == null) {
                throw new BusException(
                        ErrorCode.BUS_SUBSCRIPTION_NOT_FOUND,
                        "subscription " + subscription + " on bus " + name,
                        "one of " + byName.keySet().stream().sorted().toList(),
                        "Check the name; a subscription that was closed is gone.");
            }
            remove(existing);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until there are subscriptions whose reader is there; reservations do not count.
     *
     * @param count how many, at least
     * @throws BusException with {@link ErrorCode#BUS_SUBSCRIPTION_NOT_FOUND} if there are fewer
     *     when the time is over
     * @throws InterruptedException if the thread is interrupted
     */
    public void awaitSubscribers(int count, Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (byName.size() - reserved.size() < count) {
                if (left <= 0) {
                    throw new BusException(
                            ErrorCode.BUS_SUBSCRIPTION_NOT_FOUND,
                            (byName.size() - reserved.size())
                                    + " subscribers on bus "
                                    + name
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

    /** What became of the packets so far. */
    public BusStatistics statistics() {
        lock.lock();
        try {
            List<SubscriptionStatistics> active = new ArrayList<>();
            long delivered = retiredDelivered;
            long dropped = retiredDropped;
            long refused = retiredRefused;
            long pending = 0;
            for (Subscription<T> subscription : subscriptions) {
                SubscriptionStatistics one = subscription.statistics();
                active.add(one);
                delivered += one.delivered();
                dropped += one.dropped();
                refused += one.refused();
                pending += one.pending();
            }
            return new BusStatistics(
                    published.get(), unheard.get(), delivered, dropped, refused, pending, active);
        } finally {
            lock.unlock();
        }
    }

    /** Registers what the contract says about a bus. */
    public void register(MetricPort metrics) {
        metrics.counter(Metric.BUS_PUBLISHED, () -> statistics().published());
        metrics.counter(Metric.BUS_DELIVERED, () -> statistics().delivered());
        metrics.counter(Metric.BUS_DROPPED, () -> statistics().dropped());
        metrics.gauge(Metric.BUS_ACTIVE_SUBSCRIPTIONS, () -> statistics().activeSubscriptions());
    }

    /** Whether the stream has ended: subscribers drain what is left, publishers get an error. */
    public boolean isClosed() {
        return closed;
    }

    /**
     * Ends the stream. Subscribers drain what is left and then see {@link Subscription#isEnded};
     * publishers that wait for room stop waiting with an error. Closing again does nothing.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            wakeAll(subscriptions);
            forgetIfDone();
        } finally {
            lock.unlock();
        }
    }

    void remove(Subscription<T> subscription) {
        lock.lock();
        try {
            if (!byName.remove(subscription.options().name(), subscription)) {
                return;
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
        } finally {
            lock.unlock();
        }
    }

    /** Adds what is new of a closed subscription to the sums. */
    private void account(Subscription<T> closedOne) {
        lock.lock();
        try {
            SubscriptionStatistics more = closedOne.account();
            retiredDelivered += more.delivered();
            retiredDropped += more.dropped();
            retiredRefused += more.refused();
        } finally {
            lock.unlock();
        }
    }

    private Subscription<T> add(SubscriptionOptions options) {
        if (closed) {
            throw new BusException(
                    ErrorCode.BUS_SUBSCRIPTION_FAILED,
                    "subscription " + options.name() + " on bus " + name + ", which is closed",
                    "an open bus",
                    "Subscribe, or reserve the subscription, before the publisher ends.");
        }
        Subscription<T> subscription = new Subscription<>(this, options);
        byName.put(options.name(), subscription);
        subscriptions = with(subscriptions, subscription);
        changed.signalAll();
        return subscription;
    }

    /** A closed bus stays findable while someone may still drain it. */
    private void forgetIfDone() {
        if (closed && byName.isEmpty()) {
            LocalBuses.forget(this);
        }
    }

    private PhasePacket<T> stamp(T payload) {
        long tick = clock.tickPhysical();
        return new PhasePacket<>(tick, tick, node, payload, name, Priority.NORMAL, null);
    }

    /** The receive rule: what this clock stamps from now on comes after the packet. */
    private void takeNoteOf(PhasePacket<T> packet) {
        if (packet.physicalNanos() > clock.lastPhysical()) {
            // A time too far ahead leaves the clock alone; the packet keeps its time either way.
            clock.update(packet.physicalNanos());
        }
    }

    private void send(PhasePacket<T> packet) {
        Subscription<T>[] current = openSubscriptions();
        List<Subscription<T>> full = offerToAll(current, packet);
        count(current, 1);
        wakeAll(current);
        refuseIfClosed();
        if (full != null) {
            settle(full, packet);
        }
    }

    private boolean trySend(PhasePacket<T> packet) {
        Subscription<T>[] current = openSubscriptions();
        boolean everywhere = true;
        for (Subscription<T> subscription : current) {
            Subscription.Offer outcome = subscription.offer(packet);
            if (outcome != Subscription.Offer.TAKEN) {
                everywhere = false;
                if (outcome == Subscription.Offer.FULL) {
                    subscription.countRefused();
                }
            }
        }
        count(current, 1);
        wakeAll(current);
        refuseIfClosed();
        return everywhere;
    }

    /** The subscriptions without room whose publisher waits or fails, or null: the usual case. */
    private List<Subscription<T>> offerToAll(Subscription<T>[] current, PhasePacket<T> packet) {
        List<Subscription<T>> full = null;
        for (Subscription<T> subscription : current) {
            if (subscription.offer(packet) == Subscription.Offer.FULL) {
                if (full == null) {
                    full = new ArrayList<>();
                }
                full.add(subscription);
            }
        }
        return full;
    }

    /** Waits for room where the policy says so, and tells the publisher who did not get it. */
    private void settle(List<Subscription<T>> full, PhasePacket<T> packet) {
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
                    packet + " on bus " + name + " for full " + describe(failed),
                    "room for it",
                    "Read faster, or give the subscription more room or another answer when full.");
        }
    }

    private void waitForRoom(List<Subscription<T>> waiting, PhasePacket<T> packet) {
        long start = time.monotonicNanos();
        IdleStrategy idle = new BackoffIdleStrategy(SPINS, YIELDS, MIN_PARK_NANOS, MAX_PARK_NANOS);
        while (true) {
            waiting.removeIf(subscription -> isSettled(subscription, packet));
            if (waiting.isEmpty()) {
                refuseIfClosed();
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
        if (left || subscription.offer(packet) == Subscription.Offer.TAKEN) {
            VarHandle.fullFence();
            wake(subscription);
            return true;
        }
        return false;
    }

    /** Why to stop waiting, or null. */
    private BusException endOfWait(
            List<Subscription<T>> waiting, PhasePacket<T> packet, long start) {
        if (closed) {
            return closedError();
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
                    packet + " on bus " + name + " waited for room in " + describe(waiting),
                    "room within " + Duration.ofNanos(publishTimeoutNanos),
                    "Read faster, or give the subscription more room or another answer when full.");
        }
        return null;
    }

    private Subscription<T>[] openSubscriptions() {
        refuseIfClosed();
        return subscriptions;
    }

    /**
     * Before a publish it saves the work. After the offer and its fence it makes the end of the
     * stream exact: a publisher that still finds the bus open has put its packet on the ring before
     * any subscriber can find the bus closed, so no packet is lost in silence.
     */
    private void refuseIfClosed() {
        if (closed) {
            throw closedError();
        }
    }

    private BusException closedError() {
        return new BusException(
                ErrorCode.BUS_INITIALIZATION_FAILED,
                "a packet for bus " + name + ", which is closed",
                "an open bus",
                "Stop publishers before closing the bus.");
    }

    private void count(Subscription<T>[] current, long packets) {
        published.getAndAdd(packets);
        if (current.length == 0) {
            unheard.getAndAdd(packets);
        }
    }

    private void wakeAll(Subscription<T>[] current) {
        // Between writing the ring (or the end of the stream) and reading the waiter.
        VarHandle.fullFence();
        for (Subscription<T> subscription : current) {
            wake(subscription);
        }
    }

    private void wake(Subscription<T> subscription) {
        subscription.wake();
        if (subscription.isClosed()) {
            account(subscription);
        }
    }

    private static <T> String describe(List<Subscription<T>> subscriptions) {
        return subscriptions.stream()
                .map(s -> s.options().name() + " (capacity " + s.options().capacity() + ")")
                .collect(Collectors.joining(", "));
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
