package io.chronofabric.it.bench.bus;

import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.jctools.queues.MpscArrayQueue;

/** A plain ring and the future of its only reader: the least that publishers and Flink need. */
final class BareRing {
    private static final ConcurrentMap<String, BareRing> RINGS = new ConcurrentHashMap<>();

    private final MpscArrayQueue<Long> ring;
    private volatile CompletableFuture<Void> waiter = new CompletableFuture<>();
    private volatile boolean ended;

    private BareRing(int capacity) {
        this.ring = new MpscArrayQueue<>(capacity);
    }

    static BareRing make(String name, int capacity) {
        BareRing made = new BareRing(capacity);
        RINGS.put(name, made);
        return made;
    }

    static BareRing find(String name) {
        return RINGS.get(name);
    }

    static void forget(String name) {
        RINGS.remove(name);
    }

    void publish(Long value) {
        if (!ring.offer(value)) {
            IdleStrategy idle = new BackoffIdleStrategy(32, 32, 1_000, 1_000_000);
            while (!ring.offer(value)) {
                idle.idle();
            }
        }
        VarHandle.fullFence();
        wake();
    }

    void end() {
        ended = true;
        wake();
    }

    Long poll() {
        return ring.relaxedPoll();
    }

    boolean isEmpty() {
        return ring.isEmpty();
    }

    boolean isEnded() {
        return ended && ring.isEmpty();
    }

    CompletableFuture<Void> available() {
        if (waiter.isDone()) {
            waiter = new CompletableFuture<>();
            VarHandle.fullFence();
        }
        if (ended || !ring.isEmpty()) {
            waiter.complete(null);
        }
        return waiter;
    }

    private void wake() {
        CompletableFuture<Void> current = waiter;
        if (!current.isDone()) {
            current.complete(null);
        }
    }
}
