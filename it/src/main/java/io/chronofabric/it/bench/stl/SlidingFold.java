package io.chronofabric.it.bench.stl;

/**
 * Smallest value of the last {@code width}: the sliding minimum of Lemire (2006), and nothing
 * besides. For the largest, hand in negated values.
 */
final class SlidingFold {
    private final int width;
    private final int mask;
    private final double[] values;
    private final long[] indexes;
    private long head;
    private long tail;
    private long index;

    SlidingFold(int width) {
        this.width = width;
        int capacity = Integer.highestOneBit(width) << 1;
        this.mask = capacity - 1;
        this.values = new double[capacity];
        this.indexes = new long[capacity];
    }

    double smallest(double value) {
        long last = tail;
        long first = head;
        while (last > first && values[(int) (last - 1) & mask] >= value) {
            last--;
        }
        values[(int) last & mask] = value;
        indexes[(int) last & mask] = index;
        tail = last + 1;
        if (indexes[(int) first & mask] <= index - width) {
            first++;
            head = first;
        }
        index++;
        return values[(int) first & mask];
    }
}
