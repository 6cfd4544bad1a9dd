package io.chronofabric.time.queue;

/**
 * A first-in-first-out ring for keys that come in their order, as those of one publisher and of
 * equal priority do: they need no heap. Confined to one thread; the caller keeps it from
 * overflowing.
 */
final class SortedRun {
    private final Slots<?> elements;
    private final int mask;
    private final long[] keys;
    private final int[] slots;
    private long head;
    private long tail;

    SortedRun(int capacity, Slots<?> elements) {
        this.elements = elements;
        int places = Integer.highestOneBit(2 * capacity - 1);
        mask = places - 1;
        keys = new long[places];
        slots = new int[places];
    }

    boolean isEmpty() {
        return head == tail;
    }

    /** The first key; only of a run that is not empty, like the next two. */
    long key() {
        return keys[(int) head & mask];
    }

    int slot() {
        return slots[(int) head & mask];
    }

    void removeFirst() {
        head++;
    }

    /** Appends a key unless that would break the order. */
    boolean append(long key, int slot) {
        if (head != tail) {
            int last = (int) (tail - 1) & mask;
            if (key < keys[last] || (key == keys[last] && elements.isBefore(slot, slots[last]))) {
                return false;
            }
        }
        int place = (int) tail++ & mask;
        keys[place] = key;
        slots[place] = slot;
        return true;
    }
}
