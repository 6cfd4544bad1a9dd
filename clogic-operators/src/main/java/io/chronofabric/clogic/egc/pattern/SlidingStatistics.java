package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.state.model.PatternRule.Statistic;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Count, sum, mean, extremes and deviation of the values of a sliding window of time, in constant
 * time for each value, amortised, and without anything that is taken off a running sum again: two
 * stacks, of which the older one holds what it has from each value on (Tangwongsan, Hirzel and
 * Schneider, Low-Latency Sliding-Window Aggregation, 2015). Means and squares are joined as Chan,
 * Golub and LeVeque (1979) say. Written and read back it goes on with the same bits. Not safe for
 * use by several threads.
 */
final class SlidingStatistics {
    private static final int FIRST_CAPACITY = 8;
    private static final int PARTS = 6;
    private static final int COUNT = 0;
    private static final int MEAN = 1;
    private static final int SQUARES = 2;
    private static final int MIN = 3;
    private static final int MAX = 4;
    private static final int SUM = 5;

    private final long windowNanos;
    private final int most;

    /** Times and values, oldest first, from {@code head} on; a ring. */
    private long[] times = new long[FIRST_CAPACITY];

    private double[] values = new double[FIRST_CAPACITY];
    private int head;
    private int size;

    /** How many of the oldest have an entry in {@link #olderFrom}. */
    private int older;

    /** What the values from each of the older ones on come to, by place in the ring. */
    private double[] olderFrom = new double[PARTS * FIRST_CAPACITY];

    /** What the newer ones come to. */
    private double[] newer = nothing();

    private final double[] all = new double[PARTS];

    /**
     * @param windowNanos values less than this before the newest count
     * @param most values that are kept; the oldest go before their time
     */
    SlidingStatistics(long windowNanos, int most) {
        this.windowNanos = windowNanos;
        this.most = most;
    }

    /**
     * Takes a value; drops those that its time leaves outside the window.
     *
     * @param nanos not before the last one
     * @return whether one had to go before its time
     */
    boolean add(long nanos, double value) {
        moveTo(nanos);
        boolean cut = size == most;
        if (cut) {
            drop();
        }
        if (size == times.length) {
            grow();
        }
        int place = (head + size) & (times.length - 1);
        times[place] = nanos;
        values[place] = value;
        size++;
        add(newer, value);
        return cut;
    }

    /** Drops what a time leaves outside the window. */
    void moveTo(long nanos) {
        while (size > 0 && nanos - times[head] >= windowNanos) {
            drop();
        }
    }

    /** A number about what is in the window; NaN where there is none. */
    double get(Statistic statistic) {
        double[] now = newer;
        if (older > 0) {
            System.arraycopy(olderFrom, PARTS * head, all, 0, PARTS);
            join(all, newer);
            now = all;
        }
        double count = now[COUNT];
        if (statistic == Statistic.COUNT) {
            return count;
        }
        if (count == 0) {
            return statistic == Statistic.SUM ? 0.0 : Double.NaN;
        }
        return switch (statistic) {
            case SUM -> now[SUM];
            case MEAN -> now[SUM] / count;
            case MIN -> now[MIN];
            case MAX -> now[MAX];
            case DEVIATION ->
                    count < 2 ? Double.NaN : Math.sqrt(Math.max(0, now[SQUARES]) / (count - 1));
            case COUNT -> throw new AssertionError(statistic);
        };
    }

    /** When it will hold nothing any more; {@code Long.MIN_VALUE} if it holds nothing. */
    long emptyAtNanos() {
        if (size == 0) {
            return Long.MIN_VALUE;
        }
        long newest = times[(head + size - 1) & (times.length - 1)];
        long at = newest + windowNanos;
        return at < newest ? Long.MAX_VALUE : at;
    }

    int size() {
        return size;
    }

