package io.chronofabric.operators.causal;

import io.chronofabric.time.causal.CausalBroadcastQueue;
import io.chronofabric.time.causal.CausalQueue;
import io.chronofabric.time.causal.CausalQueue.Reader;
import io.chronofabric.time.causal.CausalQueue.Writer;
import io.chronofabric.time.causal.CounterRange;
import io.chronofabric.time.causal.DependencyQueue;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Where one causal domain stands: its queue, its newest event, and the timers that are set for it.
 * Explicit and serializable. Not safe for use by several threads.
 *
 * @param <D> how dependencies are named
 * @param <E> the events
 */
public final class CausalDomain<D, E> {
    /** No timer. */
    public static final long NONE = Long.MAX_VALUE;

    private final CausalQueue<D, E> queue;
    private long newestMillis;
    private long timerMillis = NONE;
    private Guard guard = Guard.NONE;

    /**
     * What a guard against a standing watermark saw when it was set.
     *
     * @param atMillis when it looks again, by the machine's clock; {@link #NONE} if none is set
     * @param watermarkMillis the watermark
     * @param arrivals how many events of the domain had come
     */
    public record Guard(long atMillis, long watermarkMillis, long arrivals) {
        /** None is set. */
        public static final Guard NONE = new Guard(CausalDomain.NONE, 0, 0);

        /** Whether one is set. */
        public boolean isSet() {
            return atMillis != CausalDomain.NONE;
        }
    }

    /**
     * @param queue its queue
     */
    public CausalDomain(CausalQueue<D, E> queue) {
        this.queue = queue;
    }

    /** The queue. */
    public CausalQueue<D, E> queue() {
        return queue;
    }

    /** The time of the newest event that came, milliseconds. */
    public long newestMillis() {
        return newestMillis;
    }

    /** Notes the time of an event that came. */
    public void came(long millis) {
        newestMillis = Math.max(newestMillis, millis);
    }

    /** The event-time timer that is set; {@link #NONE} if none is. */
    public long timerMillis() {
        return timerMillis;
    }

    /** Notes which event-time timer is set. */
    public void timer(long millis) {
        timerMillis = millis;
    }

    /** The guard. */
    public Guard guard() {
        return guard;
    }

    /** Notes the guard that is set. */
    public void guard(Guard set) {
        guard = set;
    }

    /**
     * Writes it: five times 8 bytes (newest event, timer, guard: when, watermark and arrivals),
     * then the queue.
     *
     * @param ids writes ids; not asked where events have vector stamps
     */
    @SuppressWarnings("unchecked") // a broadcast queue names dependencies by ranges
    public void write(DataOutput out, Writer<? super D> ids, Writer<? super E> events)
            throws IOException {
        out.writeLong(newestMillis);
        out.writeLong(timerMillis);
        out.writeLong(guard.atMillis());
        out.writeLong(guard.watermarkMillis());
        out.writeLong(guard.arrivals());
        if (queue instanceof DependencyQueue<?, ?>) {
            ((DependencyQueue<D, E>) queue).write(out, ids, events);
        } else {
            ((CausalBroadcastQueue<E>) queue).write(out, events);
        }
    }

    /** Reads what {@link #write} wrote of a domain whose events name ids. */
    public static <I, E> CausalDomain<I, E> readById(
            DataInput in, Reader<? extends I> ids, Reader<? extends E> events) throws IOException {
        long[] fixed = readFixed(in);
        return restored(fixed, DependencyQueue.<I, E>read(in, ids, events));
    }

    /** Reads what {@link #write} wrote of a domain whose events have vector stamps. */
    public static <E> CausalDomain<CounterRange, E> readByVector(
            DataInput in, Reader<? extends E> events) throws IOException {
        long[] fixed = readFixed(in);
        return restored(fixed, CausalBroadcastQueue.<E>read(in, events));
    }

    private static long[] readFixed(DataInput in) throws IOException {
        long[] fixed = new long[5];
        for (int i = 0; i < fixed.length; i++) {
            fixed[i] = in.readLong();
        }
        return fixed;
    }

    private static <D, E> CausalDomain<D, E> restored(long[] fixed, CausalQueue<D, E> queue) {
        CausalDomain<D, E> domain = new CausalDomain<>(queue);
        domain.newestMillis = fixed[0];
        domain.timerMillis = fixed[1];
        domain.guard = new Guard(fixed[2], fixed[3], fixed[4]);
        return domain;
    }
}
