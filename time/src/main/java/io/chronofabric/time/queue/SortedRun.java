package io.chronofabric.time.queue;

/**
 * A first-in-first-out ring for elements that come in their order anyway, as those of one publisher
 * do: they need no heap. Confined to one thread; the caller keeps it from overflowing.
 */
final class SortedRun<E> {
    private final int mask;
    private final Object[] elements;
    private final long[] keys;
    private final long[] rests;
    private long head;
    private long tail;

    SortedRun(int capacity) {
        int places = Integer.highestOneBit(2 * capacity - 1);
        mask = places - 1;
        elements = new Object[places];
        keys = new long[places];
        rests = new long[places];
    }

    boolean isEmpty() {
        return head == tail;
    }

    /** Appends unless that would break the order. */
    boolean append(E element, long key, long rest) {
        if (head != tail) {
            int last = (int) (tail - 1) & mask;
            if (key < keys[last]
                    || (key == keys[last] && Long.compareUnsigned(rest, rests[last]) < 0)) {
                return false;
            }
        }
        int place = (int) tail++ & mask;
        elements[place] = element;
        keys[place] = key;
        rests[place] = rest;
        return true;
    }

    /** The smallest key; only of a run that is not empty. */
    long key() {
        return keys[(int) head & mask];
    }

    /** The second word of the element with the smallest key. */
    long rest() {
        return rests[(int) head & mask];
    }

    E pop() {
        int place = (int) head++ & mask;
        @SuppressWarnings("unchecked") // only append writes there
        E element = (E) elements[place];
        elements[place] = null;
        return element;
    }
}
