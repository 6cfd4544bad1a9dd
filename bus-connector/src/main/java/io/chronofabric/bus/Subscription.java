package io.chronofabric.bus;

import java.lang.invoke.VarHandle;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * One subscriber's bounded ring. {@link #poll}, {@link #drain}, {@link #run} and {@link #available}
 * are for one thread at a time; everything else may be called from any thread.
 *
 * <p>Packets of one publishing thread arrive in the order in which it published them; with {@link
 * SubscriptionOptions#withLanes}, those of one priority do. There a poll takes turns, 8 for {@link
 * io.chronofabric.core.Priority#CRITICAL}, 4 for HIGH, 2 for NORMAL and 1 for LOW, so that the n-th
 * packet of priority LOW is handed over after at most 15 n polls. A packet that was held for its
 * dependencies comes after them, and so perhaps after later ones.
 *
 * <p>What is past its deadline, does not pass the filter, or lacks its dependencies is set aside
 * while polling, on the subscriber's own thread.
 *
 * @param <T> the payload
 */
public final class Subscription<T> implements AutoCloseable {
    private static final CompletableFuture<Void> NOW = CompletableFuture.completedFuture(null);

    private final SubscriptionRegistry<T> registry;
    private final SubscriptionOptions options;
    private final Acknowledgements<T> acknowledgements;
    private final Rings<T> rings;
    private final Intake<T> intake;

    // Objects of their own, away from the fields that publishers read for every packet.
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong masked = new AtomicLong();

    /** Packets that left before a ring could have them. */
    private final AtomicLong lost = new AtomicLong();

    /** Written by the subscriber only; publishers complete what they find there. */
    private volatile CompletableFuture<Void> waiter;

    private volatile boolean closed;

    /** What the bus has in its sums of closed subscriptions; guarded by the registry's lock. */
    private SubscriptionStatistics accounted;

    /** What the subscriber did until it left; null before. Guarded by the registry's lock. */
    private SubscriptionStatistics atTheEnd;

    Subscription(
            SubscriptionRegistry<T> registry, SubscriptionOptions options, BusContext<T> context) {
        this.registry = registry;
        this.options = options;
        this.acknowledgements = context.acknowledgements();
        this.accounted = new SubscriptionStatistics(options.name(), options.capacity(), 0, 0, 0, 0);
        this.rings = new Rings<>(options);
        this.intake = new Intake<>(this, rings, context, this::noMoreComes);
    }

    /** What was asked for. */
    public SubscriptionOptions options() {
        return options;
    }

    /**
     * Has a handler told about packets that are set aside from now on. To be called before the
     * first poll.
     *
     * @return this
     */
    public Subscription<T> setAside(SetAsideHandler<T> handler) {
        intake.handler(handler);
        return this;
    }

    /** As {@link PhaseCoherenceBus#subscribeFiltered}. */
    void filter(Predicate<? super PhasePacket<T>> filter) {
        intake.filter(filter);
    }

    /**
     * The next packet, or null where none is ready; also after 256 packets in a row were set aside.
     */
    public PhasePacket<T> poll() {
        return closed ? null : intake.next();
    }

    /**
     * Hands ready packets over, oldest first. A packet whose publisher waits for it is acknowledged
     * once the receiver returns, unless the options say otherwise.
     *
     * @param receiver gets each packet; one that it fails on is gone, and not acknowledged
     * @param limit the most packets to hand over
     * @return how many were handed over
     */
    public int drain(Consumer<? super PhasePacket<T>> receiver, int limit) {
        int count = 0;
        while (count < limit) {
            PhasePacket<T> packet = poll();
            if (packet == null) {
                break;
            }
            count++;
            receiver.accept(packet);
            if (!options.acknowledgesItself()) {
                acknowledge(packet);
            }
        }
        return count;
    }

    /**
     * Hands packets over as {@link #drain} does until {@link #isEnded}, or until the thread is
     * interrupted, which leaves its interrupt flag set.
     *
     * @param receiver gets each packet; what it throws ends the loop
     * @param strategy how the thread waits while there is nothing
     */
    public void run(Consumer<? super PhasePacket<T>> receiver, WaitStrategy strategy) {
        new SubscriberLoop<>(this, receiver, strategy).run();
    }

    /**
     * Says that a packet was processed. Does nothing where its publisher does not wait for that, or
     * no longer does. From any thread.
     */
    public void acknowledge(PhasePacket<T> packet) {
        if (isAcknowledged(packet)) {
            acknowledgements.acknowledge(packet, this);
        }
    }

    /** For the intake: the packet will not be processed. */
    void reject(PhasePacket<T> packet, String why) {
        if (isAcknowledged(packet)) {
            acknowledgements.reject(packet, this, why);
        }
    }

    private boolean isAcknowledged(PhasePacket<T> packet) {
        PacketDetails details = packet.details();
        return details != null && details.delivery().acknowledged();
    }

    /**
     * A future that is complete once there is a packet to poll or nothing more will come. It is the
     * same one until it completes. Completed by the publishing thread: what is chained to it must
     * be short. Packets that will be set aside complete it too; that a packet has been held too
     * long does not.
     */
    public CompletableFuture<Void> available() {
        CompletableFuture<Void> current = waiter;
        boolean pending = current != null && !current.isDone();
        if (!pending) {
            if (hasNews()) {
                return NOW;
            }
            current = new CompletableFuture<>();
            waiter = current;
            // A publisher writes the ring and then reads the waiter; here it is the waiter first
            // and then the ring. With a full fence on both sides at least one of the two sees the
            // other.
            VarHandle.fullFence();
        }
        if (hasNews()) {
            current.complete(null);
        }
        return current;
    }

    /** Whether no packet will ever come again: the bus is closed and the ring is drained. */
    public boolean isEnded() {
        return closed || (noMoreComes() && intake.held() == 0);
    }

    /** Packets that wait on the ring. */
    public int pending() {
        return closed ? 0 : rings.size();
    }

    /** What became of this subscription's packets. */
    public SubscriptionStatistics statistics() {
        AsideCounts aside = intake.counts(masked.get());
        long held = intake.held();
        return new SubscriptionStatistics(
                options.name(),
                options.capacity(),
                Math.max(0, rings.taken() - aside.fromRing() - held),
                rings.dropped() + lost.get(),
                refused.get(),
                rings.size(),
                held,
                aside);
    }

    /**
     * Ends the subscription. Packets still waiting are dropped and counted so on the bus, exactly
     * if no other thread is reading.
     */
    @Override
    public void close() {
        registry.remove(this);
    }

    /** For publishers: puts the packet on a ring, or says why not. Never waits. */
    Offer offer(PhasePacket<T> packet) {
        if (isMeantFor(packet)) {
            return rings.of(packet.priority()).offer(packet);
        }
        countMasked();
        return Offer.MASKED;
    }

    /** As {@link #offer} of a packet that is meant for this, but never drops it. */
    Offer offerAcknowledged(PhasePacket<T> packet) {
        return rings.of(packet.priority()).offerAcknowledged(packet);
    }

    /** Whether the masks meet. */
    boolean isMeantFor(PhasePacket<T> packet) {
        PacketDetails details = packet.details();
        return details == null || (details.targetMask() & options.mask()) != 0;
    }

    void countMasked() {
        masked.getAndIncrement();
    }

    /** For publishers, after a full fence that follows the offer. */
    void wake() {
        CompletableFuture<Void> current = waiter;
        if (current != null && !current.isDone()) {
            current.complete(null);
        }
    }

    /** For whoever offered a packet to these, not under their registry's lock. */
    static <T> void wakeAll(Collection<Subscription<T>> offered) {
        VarHandle.fullFence();
        for (Subscription<T> subscription : offered) {
            subscription.registry.wake(subscription);
        }
    }

    void countRefused() {
        refused.getAndIncrement();
    }

    void countDropped() {
        lost.getAndIncrement();
    }

    /**
     * Whether the subscriber has left. A publisher asks after the fence that follows its offer: if
     * not, its packet is in what {@link #account} finds at the end; if so, it has the bus account
     * once more. Either way the packet is counted, and once.
     */
    boolean isClosed() {
        return closed;
    }

    /** For the registry, under its lock. */
    void markClosed() {
        closed = true;
        wake();
    }

    /**
     * For the registry, under its lock, once this is closed: what to add to its sums. Packets that
     * nobody will read now count as dropped.
     */
    SubscriptionStatistics account() {
        if (atTheEnd == null) {
            atTheEnd = statistics();
        }
        AsideCounts aside = atTheEnd.aside();
        long handledByReader = atTheEnd.delivered() + aside.fromRing();
        SubscriptionStatistics all =
                new SubscriptionStatistics(
                        options.name(),
                        options.capacity(),
                        atTheEnd.delivered(),
                        rings.lostOf(handledByReader) + lost.get(),
                        refused.get(),
                        0,
                        0,
                        aside.withMasked(masked.get()));
        SubscriptionStatistics more = all.minus(accounted);
        accounted = all;
        return more;
    }

    private boolean noMoreComes() {
        // In this order: a publish that succeeded did so before the bus was closed.
        return registry.isClosed() && rings.isEmpty();
    }

    /** How long a reader may sleep without a packet before it should poll again; nanoseconds. */
    long sleepNanos() {
        return intake.sleepNanos();
    }

    private boolean hasNews() {
        return rings.hasReady() || intake.hasReleased() || closed || noMoreComes();
    }
}
