package io.chronofabric.clogic.egc.stl;

/**
 * The robustness of until or since over the last {@code width} samples, in amortized constant time.
 *
 * <p>A block of samples is summed up as (m, u): m is the smallest margin of the left operand, u the
 * margin with which the block alone fulfils the operator. Blocks combine associatively; for until
 *
 * <pre>
 *  (m1, u1) + (m2, u2) = (min(m1, m2), max(u1, min(m1, u2)))
 * </pre>
 *
 * and for since mirrored in time. There is no inverse, so the window is kept as two stacks: a front
 * one whose every place holds the sum from there to the front's end, and a back one with its sum.
 * When the front runs empty the back is turned into it. Among equal margins those of the left
 * operand nearest to the moment judged count first, then the earliest.
 *
 * <p>An object of this class only knows where in an entity's flat arrays its stacks lie, in one
 * ring:
 *
 * <pre>
 *  doubles: backM, backU, m[width], u[width]
 *  longs:   head, size, front, backMFrom, backUFrom, mFrom[width], uFrom[width]
 * </pre>
 *
 * Immutable, thread-safe as long as each pair of arrays is used by one thread.
 */
final class SlidingReach {

    private static final int DOUBLES_BEFORE_RING = 2;
    private static final int LONGS_BEFORE_RING = 5;

    private final boolean past;
    private final int width;
    private final int backM;
    private final int backU;
    private final int m;
    private final int u;
    private final int head;
    private final int size;
    private final int front;
    private final int backMFrom;
    private final int backUFrom;
    private final int mFrom;
    private final int uFrom;

    /**
     * A window.
     *
     * @param past whether this is since, and not until
     * @param width how many samples the window holds, at least 1
     * @param doublesAt where its part of the doubles begins
     * @param longsAt where its part of the longs begins
     */
    SlidingReach(boolean past, int width, int doublesAt, int longsAt) {
        this.past = past;
        this.width = width;
        this.backM = doublesAt;
        this.backU = doublesAt + 1;
        this.m = doublesAt + DOUBLES_BEFORE_RING;
        this.u = m + width;
        this.head = longsAt;
        this.size = longsAt + 1;
        this.front = longsAt + 2;
        this.backMFrom = longsAt + 3;
        this.backUFrom = longsAt + 4;
        this.mFrom = longsAt + LONGS_BEFORE_RING;
        this.uFrom = mFrom + width;
    }

    /** How many doubles a window of that width needs. */
    static long doubles(long width) {
        return StlPlan.saturatedSum(DOUBLES_BEFORE_RING, StlPlan.saturatedSum(width, width));
    }

    /** How many longs a window of that width needs. */
    static long longs(long width) {
        return StlPlan.saturatedSum(LONGS_BEFORE_RING, StlPlan.saturatedSum(width, width));
    }

    /** Takes the next sample's margins of the left and the right operand. */
    void push(
            double[] doubles,
            long[] longs,
            double left,
            long leftFrom,
            double right,
            long rightFrom) {
        if (longs[size] == width) {
            evict(doubles, longs);
        }
        int count = (int) longs[size];
        int place = wrap((int) longs[head] + count);
        doubles[m + place] = left;
        longs[mFrom + place] = leftFrom;
        doubles[u + place] = right;
        longs[uFrom + place] = rightFrom;
        if (longs[front] == count) {
            doubles[backM] = left;
            longs[backMFrom] = leftFrom;
            doubles[backU] = right;
            longs[backUFrom] = rightFrom;
        } else {
            append(doubles, longs, left, leftFrom, right, rightFrom);
        }
        longs[size] = count + 1L;
    }

    /**
     * Leaves the operator's margin and where it comes from in the given places. Follows a push, so
     * that the back is never empty.
     */
    void result(double[] doubles, long[] longs, int value, int provenance) {
        long inFront = longs[front];
        if (inFront == 0) {
            doubles[value] = doubles[backU];
            longs[provenance] = longs[backUFrom];
            return;
        }
        int place = (int) longs[head];
        double early = doubles[u + place];
        long earlyFrom = longs[uFrom + place];
        double late = doubles[backU];
        long lateFrom = longs[backUFrom];
        if (past) {
            if (doubles[backM] <= early) {
                early = doubles[backM];
                earlyFrom = longs[backMFrom];
            }
        } else if (doubles[m + place] <= late) {
            late = doubles[m + place];
            lateFrom = longs[mFrom + place];
        }
        doubles[value] = early >= late ? early : late;
        longs[provenance] = early >= late ? earlyFrom : lateFrom;
    }

    /** Back sum + sample. */
    private void append(
            double[] doubles,
            long[] longs,
            double left,
            long leftFrom,
            double right,
            long rightFrom) {
        double early = doubles[backU];
        long earlyFrom = longs[backUFrom];
        double late = right;
        long lateFrom = rightFrom;
        if (past) {
            if (left <= early) {
                early = left;
                earlyFrom = leftFrom;
            }
        } else if (doubles[backM] <= late) {
            late = doubles[backM];
            lateFrom = longs[backMFrom];
        }
        doubles[backU] = early >= late ? early : late;
        longs[backUFrom] = early >= late ? earlyFrom : lateFrom;
        if (past ? left <= doubles[backM] : left < doubles[backM]) {
            doubles[backM] = left;
            longs[backMFrom] = leftFrom;
        }
    }

    private void evict(double[] doubles, long[] longs) {
        if (longs[front] == 0) {
            turn(doubles, longs);
        }
        int place = (int) longs[head];
        doubles[m + place] = 0.0;
        doubles[u + place] = 0.0;
        longs[mFrom + place] = 0L;
        longs[uFrom + place] = 0L;
        longs[head] = wrap(place + 1);
        longs[size]--;
        longs[front]--;
    }

    /** Makes the whole ring the front: each place sums up itself and all later ones. */
    private void turn(double[] doubles, long[] longs) {
        int first = (int) longs[head];
        int count = (int) longs[size];
        for (int i = count - 2; i >= 0; i--) {
            prepend(doubles, longs, wrap(first + i), wrap(first + i + 1));
        }
        longs[front] = count;
    }

    /** A place becomes place + sum of the places after it. */
    private void prepend(double[] doubles, long[] longs, int place, int next) {
        double early = doubles[u + place];
        long earlyFrom = longs[uFrom + place];
        double late = doubles[u + next];
        long lateFrom = longs[uFrom + next];
        double ownM = doubles[m + place];
        double nextM = doubles[m + next];
        if (past) {
            if (nextM <= early) {
                early = nextM;
                earlyFrom = longs[mFrom + next];
            }
        } else if (ownM <= late) {
            late = ownM;
            lateFrom = longs[mFrom + place];
        }
        doubles[u + place] = early >= late ? early : late;
        longs[uFrom + place] = early >= late ? earlyFrom : lateFrom;
        if (past ? nextM <= ownM : nextM < ownM) {
            doubles[m + place] = nextM;
            longs[mFrom + place] = longs[mFrom + next];
        }
    }

    private int wrap(int place) {
        return place < width ? place : place - width;
    }
}
