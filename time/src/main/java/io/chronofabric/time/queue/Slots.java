package io.chronofabric.time.queue;

/**
 * Where elements stay while their keys move about in runs and heap, which know them by number:
 * moving a reference would tell the garbage collector each time. Confined to one thread.
 */
final class Slots<E> {
    private final Object[] elements;
    private final long[] rests;

    /** The numbers that are free are the first {@link #free} of these. */
    private final int[] numbers;

    private int free;

    Slots(int capacity) {
        elements = new Object[capacity];
        rests = new long[capacity];
        numbers = new int[capacity];
        free = capacity;
        for (int i = 0; i < capacity; i++) {
            numbers[i] = capacity - 1 - i;
        }
    }

    int put(E element, long rest) {
        int slot = numbers[--free];
        elements[slot] = element;
        rests[slot] = rest;
        return slot;
    }

    E take(int slot) {
        @SuppressWarnings("unchecked") // only put writes there
        E element = (E) elements[slot];
        elements[slot] = null;
        numbers[free++] = slot;
        return element;
    }

    /** Whether one element comes before another of equal key. */
    boolean isBefore(int slot, int other) {
        return Long.compareUnsigned(rests[slot], rests[other]) < 0;
    }
}
