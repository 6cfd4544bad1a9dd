package io.chronofabric.clogic.egc.stl;

/**
 * Minimum or maximum of the last {@code width} values of a stream, in amortized constant time: a
 * deque of the values that can still become the extremum, best first (Lemire 2006, "Streaming
 * maximum-minimum filter using no more than three comparisons per element"). Of equal values the
 * earliest counts. Where a value comes from travels with it.
 *
 * <p>An object of this class only knows where in an entity's flat arrays its deque lies:
 *
 * <pre>
 *  doubles: value[width]
 *  longs:   head, size, position[width], provenance[width]
 * </pre>
 *
 * Places not in use are kept zero, so that written states are small. Immutable, thread-safe as long
 * as each pair of arrays is used by one thread.
 */
final class SlidingExtremum {

    private final boolean maximum;
    private final int width;
    private final int values;
    private final int head;
    private final int size;
    private final int positions;
    private final int provenances;

    /**
     * A window.
     *
     * @param maximum whether the largest value counts, and not the smallest
     * @param width how many values the window holds, at least 1
     * @param doublesAt where its part of the doubles begins
     * @param longsAt where its part of the longs begins
     */
    SlidingExtremum(boolean maximum, int width, int doublesAt, int longsAt) {
        this.maximum = maximum;
        this.width = width;
        this.values = doublesAt;
        this.head = longsAt;
        this.size = longsAt + 1;
        this.positions = longsAt + 2;
        this.provenances = positions + width;
    }

    /** How many doubles a window of that width needs. */
    static long doubles(long width) {
        return width;
    }

    /** How many longs a window of that width needs. */
    static long longs(long width) {
        return StlPlan.saturatedSum(2, StlPlan.saturatedSum(width, width));
    }

    /** Takes the value at a position, which must be one more than that of the value before. */
    void push(double[] doubles, long[] longs, long position, double value, long provenance) {
        int first = (int) longs[head];
        int count = (int) longs[size];
        if (count > 0 && longs[positions + first] <= position - width) {
            clear(doubles, longs, first);
            first = wrap(first + 1);
            count--;
        }
        while (count > 0) {
            int last = wrap(first + count - 1);
            double kept = doubles[values + last];
            if (maximum ? kept >= value : kept <= value) {
                break;
            }
            clear(doubles, longs, last);
            count--;
        }
        int free = wrap(first + count);
        doubles[values + free] = value;
        longs[positions + free] = position;
        longs[provenances + free] = provenance;
        longs[head] = first;
        longs[size] = count + 1L;
    }

    /** The extremum; there must have been a push. */
    double value(double[] doubles, long[] longs) {
        return doubles[values + (int) longs[head]];
    }

    /** Where the extremum comes from. */
    long provenance(long[] longs) {
        return longs[provenances + (int) longs[head]];
    }

    private void clear(double[] doubles, long[] longs, int place) {
        doubles[values + place] = 0.0;
        longs[positions + place] = 0L;
        longs[provenances + place] = 0L;
    }

    private int wrap(int place) {
        return place < width ? place : place - width;
    }
}
