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
 *  doubles: value[capacity]
 *  longs:   head, tail, position[capacity], origin[capacity]
 * </pre>
 *
 * <p>Head is the place of the best value and tail the one after the last. The capacity is a power
 * of two greater than the width: places go round by a mask, and are equal only if the deque is
 * empty. There are no origins where the values are a predicate's: those follow from the positions.
 * Places not in use hold what was there before; {@link #blank} clears them.
 *
 * <p>Immutable, thread-safe as long as each pair of arrays is used by one thread.
 *
 * @param maximum whether the largest value counts, and not the smallest
 * @param withOrigins whether origins are kept
 * @param width how many values the window holds, at least 1
 * @param doublesAt where its part of the doubles begins
 * @param longsAt where its part of the longs begins
 */
record SlidingExtremum(
        boolean maximum, boolean withOrigins, int width, int doublesAt, int longsAt) {

    private static final int LONGS_BEFORE_RING = 2;

    /** How many places a window of that width has: a power of two. */
    private static long capacity(long width) {
        return Long.highestOneBit(Math.min(width, StlState.MAX_WORDS)) << 1;
    }

    /** How many doubles a window of that width needs. */
    static long doubles(long width) {
        return Math.max(width, capacity(width));
    }

    /** How many longs a window of that width needs. */
    static long longs(long width, boolean withOrigins) {
        long places = doubles(width);
        return StlPlan.saturatedSum(
                LONGS_BEFORE_RING, StlPlan.saturatedSum(places, withOrigins ? places : 0));
    }

    /**
     * Takes the value at a position: 0 at the first, then always one more.
     *
     * @return the extremum
     */
    double push(double[] doubles, long[] longs, long position, double value, long origin) {
        int capacity = (int) capacity(width);
        int mask = capacity - 1;
        int positions = longsAt + LONGS_BEFORE_RING;
        int first = (int) longs[longsAt];
        int free = (int) longs[longsAt + 1];
        // The mask in here also keeps the compiler from unrolling a loop that mostly runs once.
        while (free != first) {
            int last = free - 1 & mask;
            double kept = doubles[doublesAt + last];
            if (maximum ? kept >= value : kept <= value) {
                break;
            }
            free = last;
        }
        doubles[doublesAt + free] = value;
        longs[positions + free] = position;
        if (withOrigins) {
            longs[positions + capacity + free] = origin;
        }
        longs[longsAt + 1] = free + 1 & mask;
        if (longs[positions + first] <= position - width) {
            first = first + 1 & mask;
            longs[longsAt] = first;
        }
        return doubles[doublesAt + first];
    }

    /** The better of two values. */
    double better(double one, double other) {
        return maximum ? Math.max(one, other) : Math.min(one, other);
    }

    /** The extremum of the values kept from a position on. */
    double since(double[] doubles, long[] longs, long position) {
        int mask = (int) capacity(width) - 1;
        int positions = longsAt + LONGS_BEFORE_RING;
        int first = (int) longs[longsAt];
        int kept = (int) longs[longsAt + 1] - first & mask;
        int from = 0;
        int to = kept;
        while (from < to) {
            // The first or second place nearly always, when the window is full.
            int middle = to - from > 2 && from < 2 ? from : from + to >>> 1;
            if (longs[positions + (first + middle & mask)] < position) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from == kept ? ofNothing() : doubles[doublesAt + (first + from & mask)];
    }

    /** The extremum of no values. */
    double ofNothing() {
        return maximum ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    /** Where the extremum comes from; the values must come with origins. */
    long origin(long[] longs) {
        int capacity = (int) capacity(width);
        return longs[longsAt + LONGS_BEFORE_RING + capacity + (int) longs[longsAt]];
    }

    /** The position of the extremum. */
    long position(long[] longs) {
        return longs[longsAt + LONGS_BEFORE_RING + (int) longs[longsAt]];
    }

    /** Clears the places not in use, so that equal windows have equal words. */
    void blank(double[] doubles, long[] longs) {
        int capacity = (int) capacity(width);
        int positions = longsAt + LONGS_BEFORE_RING;
        int first = (int) longs[longsAt];
        int used = (int) longs[longsAt + 1] - first & capacity - 1;
        for (int i = used; i < capacity; i++) {
            int place = first + i & capacity - 1;
            doubles[doublesAt + place] = 0.0;
            longs[positions + place] = 0L;
            if (withOrigins) {
                longs[positions + capacity + place] = 0L;
            }
        }
    }
}
