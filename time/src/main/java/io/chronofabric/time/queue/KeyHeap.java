package io.chronofabric.time.queue;

/**
 * A heap of at most a fixed number of keys with the slots of their elements; four children a node,
 * so that the keys of siblings lie together. Confined to one thread.
 */
final class KeyHeap {
    private final Slots<?> elements;
    private final long[] keys;
    private final int[] slots;
    private int size;

    KeyHeap(int capacity, Slots<?> elements) {
        this.elements = elements;
        keys = new long[capacity];
        slots = new int[capacity];
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The first key; only of a heap that is not empty, like the next two. */
    long key() {
        return keys[0];
    }

    int slot() {
        return slots[0];
    }

    void removeFirst() {
        size--;
        if (size > 0) {
            sink(keys[size], slots[size]);
        }
    }

    void insert(long key, int slot) {
        rise(size++, key, slot);
    }

    /** Down to a leaf by the smaller children first: what was last mostly belongs there again. */
    private void sink(long key, int slot) {
        int node = 0;
        int child = 1;
        while (child < size) {
            int smallest = child + 3 < size ? smallestOfFour(child) : smallestOf(child, size);
            keys[node] = keys[smallest];
            slots[node] = slots[smallest];
            node = smallest;
            child = 4 * node + 1;
        }
        rise(node, key, slot);
    }

    private void rise(int from, long key, int slot) {
        int node = from;
        while (node > 0) {
            int parent = (node - 1) >>> 2;
            if (!isBefore(key, slot, parent)) {
                break;
            }
            keys[node] = keys[parent];
            slots[node] = slots[parent];
            node = parent;
        }
        keys[node] = key;
        slots[node] = slot;
    }

    /** Without a branch that depends on the keys, unless some are equal. */
    private int smallestOfFour(int from) {
        long a = keys[from];
        long b = keys[from + 1];
        long c = keys[from + 2];
        long d = keys[from + 3];
        long ab = Math.min(a, b);
        long cd = Math.min(c, d);
        if (a == b || c == d || ab == cd) {
            return smallestOf(from, from + 4);
        }
        int firstPair = from + (b < a ? 1 : 0);
        int secondPair = from + (d < c ? 3 : 2);
        return cd < ab ? secondPair : firstPair;
    }

    private int smallestOf(int from, int to) {
        int smallest = from;
        for (int node = from + 1; node < to; node++) {
            if (isBefore(keys[node], slots[node], smallest)) {
                smallest = node;
            }
        }
        return smallest;
    }

    private boolean isBefore(long key, int slot, int node) {
        return key < keys[node] || (key == keys[node] && elements.isBefore(slot, slots[node]));
    }
}
