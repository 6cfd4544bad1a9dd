package io.chronofabric.time.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Where producers leave elements and their keys for the one consumer: a bounded ring in the manner
 * of Vyukov's and JCTools' many-to-one queues. A producer claims a place by compare-and-set, fills
 * it in, and publishes it by writing the element last.
 *
 * <p>A place counts as taken until the consumer says {@link #release}, not when it takes the
 * element out: so the bound holds for what lies here and what waits in the consumer's order
 * together, and that order can never overflow.
 */
final class IntakeRing<E> {
    private static final VarHandle COUNTERS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle ELEMENTS = MethodHandles.arrayElementVarHandle(Object[].class);

    // 128 bytes apart: two cache lines, since processors fetch them in pairs.
    private static final int CLAIMED = 16;
    private static final int LIMIT = 32;
    private static final int RELEASED = 48;
    private static final int REFUSED = 64;

    private final long[] counters = new long[80];
    private final int capacity;
    private final int mask;
    private final Object[] elements;
    private final long[] keys;
    private final long[] rests;
    private final byte[] classes;

    private long next;
    private long takenKey;
    private long takenRest;
    private int takenClass;

    IntakeRing(int capacity) {
        int places = Integer.highestOneBit(2 * capacity - 1);
        this.capacity = capacity;
        mask = places - 1;
        elements = new Object[places];
        keys = new long[places];
        rests = new long[places];
        classes = new byte[places];
        counters[LIMIT] = capacity;
    }

    /** Any thread: false when full. */
    boolean offer(E element, long key, long rest, int ofClass) {
        long limit = (long) COUNTERS.getOpaque(counters, LIMIT);
        long claimed;
        do {
            claimed = (long) COUNTERS.getVolatile(counters, CLAIMED);
            if (claimed >= limit) {
                limit = (long) COUNTERS.getAcquire(counters, RELEASED) + capacity;
                if (claimed >= limit) {
                    COUNTERS.getAndAdd(counters, REFUSED, 1L);
                    return false;
                }
                // An older limit may overwrite a newer one; it only makes the next one look again.
                COUNTERS.setRelease(counters, LIMIT, limit);
            }
        } while (!COUNTERS.compareAndSet(counters, CLAIMED, claimed, claimed + 1));
        int place = (int) claimed & mask;
        keys[place] = key;
        rests[place] = rest;
        classes[place] = (byte) ofClass;
        ELEMENTS.setRelease(elements, place, element);
        return true;
    }

    /**
     * The consumer: takes the element that was claimed first, if it is published; the rest of it is
     * then {@link #takenKey()}, {@link #takenRest()} and {@link #takenClass()}. Null when there is
     * none.
     */
    E take() {
        int place = (int) next & mask;
        @SuppressWarnings("unchecked") // only offer writes there
        E element = (E) ELEMENTS.getAcquire(elements, place);
        if (element != null) {
            takenKey = keys[place];
            takenRest = rests[place];
            takenClass = classes[place];
            elements[place] = null;
            next++;
        }
        return element;
    }

    long takenKey() {
        return takenKey;
    }

    long takenRest() {
        return takenRest;
    }

    int takenClass() {
        return takenClass;
    }

    /** The consumer: one element has left for good, and makes room for another. */
    void release() {
        COUNTERS.setRelease(counters, RELEASED, counters[RELEASED] + 1);
    }

    long claimed() {
        return (long) COUNTERS.getAcquire(counters, CLAIMED);
    }

    long released() {
        return (long) COUNTERS.getAcquire(counters, RELEASED);
    }

    long refused() {
        return (long) COUNTERS.getOpaque(counters, REFUSED);
    }
}
