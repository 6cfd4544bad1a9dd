package io.chronofabric.time.causal;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Delivers a message when what it depends on has left before it (Birman, Schiper, Stephenson 1991).
 * Every message leaves once for each time it came: delivered, as a duplicate, or as a violation
 * with its reason and what was missing.
 *
 * <p>Messages wait within {@link DeliveryBounds}. At a bound the message that came first is let go:
 * what it depends on, if only through others that wait, and that has not come is <em>given up</em>,
 * which lets go of everybody who waited for that alone. Those leave in the order of cause and
 * effect among themselves. Each of them that named something given up is a violation; what comes
 * later finds it settled and is delivered, so that one lost message does not hold up or taint all
 * that follow. If what was given up comes after all, it leaves as late.
 *
 * <p>Time is handed in, nanoseconds from any start; a time before the last one counts as the last
 * one. Confined to one thread at a time. A consumer that is handed messages must not call the queue
 * back.
 *
 * @param <D> how dependencies are named
 * @param <M> the messages
 */
public abstract sealed class CausalQueue<D, M> permits CausalBroadcastQueue, DependencyQueue {
    private final DeliveryBounds bounds;
    private final Settlement<D, M> settlement;
    private final LinkedHashSet<Waiting<D, M>> waiting = new LinkedHashSet<>();
    private final PriorityQueue<Waiting<D, M>> ready =
            new PriorityQueue<>(Comparator.comparingLong(message -> message.arrival));
    private final long[] counts = new long[DeliveryOutcome.values().length];

    private long waitingBytes;
    private long nowNanos;
    private boolean started;
    private boolean busy;
    private long arrivals;

    CausalQueue(DeliveryBounds bounds, Settlement<D, M> settlement) {
        this.bounds = Objects.requireNonNull(bounds, "bounds");
        this.settlement = settlement;
    }

