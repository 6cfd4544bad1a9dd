package io.chronofabric.time.causal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.TreeSet;
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
 * one. How long a message has waited is counted from that time, or from another that is given with
 * it, such as its own; then what is given up because a wait is over is no loss to messages whose
 * wait begins after that, whenever they came. A queue can be written and read back between any two
 * calls, and goes on as if nothing had been. Confined to one thread at a time. A consumer that is
 * handed messages must not call the queue back.
 *
 * @param <D> how dependencies are named
 * @param <M> the messages
 */
public abstract sealed class CausalQueue<D, M> permits CausalBroadcastQueue, DependencyQueue {
    /**
     * Writes a message where the queue is being written.
     *
     * @param <T> what is written
     */
    @FunctionalInterface
    public interface Writer<T> {
        /** Writes one. */
        void write(T value, DataOutput out) throws IOException;
    }

    /**
     * Reads what a {@link Writer} wrote.
     *
     * @param <T> what is read
     */
    @FunctionalInterface
    public interface Reader<T> {
        /** Reads one. */
        T read(DataInput in) throws IOException;
    }

    /** How many dependencies are believed of one message. */
    private static final int MOST_NAMES = 1 << 24;

    private final Settlement<D, M> settlement;
    private final LinkedHashSet<Waiting<D, M>> waiting = new LinkedHashSet<>();
    private final TreeSet<Waiting<D, M>> byDeadline =
            new TreeSet<>(
                    Comparator.<Waiting<D, M>>comparingLong(message -> message.sinceNanos)
                            .thenComparingLong(message -> message.arrival));
    private final PriorityQueue<Waiting<D, M>> ready =
            new PriorityQueue<>(Comparator.comparingLong(message -> message.arrival));
    private final long[] counts = new long[DeliveryOutcome.values().length];

    private DeliveryBounds bounds;
    private long waitingBytes;
    private long nowNanos;
    private boolean started;
    private boolean busy;
    private long arrivals;

    CausalQueue(DeliveryBounds bounds, Settlement<D, M> settlement) {
        this.bounds = Objects.requireNonNull(bounds, "bounds");
        this.settlement = settlement;
    }

    /** From when on a message waits. */
    @FunctionalInterface
    interface Since {
        Since NOW = now -> now;

        long nanos(long now);
    }

