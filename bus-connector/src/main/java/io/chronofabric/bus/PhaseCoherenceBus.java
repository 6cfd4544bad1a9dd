package io.chronofabric.bus;

import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.MetricPort;
import io.chronofabric.core.Priority;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;

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
    private final TimeSource time;
    private final BusContext<T> context;
    private final SubscriptionRegistry<T> registry;
    private final Dispatch<T> dispatch;
    private final HealthCheck healthCheck;

    /**
     * A bus with the default settings.
     *
     * @param name its name, not blank
     * @param payloadType what travels on it
     * @param clock stamps what is published
     * @param time the clock of deadlines, latencies and waits
     */
    public PhaseCoherenceBus(
            String name, Class<T> payloadType, HybridLogicalClock clock, TimeSource time) {
        this(name, payloadType, clock, time, BusSettings.DEFAULTS);
    }

    /**
     * @param name its name, not blank
     * @param payloadType what travels on it
     * @param clock stamps what is published
     * @param time the clock of deadlines, latencies and waits
     * @param settings how it behaves
     */
    public PhaseCoherenceBus(
            String name,
            Class<T> payloadType,
            HybridLogicalClock clock,
            TimeSource time,
            BusSettings settings) {
        this.name = name;
        this.payloadType = Objects.requireNonNull(payloadType, "payloadType");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.node = clock.node().value();
        this.time = Objects.requireNonNull(time, "time");
        if (name.isBlank()) {
            throw new BusException(
                    ErrorCode.BUS_INITIALIZATION_FAILED,
                    "bus name: \"" + name + "\"",
                    "a name that is not blank",
                    "Name the bus.");
        }
        PacketLedger ledger = new PacketLedger();
        this.context = new BusContext<>(name, time, settings);
        this.registry =
                new SubscriptionRegistry<>(name, ledger, context, () -> LocalBuses.forget(this));
        RoomWait<T> roomWait =
                new RoomWait<>(name, time, settings.publishTimeout().toNanos(), registry);
        this.dispatch = new Dispatch<>(clock, registry, ledger, roomWait, context);
        this.healthCheck =
                new HealthCheck(settings.thresholds(), time::monotonicNanos, HealthCheck::liveHeap);
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
        dispatch.send(stamp(payload));
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
        dispatch.takeNoteOf(packet);
        dispatch.send(packet);
    }

    /**
     * Stamps a payload and publishes it without waiting.
     *
     * @return as {@link #tryPublish(PhasePacket)}
     */
    public boolean tryPublish(T payload) {
        return dispatch.trySend(stamp(payload));
    }

    /**
     * Publishes without waiting.
     *
     * @return whether every subscription took the packet. If not, those with room have it all the
     *     same
     * @throws BusException with {@link ErrorCode#BUS_INITIALIZATION_FAILED} if the bus is closed
     */
    public boolean tryPublish(PhasePacket<T> packet) {
        dispatch.takeNoteOf(packet);
        return dispatch.trySend(packet);
    }

    /**
     * Stamps payloads and publishes them in order; subscribers are woken once for all of them, or
     * earlier where the publisher has to wait.
     *
     * @throws BusException as {@link #publish(PhasePacket)}; the message says at which payload.
     *     Those before it are published, those after it are not
     */
    public void publishBatch(List<? extends T> payloads) {
        dispatch.sendAll(payloads, this::stamp);
    }

    /**
     * Stamps a payload and publishes it for so long: subscriptions that come to it later set it
     * aside.
     *
     * @param within for how long it is of use, greater than 0
     * @throws BusException as {@link #publish(PhasePacket)}
     */
    public void publishWithDeadline(T payload, Duration within) {
        long nanos = within.toNanos();
        if (nanos <= 0) {
            throw new BusException(
                    ErrorCode.BUS_DELIVERY_FAILED,
                    "deadline of a packet on bus " + name + ": within " + within,
                    "> 0 s",
                    "Give it time to be read.");
        }
        long now = time.epochNanos();
        publishWithDeadline(payload, now + Math.min(nanos, Long.MAX_VALUE - now));
    }

    /**
     * Stamps a payload and publishes it with a deadline.
     *
     * @param epochNanos until when it is of use, in nanoseconds since the epoch by the clock that
     *     the bus was given
     * @throws BusException as {@link #publish(PhasePacket)}
     */
    public void publishWithDeadline(T payload, long epochNanos) {
        dispatch.send(stamp(payload, PacketDetails.until(epochNanos)));
    }

    /** As {@link #publishAcknowledged(PhasePacket)} of a packet with the default options. */
    public CompletableFuture<Delivery> publishAcknowledged(T payload) {
        return publishAcknowledged(stamp(payload));
    }

    /**
     * Publishes without waiting, and answers once every subscription whose mask the packet meets
     * has acknowledged it: handed over and processed, or filtered out by its own filter. Where
     * there is no room it is offered again, and is not dropped, as its {@link
     * PhasePacket#delivery()} says. Subscribers get it marked as to be acknowledged, with the same
     * id.
     *
     * @return completed by the last subscriber's thread, so what is chained to it must be short;
     *     fails with {@link ErrorCode#BUS_DELIVERY_FAILED} and the names of those that did not
     *     acknowledge it: at the timeout, or once all others have
     * @throws BusException with {@link ErrorCode#BUS_RESOURCE_EXHAUSTED} if as many packets as the
     *     settings allow wait already, {@link ErrorCode#BUS_DELIVERY_FAILED} if this one does,
     *     {@link ErrorCode#BUS_INITIALIZATION_FAILED} if the bus is closed; nothing was published
     */
    public CompletableFuture<Delivery> publishAcknowledged(PhasePacket<T> packet) {
        dispatch.takeNoteOf(packet);
        return dispatch.sendAcknowledged(packet.acknowledged());
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
     * As {@link #subscribe}, for packets that pass a filter. The filter runs on the thread that
     * polls, so that it costs nobody else; what it keeps out is counted, and was on the ring until
     * then. To keep packets off the ring, use {@link SubscriptionOptions#withMask}. A packet that
     * the filter fails on is set aside; see {@link Subscription#setAside}.
     */
    public Subscription<T> subscribeFiltered(
            SubscriptionOptions options, Predicate<? super PhasePacket<T>> filter) {
        Objects.requireNonNull(filter, "filter");
        Subscription<T> subscription = registry.subscribe(options);
        subscription.filter(filter);
        return subscription;
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

    /** The names of all subscriptions, reservations included, sorted. */
    public List<String> activeSubscriptions() {
        return statistics().subscriptions().stream()
                .map(SubscriptionStatistics::name)
                .sorted()
                .toList();
    }

    /** How many subscriptions have a reader; reservations do not count. */
    public int subscriberCount() {
        return registry.subscribers();
    }

    /** What became of the packets so far. */
    public BusStatistics statistics() {
        return registry.statistics();
    }

    /** What became of the packets of {@link #publishAcknowledged(PhasePacket)} so far. */
    public AcknowledgementStatistics acknowledgements() {
        return context.acknowledgements().statistics();
    }

    /** How the bus stands in time. */
    public TemporalMetrics temporalMetrics() {
        return new TemporalMetrics(
                context.latencies().cumulative(),
                context.latencies().sumNanos(),
                Math.max(0, clock.lastPhysical() - time.epochNanos()),
                context.phases().length(),
                context.coherences().first(),
                statistics().aside().violations());
    }

    /**
     * How the bus is, against the thresholds of its settings. Rates and averages are of the time
     * since the last call.
     */
    public BusHealth health() {
        return healthCheck.look(statistics(), temporalMetrics());
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
        BusMetrics.register(metrics, this, time);
    }

    /** Whether the stream has ended: subscribers drain what is left, publishers get an error. */
    public boolean isClosed() {
        return registry.isClosed();
    }

    /**
     * Ends the stream. Subscribers drain what is left and then see {@link Subscription#isEnded};
     * publishers that wait for room or for acknowledgements stop waiting with an error. Closing
     * again does nothing.
     */
    @Override
    public void close() {
        registry.close();
        context.acknowledgements().close();
    }

    private PhasePacket<T> stamp(T payload) {
        return stamp(payload, null);
    }

    private PhasePacket<T> stamp(T payload, PacketDetails details) {
        long tick = clock.tickPhysical();
        return new PhasePacket<>(tick, tick, node, payload, name, Priority.NORMAL, null, details);
    }
}
