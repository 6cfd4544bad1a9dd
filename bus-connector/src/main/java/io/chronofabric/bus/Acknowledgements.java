package io.chronofabric.bus;

import io.chronofabric.core.ErrorCode;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The packets of a bus whose publishers wait for its subscribers, a bounded number of them. One
 * timer thread, made with the first packet and ended with the bus. Any thread may call.
 *
 * @param <T> the payload
 */
final class Acknowledgements<T> {
    /** So that doubling it cannot overflow. */
    private static final long MAX_FIRST_DELAY = Long.MAX_VALUE >> DeliveryOptions.MAX_RETRIES + 1;

    private final String busName;
    private final int maxOutstanding;
    private final ConcurrentHashMap<Long, Outstanding<T>> byId = new ConcurrentHashMap<>();
    private final AtomicInteger outstanding = new AtomicInteger();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    /** Guarded by this; null before the first packet. */
    private ScheduledThreadPoolExecutor timer;

    private volatile boolean closed;

    Acknowledgements(String busName, int maxOutstanding) {
        this.busName = busName;
        this.maxOutstanding = maxOutstanding;
    }

    /**
     * Expects a packet to be acknowledged, from before it is offered.
     *
     * @throws BusException with {@link ErrorCode#BUS_RESOURCE_EXHAUSTED} if too many are expected
     *     already, {@link ErrorCode#BUS_DELIVERY_FAILED} if this one is
     */
    Outstanding<T> expect(PhasePacket<T> packet, Collection<Subscription<T>> targets) {
        if (outstanding.incrementAndGet() > maxOutstanding) {
            outstanding.decrementAndGet();
            throw new BusException(
                    ErrorCode.BUS_RESOURCE_EXHAUSTED,
                    packet + " on bus " + busName + ", where " + maxOutstanding + " wait already",
                    "at most " + maxOutstanding + " packets without acknowledgement",
                    "Wait for deliveries before publishing more, or raise maxUnacknowledged.");
        }
        Outstanding<T> expected = new Outstanding<>(busName, packet, targets);
        if (byId.putIfAbsent(packet.id(), expected) != null) {
            outstanding.decrementAndGet();
            throw new BusException(
                    ErrorCode.BUS_DELIVERY_FAILED,
                    packet + " on bus " + busName + ", which waits for acknowledgement already",
                    "a packet that is not on its way",
                    "Wait for its delivery before publishing it again.");
        }
        return expected;
    }

    /** Sets the timers of a packet that has been offered once. */
    void watch(Outstanding<T> expected) {
        DeliveryOptions options = expected.packet().delivery();
        settle(expected);
        if (expected.future().isDone()) {
            return;
        }
        try {
            later(options.timeout().toNanos(), expected, () -> timeOut(expected));
            retryOrGiveUp(expected);
        } catch (RejectedExecutionException e) {
            expected.rejectSilent("the bus was closed", "the bus was closed");
            settle(expected);
        }
    }

    /** A subscription has processed a packet. */
    void acknowledge(PhasePacket<T> packet, Subscription<T> subscription) {
        Outstanding<T> expected = byId.get(packet.id());
        if (expected != null) {
            expected.acknowledge(subscription);
            settle(expected);
        }
    }

    /** A subscription will not process a packet. */
    void reject(PhasePacket<T> packet, Subscription<T> subscription, String why) {
        Outstanding<T> expected = byId.get(packet.id());
        if (expected != null) {
            expected.reject(subscription, why);
            settle(expected);
        }
    }

    /** A subscription is gone. Not to be called under the registry's lock. */
    void left(Subscription<T> subscription) {
        for (Outstanding<T> expected : byId.values()) {
            expected.reject(subscription, "left");
            settle(expected);
        }
    }

    AcknowledgementStatistics statistics() {
        return new AcknowledgementStatistics(delivered.get(), failed.get(), outstanding.get());
    }

    /** Ends the timer thread; who waits now hears that the bus is closed. */
    void close() {
        synchronized (this) {
            closed = true;
            if (timer != null) {
                timer.shutdownNow();
            }
        }
        for (Outstanding<T> expected : byId.values()) {
            expected.rejectSilent("the bus was closed", "the bus was closed");
            settle(expected);
        }
    }

    private void retry(Outstanding<T> expected) {
        List<Subscription<T>> taken = expected.offer(true);
        Subscription.wakeAll(taken);
        retryOrGiveUp(expected);
        settle(expected);
    }

    private void retryOrGiveUp(Outstanding<T> expected) {
        if (expected.mayRetry()) {
            long delay = expected.packet().delivery().firstRetryDelay().toNanos();
            later(
                    Math.min(delay, MAX_FIRST_DELAY) << expected.retries(),
                    expected,
                    () -> retry(expected));
        } else {
            expected.rejectWithoutRoom();
            settle(expected);
        }
    }

    private void timeOut(Outstanding<T> expected) {
        String timeout = expected.packet().delivery().timeout().toString();
        expected.rejectSilent("no acknowledgement within " + timeout, "no room within " + timeout);
        settle(expected);
    }

    private void settle(Outstanding<T> expected) {
        if (expected.isOver()) {
            byId.remove(expected.packet().id(), expected);
            outstanding.decrementAndGet();
            (expected.complete() ? delivered : failed).getAndIncrement();
        }
    }

    private void later(long nanos, Outstanding<T> expected, Runnable action) {
        Future<?> future = timer().schedule(action, nanos, TimeUnit.NANOSECONDS);
        expected.keep(future);
    }

    private synchronized ScheduledThreadPoolExecutor timer() {
        if (closed) {
            throw new RejectedExecutionException("closed");
        }
        if (timer == null) {
            timer = new ScheduledThreadPoolExecutor(1, this::thread);
            timer.setRemoveOnCancelPolicy(true);
        }
        return timer;
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "bus-" + busName + "-acknowledgements");
        thread.setDaemon(true);
        return thread;
    }
}