    final void take(
            D id,
            List<D> dependencies,
            M message,
            long bytes,
            Since since,
            long now,
            Consumer<? super Handout<D, M>> out) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 0)");
        }
        enter();
        try {
            tell(now);
            expire(out);
            long from = since.nanos(nowNanos);
            accept(new Waiting<>(id, dependencies, message, bytes, from, arrivals++), out);
            expire(out);
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

    /**
     * Lets go of those that came before another and wait, for a caller who sees that the time that
     * waits are measured in stands still.
     *
     * @param arrival what {@link #arrivals()} said when that other came, or would have
     */
    public final void letGoBefore(long arrival, Consumer<? super Handout<D, M>> out) {
        enter();
        try {
            while (!waiting.isEmpty() && first().arrival < arrival) {
                letGo(first(), DeliveryOutcome.TIME_STOOD_STILL, out);
            }
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
        long since = byDeadline.first().sinceNanos;
        long deadline = since + bounds.maxWaitNanos();
        return deadline < since ? Long.MAX_VALUE : deadline;
    }

    /** How many messages wait. */
    public final int waiting() {
        return waiting.size();
    }

    /** How many bytes wait, as the caller counted them. */
    public final long waitingBytes() {
        return waitingBytes;
    }

    /** How many messages have come so far; the next one's place in the order of arrival. */
    public final long arrivals() {
        return arrivals;
    }

    /**
     * How many things that have not come are waited for: ids, or nodes of which the next message is
     * missing.
     */
    public final int openGaps() {
        return settlement.openGaps();
    }

    /** How many messages have left with an outcome since this object was made or read. */
    public final long count(DeliveryOutcome outcome) {
        return counts[outcome.ordinal()];
    }

    /**
     * Writes everything but the counts by outcome, layout 1. Numbers are not negative and take
     * seven bits a byte where nothing else is said.
     *
     * <pre>
     *   number   longest wait (ns)        number   most messages      number   most bytes
     *   1 byte   1 if it was told a time  8 bytes  the last time (ns)
     *   number   arrivals so far
     *            what is settled, see the kind of queue
     *   number   messages that wait, in the order of arrival; for each:
     *     name     its id
     *     number   dependencies; for each:  name   1 byte  1 if it is waited for
     *     number   what was given up while it waited; for each:  name
     *     number   bytes                    8 bytes  when its wait began (ns)
     *     number   arrival                  as the caller writes it: the message
     * </pre>
     *
     * @throws IllegalStateException if a consumer calls it that is being handed messages
     */
    final void writeTo(DataOutput out, Writer<? super M> messages) throws IOException {
        if (busy) {
            throw new IllegalStateException(
                    "a causal queue was written while it was handing out messages");
        }
        StateBytes.write(bounds.maxWaitNanos(), out);
        StateBytes.write(bounds.maxMessages(), out);
        StateBytes.write(bounds.maxBytes(), out);
        out.writeBoolean(started);
        out.writeLong(nowNanos);
        StateBytes.write(arrivals, out);
        settlement.write(out);
        StateBytes.write(waiting.size(), out);
        for (Waiting<D, M> message : waiting) {
            settlement.writeName(message.id, out);
            StateBytes.write(message.dependencies.size(), out);
            for (D dependency : message.dependencies) {
                settlement.writeName(dependency, out);
                out.writeBoolean(settlement.waitsFor(message, dependency));
            }
            StateBytes.write(message.missing.size(), out);
            for (D missing : message.missing) {
                settlement.writeName(missing, out);
            }
            StateBytes.write(message.bytes, out);
            out.writeLong(message.sinceNanos);
            StateBytes.write(message.arrival, out);
            messages.write(message.message, out);
        }
    }

    static DeliveryBounds readBounds(DataInput in) throws IOException {
        return new DeliveryBounds(
                StateBytes.read(1, Long.MAX_VALUE, "longest wait (ns)", in),
                StateBytes.readInt(1, Integer.MAX_VALUE, "most messages", in),
                StateBytes.read(1, Long.MAX_VALUE, "most bytes", in));
    }

    /** The time and the arrivals, which stand before what is settled. */
    record Progress(boolean started, long nowNanos, long arrivals) {
        static Progress read(DataInput in) throws IOException {
            return new Progress(
                    in.readBoolean(),
                    in.readLong(),
                    StateBytes.read(0, Long.MAX_VALUE, "arrivals", in));
        }
    }

    final void readFrom(DataInput in, Progress progress, Reader<? extends M> messages)
            throws IOException {
        started = progress.started();
        nowNanos = progress.nowNanos();
        arrivals = progress.arrivals();
        int size = StateBytes.readInt(0, Integer.MAX_VALUE, "messages that wait", in);
        long before = -1;
        for (int i = 0; i < size; i++) {
            before = readWaiting(before, in, messages);
        }
    }

    private long readWaiting(long before, DataInput in, Reader<? extends M> messages)
            throws IOException {
        D id = settlement.readName(in);
        List<D> dependencies = new ArrayList<>();
        List<D> open = new ArrayList<>();
        for (int left = StateBytes.readInt(0, MOST_NAMES, "dependencies", in); left > 0; left--) {
            D dependency = settlement.readName(in);
            dependencies.add(dependency);
            if (in.readBoolean()) {
                open.add(dependency);
            }
        }
        List<D> missing = new ArrayList<>();
        for (int left = StateBytes.readInt(0, MOST_NAMES, "missing", in); left > 0; left--) {
            missing.add(settlement.readName(in));
        }
        long bytes = StateBytes.read(0, Long.MAX_VALUE, "bytes", in);
        long since = in.readLong();
        long arrival = StateBytes.read(before + 1, arrivals - 1, "arrival", in);
        Waiting<D, M> message =
                new Waiting<>(
                        id, List.copyOf(dependencies), messages.read(in), bytes, since, arrival);
        message.missing.addAll(missing);
        StateBytes.check(!open.isEmpty(), "a message that waits for nothing");
        settlement.takeBack(message, open);
        hold(message);
        StateBytes.check(waitingBytes >= 0, "bytes that wait: " + waitingBytes);
        return arrival;
    }

    final void rebound(DeliveryBounds changed) {
        bounds = Objects.requireNonNull(changed, "bounds");
    }

    private void hold(Waiting<D, M> message) {
        waiting.add(message);
        byDeadline.add(message);
        waitingBytes += message.bytes;
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
        hold(message);
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
        while (!waiting.isEmpty()
                && nowNanos - byDeadline.first().sinceNanos >= bounds.maxWaitNanos()) {
            Waiting<D, M> first = byDeadline.first();
            long deadline = first.sinceNanos + bounds.maxWaitNanos();
            letGo(first, DeliveryOutcome.WAITED_TOO_LONG, deadline, out);
        }
    }

    private void letGo(
            Waiting<D, M> message, DeliveryOutcome reason, Consumer<? super Handout<D, M>> out) {
        letGo(message, reason, Long.MAX_VALUE, out);
    }

    private void letGo(
            Waiting<D, M> message,
            DeliveryOutcome reason,
            long through,
            Consumer<? super Handout<D, M>> out) {
        message.reason = reason;
        Collection<Waiting<D, M>> past = waitingPast(message);
        settlement.giveUp(past, through, ready::add);
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
            byDeadline.remove(message);
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
        out.accept(
                new Handout<>(message.message, outcome, List.copyOf(missing), message.sinceNanos));
    }

    private Waiting<D, M> first() {
        Iterator<Waiting<D, M>> inOrder = waiting.iterator();
        return inOrder.next();
    }
}
