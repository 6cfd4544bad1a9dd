package io.chronofabric.time.queue;

import io.chronofabric.core.Priority;
import io.chronofabric.time.LogicalTime;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A bounded queue whose elements leave by their place: hybrid logical time less the head start of
 * their priority ({@link HeadStarts}); at the same place by logical counter and node. Of two that
 * are equal in all of that either may leave first.
 *
 * <p>Any number of threads offer; one thread at a time polls and drains. Offering is lock-free.
 * Nothing is allocated per operation.
 *
 * <p>What order means while producers race: each poll gives the first of the elements that the
 * consumer has seen, and it has seen every element whose offer had returned before the poll began,
 * unless another offer that began earlier has not returned yet; then those behind it are seen when
 * it has. An element that arrives after later ones have left leaves next, late: nothing is refused
 * for its time.
 *
 * @param <E> the elements
 */
public final class TemporalQueue<E> {
    /** The largest capacity: 2<sup>24</sup> elements. */
    public static final int MAX_CAPACITY = 1 << 24;

    private final int capacity;
    private final long[] headStarts;
    private final IntakeRing<E> intake;

    /** One for each priority: elements of equal priority come mostly in order, others do not. */
    private final SortedRun[] runs;

    private final KeyHeap heap;
    private final Slots<E> slots;

    /**
     * @param capacity how many elements it holds at most, 1 to {@link #MAX_CAPACITY}; some 100
     *     bytes are allocated for each, up to 170 if it is no power of two
     * @throws IllegalArgumentException if the capacity is out of range
     */
    public TemporalQueue(int capacity, HeadStarts headStarts) {
        if (capacity < 1 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    "capacity: " + capacity + " (expected: 1 to " + MAX_CAPACITY + ")");
        }
        this.capacity = capacity;
        Priority[] priorities = Priority.values();
        this.headStarts = new long[priorities.length];
        for (Priority priority : priorities) {
            this.headStarts[priority.ordinal()] = headStarts.nanosOf(priority);
        }
        intake = new IntakeRing<>(capacity);
        slots = new Slots<>(capacity);
        runs = new SortedRun[priorities.length];
        for (int i = 0; i < runs.length; i++) {
            runs[i] = new SortedRun(capacity, slots);
        }
        heap = new KeyHeap(capacity, slots);
    }

    /**
     * Adds an element. Any thread; lock-free.
     *
     * @param physicalNanos physical part of its hybrid logical time, nanoseconds since the epoch,
     *     not negative
     * @param logicalAndNode the rest of it, as {@link LogicalTime#logicalAndNode()} gives it
     * @return false when the queue is full; it is unchanged then
     * @throws IllegalArgumentException if the time is negative
     */
    public boolean offer(E element, long physicalNanos, long logicalAndNode, Priority priority) {
        Objects.requireNonNull(element, "element");
        if (physicalNanos < 0) {
            throw new IllegalArgumentException(
                    "time of an element: " + physicalNanos + " ns (expected: >= 0 ns)");
        }
        int ordinal = priority.ordinal();
        return intake.offer(element, physicalNanos - headStarts[ordinal], logicalAndNode, ordinal);
    }

    /** {@link #offer(Object, long, long, Priority)} for a time held as an object. */
    public boolean offer(E element, LogicalTime time, Priority priority) {
        return offer(element, time.physicalNanos(), time.logicalAndNode(), priority);
    }

    /** Takes the first element, null if there is none. The consumer only. */
    public E poll() {
        return poll(Long.MAX_VALUE);
    }

    /**
     * Takes the first element if its place is at or before a limit, else null. The consumer only.
     *
     * @param limitNanos nanoseconds since the epoch. An urgent element counts its head start
     *     earlier here too, so that one limit never lets an element pass and holds back another in
     *     front of it
     */
    public E poll(long limitNanos) {
        takeIn();
        SortedRun run = firstRun();
        if (run == null && heap.isEmpty()) {
            return null;
        }
        if ((run == null ? heap.key() : run.key()) > limitNanos) {
            return null;
        }
        int slot;
        if (run == null) {
            slot = heap.slot();
            heap.removeFirst();
        } else {
            slot = run.slot();
            run.removeFirst();
        }
        E element = slots.take(slot);
        intake.release();
        return element;
    }

    /**
     * Takes elements in order while their places are at or before a limit. The consumer only.
     *
     * @param limitNanos as in {@link #poll(long)}
     * @param max how many at most
     * @return how many were taken
     */
    public int drain(Consumer<? super E> to, long limitNanos, int max) {
        int taken = 0;
        while (taken < max) {
            E element = poll(limitNanos);
            if (element == null) {
                break;
            }
            taken++;
            to.accept(element);
        }
        return taken;
    }

    /**
     * Place of the first element, in nanoseconds since the epoch, {@link Long#MAX_VALUE} if there
     * is none: the smallest limit that would let it out. The consumer only.
     */
    public long firstNanos() {
        takeIn();
        SortedRun run = firstRun();
        if (run != null) {
            return run.key();
        }
        return heap.isEmpty() ? Long.MAX_VALUE : heap.key();
    }

    /** How many elements it holds at most. */
    public int capacity() {
        return capacity;
    }

    /**
     * How many elements are in it, those being offered included; exact when nobody offers or polls.
     * Any thread.
     */
    public int depth() {
        long released = intake.released();
        return (int) Math.min(capacity, intake.claimed() - released);
    }

    /** How many elements were accepted so far. Any thread. */
    public long enqueued() {
        return intake.claimed();
    }

    /** How many elements have left so far. Any thread. */
    public long dequeued() {
        return intake.released();
    }

    /** How many offers were turned away because the queue was full. Any thread. */
    public long refused() {
        return intake.refused();
    }

    /**
     * Never more than the capacity, whatever the producers do: a place is free only after a poll.
     */
    private void takeIn() {
        E element = intake.take();
        while (element != null) {
            long key = intake.takenKey();
            int slot = slots.put(element, intake.takenRest());
            if (!runs[intake.takenClass()].append(key, slot)) {
                heap.insert(key, slot);
            }
            element = intake.take();
        }
    }

    /** The run whose first element is the first of all; null if the heap's is, or there is none. */
    private SortedRun firstRun() {
        SortedRun first = null;
        for (SortedRun run : runs) {
            if (!run.isEmpty()
                    && (first == null
                            || isBefore(run.key(), run.slot(), first.key(), first.slot()))) {
                first = run;
            }
        }
        if (first != null
                && !heap.isEmpty()
                && isBefore(heap.key(), heap.slot(), first.key(), first.slot())) {
            return null;
        }
        return first;
    }

    private boolean isBefore(long key, int slot, long otherKey, int otherSlot) {
        return key < otherKey || (key == otherKey && slots.isBefore(slot, otherSlot));
    }
}