    /** An independent copy, which goes on with the same bits. */
    SlidingStatistics copy() {
        SlidingStatistics copy = new SlidingStatistics(windowNanos, most);
        copy.times = times.clone();
        copy.values = values.clone();
        copy.olderFrom = olderFrom.clone();
        copy.newer = newer.clone();
        copy.head = head;
        copy.size = size;
        copy.older = older;
        return copy;
    }

    /** Writes window (8), most (4), size (4), how many of them are older (4), times and values. */
    /** How many bytes it holds as written. */
    long stateBytes() {
        return Long.BYTES + 3L * Integer.BYTES + 2L * Long.BYTES * size;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(windowNanos);
        out.writeInt(most);
        out.writeInt(size);
        out.writeInt(older);
        for (int i = 0; i < size; i++) {
            int place = (head + i) & (times.length - 1);
            out.writeLong(times[place]);
            out.writeDouble(values[place]);
        }
    }

    /** Reads what {@link #write} wrote. */
    static SlidingStatistics read(DataInput in) throws IOException {
        SlidingStatistics read = new SlidingStatistics(in.readLong(), in.readInt());
        int count = in.readInt();
        int oldest = in.readInt();
        if (count < 0 || count > read.most || oldest < 0 || oldest > count) {
            throw new IOException(
                    "window of "
                            + count
                            + " values, "
                            + oldest
                            + " of them older (expected: at most "
                            + read.most
                            + "): the data is damaged");
        }
        for (int i = 0; i < count; i++) {
            if (read.size == read.times.length) {
                read.grow();
            }
            read.times[read.size] = in.readLong();
            read.values[read.size] = in.readDouble();
            read.size++;
        }
        read.older = oldest;
        read.sumUpOlder();
        for (int i = oldest; i < count; i++) {
            add(read.newer, read.values[i]);
        }
        return read;
    }

    private void drop() {
        if (older == 0) {
            older = size;
            newer = nothing();
            sumUpOlder();
        }
        head = (head + 1) & (times.length - 1);
        size--;
        older--;
    }

    private void sumUpOlder() {
        double[] from = nothing();
        for (int i = older - 1; i >= 0; i--) {
            int place = (head + i) & (times.length - 1);
            double[] one = nothing();
            add(one, values[place]);
            join(one, from);
            from = one;
            System.arraycopy(from, 0, olderFrom, PARTS * place, PARTS);
        }
    }

    private void grow() {
        int old = times.length;
        long[] newTimes = new long[2 * old];
        double[] newValues = new double[2 * old];
        double[] newFrom = new double[PARTS * 2 * old];
        for (int i = 0; i < size; i++) {
            int place = (head + i) & (old - 1);
            newTimes[i] = times[place];
            newValues[i] = values[place];
            System.arraycopy(olderFrom, PARTS * place, newFrom, PARTS * i, PARTS);
        }
        times = newTimes;
        values = newValues;
        olderFrom = newFrom;
        head = 0;
    }

    private static double[] nothing() {
        return new double[] {0, 0, 0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0};
    }

    private static void add(double[] to, double value) {
        to[COUNT]++;
        to[SUM] += value;
        double delta = value - to[MEAN];
        to[MEAN] += delta / to[COUNT];
        to[SQUARES] += delta * (value - to[MEAN]);
        to[MIN] = Math.min(to[MIN], value);
        to[MAX] = Math.max(to[MAX], value);
    }

    private static void join(double[] left, double[] right) {
        if (right[COUNT] == 0) {
            return;
        }
        if (left[COUNT] == 0) {
            System.arraycopy(right, 0, left, 0, PARTS);
            return;
        }
        double count = left[COUNT] + right[COUNT];
        double delta = right[MEAN] - left[MEAN];
        left[SQUARES] += right[SQUARES] + delta * delta * left[COUNT] * right[COUNT] / count;
        left[MEAN] += delta * right[COUNT] / count;
        left[COUNT] = count;
        left[SUM] += right[SUM];
        left[MIN] = Math.min(left[MIN], right[MIN]);
        left[MAX] = Math.max(left[MAX], right[MAX]);
    }
}
