package io.chronofabric.bus;

import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.Metric;
import io.chronofabric.core.MetricPort;
import io.chronofabric.core.Priority;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

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

    private final String name;
    private final Class<T> payloadType;
    private final HybridLogicalClock clock;
    private volatile Consumer<MetricPort> more = metrics -> {};
    private final int node;
    private final PacketLedger ledger = new PacketLedger();
    private final SubscriptionRegistry<T> registry;
    private final RoomWait<T> roomWait;

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
        Objects.requireNonNull(time, "time");
        long publishTimeoutNanos = publishTimeout.toNanos();
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
        this.registry = new SubscriptionRegistry<>(name, ledger, () -> LocalBuses.forget(this));
        this.roomWait = new RoomWait<>(name, time, publishTimeoutNanos, registry);
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
        Subscription<T>[] current = registry.openSubscriptions();
        int offered = 0;
        try {
            for (T payload : payloads) {
                PhasePacket<T> packet = stamp(payload);
                List<Subscription<T>> full = offerToAll(current, packet);
                offered++;
                if (full != null) {
                    // The ring is full of what a sleeping subscriber has not been told of yet.
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

    /**
     * Adds a subscription, or takes over the one reserved under this name.
     *
     * @throws BusException with {@link ErrorCode#BUS_SUBSCRIPTION_FAILED} if the name is taken, the
     *     reservation was made with other options, or the bus is closed and nothing is reserved
     */
    public Subscription<T> subscribe(SubscriptionOptions options) {
        return registry.subscribe(options);
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
        registry.reserve(options);
    }

    /**
     * Ends a subscription by name, as {@link Subscription#close} does.
     *
     * @throws BusException with {@link ErrorCode#BUS_SUBSCRIPTION_NOT_FOUND} if there is none
     */
    public void unsubscribe(String subscription) {
        registry.unsubscribe(subscription);
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
        registry.awaitSubscribers(count, timeout);
    }

    /** What became of the packets so far. */
    public BusStatistics statistics() {
        return registry.statistics();
    }

    /**
     * Has whoever registers this bus's metrics register those of its publishers' side too, such as
     * how far their clock can be wrong.
     *
     * @param more registers them; called once for each reader
     */
    public void reports(Consumer<MetricPort> more) {
        this.more = Objects.requireNonNull(more, "more");
    }

    /** Registers what the contract says about a bus. */
    public void register(MetricPort metrics) {
        more.accept(metrics);
        metrics.counter(Metric.BUS_PUBLISHED, () -> statistics().published());
        metrics.counter(Metric.BUS_DELIVERED, () -> statistics().delivered());
        metrics.counter(Metric.BUS_DROPPED, () -> statistics().dropped());
        metrics.gauge(Metric.BUS_ACTIVE_SUBSCRIPTIONS, () -> statistics().activeSubscriptions());
    }

    /** Whether the stream has ended: subscribers drain what is left, publishers get an error. */
    public boolean isClosed() {
        return registry.isClosed();
    }

    /**
     * Ends the stream. Subscribers drain what is left and then see {@link Subscription#isEnded};
     * publishers that wait for room stop waiting with an error. Closing again does nothing.
     */
    @Override
    public void close() {
        registry.close();
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
        Subscription<T>[] current = registry.openSubscriptions();
        List<Subscription<T>> full = offerToAll(current, packet);
        ledger.countPublished(1, current.length);
        registry.wakeAll(current);
        registry.refuseIfClosed();
        if (full != null) {
            roomWait.settle(full, packet);
        }
    }

    private boolean trySend(PhasePacket<T> packet) {
        Subscription<T>[] current = registry.openSubscriptions();
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
        ledger.countPublished(1, current.length);
        registry.wakeAll(current);
        registry.refuseIfClosed();
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
}
