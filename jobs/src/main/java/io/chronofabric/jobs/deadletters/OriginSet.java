package io.chronofabric.jobs.deadletters;

import io.chronofabric.state.model.Origin;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Places in topics, up to a number of them, at 16 to 32 bytes each. Positions are not negative. For
 * one thread.
 */
final class OriginSet {
    /** No position is. */
    private static final long EMPTY = -1;

    /** Was removed; those behind it must still be found. */
    private static final long REMOVED = -2;

    private static final int SMALLEST = 16;

    /** A partition takes at least its smallest table, and counts as many places for it. */
    private final int most;

    private final Map<String, Map<Integer, Table>> tables = new HashMap<>();
    private int counted;
    private int size;

    /**
     * @param most how many it holds
     */
    OriginSet(int most) {
        this.most = most;
    }

    /** How many are in it. */
    int size() {
        return size;
    }

    /** Whether no more should be added. */
    boolean isFull() {
        return counted >= most;
    }

    /** Adds one; false if it was there. */
    boolean add(Origin origin) {
        Table table =
                tables.computeIfAbsent(origin.source(), source -> new HashMap<>())
                        .computeIfAbsent(
                                origin.partition(),
                                partition -> {
                                    counted += SMALLEST / 2;
                                    return new Table();
                                });
        if (!table.add(origin.position())) {
            return false;
        }
        if (table.added > SMALLEST / 2) {
            counted++;
        }
        size++;
        return true;
    }

    /** Removes one; false if it was not there. */
    boolean remove(Origin origin) {
        Map<Integer, Table> partitions = tables.get(origin.source());
        Table table = partitions == null ? null : partitions.get(origin.partition());
        if (table == null || !table.remove(origin.position())) {
            return false;
        }
        size--;
        return true;
    }

    /** Forgets all. */
    void clear() {
        tables.clear();
        counted = 0;
        size = 0;
    }

    /** Positions by open addressing, half full at most. */
    private static final class Table {
        private long[] slots = empty(SMALLEST);

        /** Slots that are not empty; what was removed still takes one. */
        private int added;

        boolean add(long position) {
            int slot = find(position);
            if (slots[slot] == position) {
                return false;
            }
            slots[slot] = position;
            added++;
            if (2 * added > slots.length) {
                grow();
            }
            return true;
        }

        boolean remove(long position) {
            int slot = find(position);
            if (slots[slot] != position) {
                return false;
            }
            slots[slot] = REMOVED;
            return true;
        }

        /** Where a position is, or the empty slot where it would be. */
        private int find(long position) {
            int mask = slots.length - 1;
            // Fibonacci hashing (Knuth 1973): neighbouring offsets go far apart.
            int slot = (int) ((position * 0x9E3779B97F4A7C15L) >>> 32) & mask;
            while (slots[slot] != position && slots[slot] != EMPTY) {
                slot = (slot + 1) & mask;
            }
            return slot;
        }

        private void grow() {
            long[] old = slots;
            slots = empty(2 * old.length);
            added = 0;
            for (long position : old) {
                if (position >= 0) {
                    slots[find(position)] = position;
                    added++;
                }
            }
        }

        private static long[] empty(int length) {
            long[] slots = new long[length];
            Arrays.fill(slots, EMPTY);
            return slots;
        }
    }
}
