package io.chronofabric.time.queue;

/**
 * A heap of at most a fixed number of elements by two words, the second unsigned; four children a
 * node, so that the keys of siblings share a cache line. Everything is allocated at the start.
 * Confined to one thread.
 */
final class KeyHeap<E> {
    private final long[] keys;

    /**
     * Which slot holds the rest of each node. A permutation: those from {@link #size} on are free.
     */
    private final int[] slots;

    private final long[] rests;
    private final Object[] elements;
    private int size;

    KeyHeap(int capacity) {
        keys = new long[capacity];
        slots = new int[capacity];
        rests = new long[capacity];
        elements = new Object[capacity];
        for (int slot = 0; slot < capacity; slot++) {
            slots[slot] = slot;
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The smallest key; only of a heap that is not empty. */
    long key() {
        return keys[0];
    }

    /** The second word of the element with the smallest key. */
    long rest() {
        return rests[slots[0]];
    }

    void push(E element, long key, long rest) {
        int slot = slots[size];
        rests[slot] = rest;
        elements[slot] = element;
        int node = size++;
        while (node > 0) {
            int parent = (node - 1) >>> 2;
            if (!isBefore(key, rest, parent)) {
                break;
            }
            move(parent, node);
            node = parent;
        }
        keys[node] = key;
        slots[node] = slot;
    }

    E pop() {
        int top = slots[0];
        @SuppressWarnings("unchecked") // only push writes there
        E element = (E) elements[top];
        elements[top] = null;
        size--;
        long key = keys[size];
        int slot = slots[size];
        slots[size] = top;
        if (size > 0) {
            sink(key, slot);
        }
        return element;
    }

    /** Down to a leaf by the smaller children first: what was last mostly belongs there again. */
    private void sink(long key, int slot) {
        int node = 0;
        int child = 1;
        while (child < size) {
            int smallest = smallestOf(child, Math.min(child + 4, size));
            move(smallest, node);
            node = smallest;
            child = 4 * node + 1;
        }
        long rest = rests[slot];
        while (node > 0) {
            int parent = (node - 1) >>> 2;
            if (!isBefore(key, rest, parent)) {
                break;
            }
            move(parent, node);
            node = parent;
        }
        keys[node] = key;
        slots[node] = slot;
    }

    private int smallestOf(int from, int to) {
        int smallest = from;
        for (int node = from + 1; node < to; node++) {
            long key = keys[node];
            if (key < keys[smallest]
                    || (key == keys[smallest] && isBefore(key, rests[slots[node]], smallest))) {
                smallest = node;
            }
        }
        return smallest;
    }

    private boolean isBefore(long key, long rest, int node) {
        return key < keys[node]
                || (key == keys[node] && Long.compareUnsigned(rest, rests[slots[node]]) < 0);
    }

    private void move(int from, int to) {
        keys[to] = keys[from];
        slots[to] = slots[from];
    }
}
