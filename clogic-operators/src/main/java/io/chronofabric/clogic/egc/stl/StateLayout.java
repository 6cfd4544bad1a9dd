package io.chronofabric.clogic.egc.stl;

import java.util.ArrayList;
import java.util.List;

/**
 * Reserves places in the flat arrays of a {@link StlState}, and knows which part of a formula takes
 * most. Beyond the most that a state can hold, a place means nothing.
 */
final class StateLayout {
    private final List<SlidingExtremum> windows = new ArrayList<>();
    private long doubles = StlState.FIRST_FREE_DOUBLE;
    private long longs = StlState.FIRST_FREE_LONG;
    private Formula largest;
    private long largestWords;

    /**
     * @param formula who is to blame for what nobody else is
     */
    StateLayout(Formula formula) {
        this.largest = formula;
    }

    /** Reserves doubles. */
    int doubles(long count) {
        int at = bounded(doubles);
        doubles = StlPlan.saturatedSum(doubles, count);
        return at;
    }

    /** Reserves longs. */
    int longs(long count) {
        int at = bounded(longs);
        longs = StlPlan.saturatedSum(longs, count);
        return at;
    }

    /** A window whose places not in use are to be cleared before a state is written or compared. */
    void add(SlidingExtremum window) {
        windows.add(window);
    }

    /** Such windows. */
    List<SlidingExtremum> windows() {
        return windows;
    }

    /** Remembers what a part of the formula takes if it is the most so far. */
    void blame(Formula part, long words) {
        if (words > largestWords) {
            largest = part;
            largestWords = words;
        }
    }

    /** The part that takes most. */
    Formula largest() {
        return largest;
    }

    /** How many doubles there are. */
    long doubles() {
        return doubles;
    }

    /** How many longs there are. */
    long longs() {
        return longs;
    }

    /** A number of words, or the most there can be. */
    static int bounded(long count) {
        return (int) Math.min(count, StlState.MAX_WORDS);
    }
}