    final void take(
            D id,
            List<D> dependencies,
            M message,
            long bytes,
            long now,
            Consumer<? super Handout<D, M>> out) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 0)");
        }
        enter();
        try {
            tell(now);
            expire(out);
            accept(new Waiting<>(id, dependencies, message, bytes, nowNanos, arrivals++), out);
        } finally {
            leave();
        }
    }

    /**
     * Lets go of what has waited too long. To be called now and then, or at {@link
     * #nextDeadlineNanos()}; offering a message does it too.
     *
     * @param now nanoseconds, on the same scale as ever
     */
    public final void advance(long now, Consumer<? super Handout<D, M>> out) {
        enter();
        try {
            tell(now);
            expire(out);
        } finally {
            leave();
        }
    }

    /** Lets go of everything that waits, as at the end of the input. The queue goes on working. */
    public final void close(Consumer<? super Handout<D, M>> out) {
        enter();
        try {
            while (!waiting.isEmpty()) {
                letGo(first(), DeliveryOutcome.CLOSED, out);
            }
        } finally {
            leave();
        }
    }

    /** When the next message will have waited too long; {@link Long#MAX_VALUE} if none waits. */
    public final long nextDeadlineNanos() {
        if (waiting.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long deadline = first().arrivedNanos + bounds.maxWaitNanos();
        return deadline < first().arrivedNanos ? Long.MAX_VALUE : deadline;
    }

    /** How many messages wait. */
    public final int waiting() {
        return waiting.size();
    }

    /** How many bytes wait, as the caller counted them. */
    public final long waitingBytes() {
        return waitingBytes;
    }

    /** How many messages have left with an outcome so far. */
    public final long count(DeliveryOutcome outcome) {
        return counts[outcome.ordinal()];
    }

    private void enter() {
        if (busy) {
            throw new IllegalStateException(
                    "a causal queue was called by the consumer it was handing messages to (expected:"
                            + " calls after that has returned)");
        }
        busy = true;
    }

    private void tell(long now) {
        if (!started || now - nowNanos > 0) {
            started = true;
            nowNanos = now;
        }
    }

    private void leave() {
        settlement.forget();
        busy = false;
    }

    private void accept(Waiting<D, M> message, Consumer<? super Handout<D, M>> out) {
        DeliveryOutcome outcome = settlement.judge(message);
        if (outcome != DeliveryOutcome.DELIVERED) {
            if (outcome == DeliveryOutcome.LATE) {
                settlement.cameLate(message.id);
            }
            boolean tells = outcome.isViolation() && outcome != DeliveryOutcome.LATE;
            handOut(message, outcome, tells ? settlement.unsettled(message) : List.of(), out);
            return;
        }
        settlement.watch(message);
        if (message.unsettled == 0) {
            ready.add(message);
            releaseReady(out);
            return;
        }
        waiting.add(message);
        waitingBytes += message.bytes;
        if (message.bytes > bounds.maxBytes()) {
            letGo(message, DeliveryOutcome.TOO_MANY_BYTES, out);
        }
        while (waiting.size() > bounds.maxMessages()) {
            letGo(first(), DeliveryOutcome.TOO_MANY_WAITING, out);
        }
        while (waitingBytes > bounds.maxBytes()) {
            letGo(first(), DeliveryOutcome.TOO_MANY_BYTES, out);
        }
    }

    private void expire(Consumer<? super Handout<D, M>> out) {
        while (!waiting.isEmpty() && nowNanos - first().arrivedNanos >= bounds.maxWaitNanos()) {
            letGo(first(), DeliveryOutcome.WAITED_TOO_LONG, out);
        }
    }

    private void letGo(
            Waiting<D, M> message, DeliveryOutcome reason, Consumer<? super Handout<D, M>> out) {
        message.reason = reason;
        Collection<Waiting<D, M>> past = waitingPast(message);
        settlement.giveUp(past, ready::add);
        releaseReady(out);
        // Only circles are left: everything that has not come is given up.
        List<Waiting<D, M>> circle =
                past.stream().filter(m -> !m.gone).sorted(settlement.orderInCircle()).toList();
        for (Waiting<D, M> member : circle) {
            if (!member.gone) {
                List<D> missing = settlement.unsettled(member);
                release(member, DeliveryOutcome.CONTRADICTION, missing, out);
                releaseReady(out);
            }
        }
    }

    /** A message and those that wait and that it depends on, directly or through each other. */
    private Collection<Waiting<D, M>> waitingPast(Waiting<D, M> message) {
        LinkedHashSet<Waiting<D, M>> past = new LinkedHashSet<>();
        Deque<Waiting<D, M>> open = new ArrayDeque<>();
        past.add(message);
        open.add(message);
        while (!open.isEmpty()) {
            for (Waiting<D, M> cause : settlement.waitingCauses(open.remove())) {
                if (past.add(cause)) {
                    open.add(cause);
                }
            }
        }
        return past;
    }

    private void releaseReady(Consumer<? super Handout<D, M>> out) {
        while (!ready.isEmpty()) {
            Waiting<D, M> message = ready.remove();
            DeliveryOutcome outcome =
                    message.missing.isEmpty() ? DeliveryOutcome.DELIVERED : message.reason;
            release(message, outcome, message.missing, out);
        }
    }

    private void release(
            Waiting<D, M> message,
            DeliveryOutcome outcome,
            List<D> missing,
            Consumer<? super Handout<D, M>> out) {
        message.gone = true;
        if (waiting.remove(message)) {
            waitingBytes -= message.bytes;
        }
        settlement.settle(message, ready::add);
        handOut(message, outcome, missing, out);
    }

    private void handOut(
            Waiting<D, M> message,
            DeliveryOutcome outcome,
            List<D> missing,
            Consumer<? super Handout<D, M>> out) {
        counts[outcome.ordinal()]++;
        out.accept(new Handout<>(message.message, outcome, List.copyOf(missing)));
    }

    private Waiting<D, M> first() {
        Iterator<Waiting<D, M>> inOrder = waiting.iterator();
        return inOrder.next();
    }
}
