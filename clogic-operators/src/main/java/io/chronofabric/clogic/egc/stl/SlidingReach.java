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
 * <p>Both stacks lie in one array of {@code width} places, written from the first to the last and
 * then from the first again: the places written since then are the back, and those after them, of
 * the time before, the front. So the back is turned just when the last place has been written.
 *
 * <p>An object of this class only knows where in an entity's flat arrays that lies:
 *
 * <pre>
 *  doubles: backM, backU, (m, u)[width]
 *  longs:   place, backM's source, backU's, the result's,
 *           sources of m and u[width], origin of left[width], of right[width]
 * </pre>
 *
 * <p>A source is the place of the sample that a sum comes from, with {@link #RIGHT} if it was the
 * right operand; the origin of what stood there is looked up only for a result. There are no
 * origins where both operands are margins of predicates: those follow from the place.
 *
 * <p>Immutable, thread-safe as long as each pair of arrays is used by one thread.
 *
 * @param past whether this is since, and not until
 * @param withOrigins whether origins are kept
 * @param width how many samples the window holds, at least 1
 * @param doublesAt where its part of the doubles begins
 * @param longsAt where its part of the longs begins
 */
record SlidingReach(boolean past, boolean withOrigins, int width, int doublesAt, int longsAt) {

    private static final int DOUBLES_BEFORE_PLACES = 2;
    private static final int LONGS_BEFORE_PLACES = 4;

    private static final long RIGHT = 1L << 31;
    private static final int PLACE = Integer.MAX_VALUE;
    private static final long FROM_U = 0xffffffffL;
    private static final long FROM_M = ~FROM_U;

    /** How many doubles a window of that width needs. */
    static long doubles(long width) {
        return StlPlan.saturatedSum(DOUBLES_BEFORE_PLACES, StlPlan.saturatedSum(width, width));
    }

    /** How many longs a window of that width needs. */
    static long longs(long width, boolean withOrigins) {
        long origins = withOrigins ? StlPlan.saturatedSum(width, width) : 0;
        return StlPlan.saturatedSum(LONGS_BEFORE_PLACES, StlPlan.saturatedSum(width, origins));
    }

    /**
     * Takes the next sample's margins of the left and the right operand.
     *
     * @param position 0 at the first sample, then always one more
     * @return the operator's margin
     */
    double push(
            double[] doubles,
            long[] longs,
            long position,
            double left,
            long leftFrom,
            double right,
            long rightFrom) {
        int place = (int) longs[longsAt];
        if (place == 0 || place == width - 1 || position < width) {
            return pushAtEnds(doubles, longs, position, place, left, leftFrom, right, rightFrom);
        }
        int at = doublesAt + DOUBLES_BEFORE_PLACES + 2 * place;
        double frontM = doubles[at + 2];
        double frontU = doubles[at + 3];
        doubles[at] = left;
        doubles[at + 1] = right;
        longs[longsAt] = place + 1;
        if (withOrigins) {
            longs[longsAt + LONGS_BEFORE_PLACES + width + place] = leftFrom;
            longs[longsAt + LONGS_BEFORE_PLACES + 2 * width + place] = rightFrom;
        }
        long sources = longs[longsAt + LONGS_BEFORE_PLACES + place + 1];
        if (past) {
            appendPast(doubles, longs, place, left, right);
            return combinedPast(doubles, longs, frontU, sources);
        }
        appendFuture(doubles, longs, place, left, right);
        return combinedFuture(doubles, longs, frontM, frontU, sources);
    }

    /** The same where there is no back, or no front, or not yet a front. */
    private double pushAtEnds(
            double[] doubles,
            long[] longs,
            long position,
            int place,
            double left,
            long leftFrom,
            double right,
            long rightFrom) {
        boolean last = place == width - 1;
        longs[longsAt] = last ? 0 : place + 1;
        if (place == 0) {
            doubles[doublesAt] = left;
            doubles[doublesAt + 1] = right;
            longs[longsAt + 1] = 0;
            longs[longsAt + 2] = RIGHT;
        } else if (past) {
            appendPast(doubles, longs, place, left, right);
        } else {
            appendFuture(doubles, longs, place, left, right);
        }
        int at = doublesAt + DOUBLES_BEFORE_PLACES + 2 * place;
        doubles[at] = left;
        doubles[at + 1] = right;
        if (withOrigins) {
            longs[longsAt + LONGS_BEFORE_PLACES + width + place] = leftFrom;
            longs[longsAt + LONGS_BEFORE_PLACES + 2 * width + place] = rightFrom;
        }
        if (last || position < width) {
            longs[longsAt + 3] = longs[longsAt + 2];
            if (last) {
                turn(doubles, longs);
            }
            return doubles[doublesAt + 1];
        }
        long sources = longs[longsAt + LONGS_BEFORE_PLACES + place + 1];
        return past
                ? combinedPast(doubles, longs, doubles[at + 3], sources)
                : combinedFuture(doubles, longs, doubles[at + 2], doubles[at + 3], sources);
    }

    /** Where the operator's last margin comes from; the margins must have come with origins. */
    long origin(long[] longs) {
        int source = (int) longs[longsAt + 3];
        int origins = longsAt + LONGS_BEFORE_PLACES + (source < 0 ? 2 * width : width);
        return longs[origins + (source & PLACE)];
    }

    /** Where it comes from if the operands' margins are those of predicates at the same samples. */
    long origin(long[] longs, long index, int left, int right) {
        int source = (int) longs[longsAt + 3];
        int age = (int) longs[longsAt] - 1 - (source & PLACE);
        return Provenance.of(source < 0 ? right : left, index - (age < 0 ? age + width : age));
    }

    /**
     * Says between which bounds the margin at a step to come is.
     *
     * @param start the step of position 0
     */
    void foresee(Outlook at, int line, int left, int right, long start) {
        double[] doubles = at.doubles;
        int place = (int) at.longs[longsAt];
        long count = Math.max(0, at.seen - start);
        long from = Math.max(0, at.step - start + 1 - width);
        // What is not there as a sum counts as not seen.
        boolean inFront = count >= width && from < count - place;
        boolean allOfBack = place > 0 && from <= count - place;
        boolean unseen = at.step > Math.max(at.seen, start + from);
        boolean lost = from < count && !inFront && !allOfBack;
        double lowM = at.low[left];
        double lowU = at.low[right];
        double highM = at.high[left];
        double highU = at.high[right];
        if (unseen || lost) {
            // However many, their sum is that of one.
            lowU = sumU(at.least[left], at.least[right], lowM, lowU);
            lowM = Math.min(at.least[left], lowM);
            highU = sumU(at.most[left], at.most[right], highM, highU);
            highM = Math.min(at.most[left], highM);
        }
        if (allOfBack || inFront && place > 0) {
            lowU = sumU(doubles[doublesAt], doubles[doublesAt + 1], lowM, lowU);
            lowM = Math.min(doubles[doublesAt], lowM);
            highU = sumU(doubles[doublesAt], doubles[doublesAt + 1], highM, highU);
            highM = Math.min(doubles[doublesAt], highM);
        }
        if (inFront) {
            int m = doublesAt + DOUBLES_BEFORE_PLACES + 2 * (int) (from % width);
            lowU = sumU(doubles[m], doubles[m + 1], lowM, lowU);
            highU = sumU(doubles[m], doubles[m + 1], highM, highU);
        }
        at.set(line, lowU, highU);
    }

    /** The u of the sum of two blocks. */
    private double sumU(double earlyM, double earlyU, double lateM, double lateU) {
        return past
                ? Math.max(Math.min(earlyU, lateM), lateU)
                : Math.max(earlyU, Math.min(earlyM, lateU));
    }

    /** Back sum + sample. */
    private void appendFuture(
            double[] doubles, long[] longs, int place, double left, double right) {
        double sumM = doubles[doublesAt];
        boolean cut = sumM <= right;
        double late = cut ? sumM : right;
        if (late > doubles[doublesAt + 1]) {
            doubles[doublesAt + 1] = late;
            longs[longsAt + 2] = cut ? longs[longsAt + 1] : place | RIGHT;
        }
        if (left < sumM) {
            doubles[doublesAt] = left;
            longs[longsAt + 1] = place;
        }
    }

    private void appendPast(double[] doubles, long[] longs, int place, double left, double right) {
        double sumU = doubles[doublesAt + 1];
        boolean cut = left <= sumU;
        double early = cut ? left : sumU;
        if (right > early) {
            doubles[doublesAt + 1] = right;
            longs[longsAt + 2] = place | RIGHT;
        } else if (cut) {
            doubles[doublesAt + 1] = left;
            longs[longsAt + 2] = place;
        }
        if (left <= doubles[doublesAt]) {
            doubles[doublesAt] = left;
            longs[longsAt + 1] = place;
        }
    }

    /** Front sum + back sum. */
    private double combinedFuture(
            double[] doubles, long[] longs, double frontM, double frontU, long sources) {
        double sumU = doubles[doublesAt + 1];
        boolean cut = frontM <= sumU;
        double late = cut ? frontM : sumU;
        if (frontU >= late) {
            longs[longsAt + 3] = sources;
            return frontU;
        }
        longs[longsAt + 3] = cut ? sources >>> Integer.SIZE : longs[longsAt + 2];
        return late;
    }

    private double combinedPast(double[] doubles, long[] longs, double frontU, long sources) {
        double sumM = doubles[doublesAt];
        double late = doubles[doublesAt + 1];
        boolean cut = sumM <= frontU;
        double early = cut ? sumM : frontU;
        if (early >= late) {
            longs[longsAt + 3] = cut ? longs[longsAt + 1] : sources;
            return early;
        }
        longs[longsAt + 3] = longs[longsAt + 2];
        return late;
    }

    /** Makes the back, which has all places, the front: each sums up itself and all later ones. */
    private void turn(double[] doubles, long[] longs) {
        if (past) {
            turnPast(doubles, longs);
        } else {
            turnFuture(doubles, longs);
        }
    }

    private void turnFuture(double[] doubles, long[] longs) {
        int m = doublesAt + DOUBLES_BEFORE_PLACES;
        int sources = longsAt + LONGS_BEFORE_PLACES;
        int last = width - 1;
        double sumM = doubles[m + 2 * last];
        double sumU = doubles[m + 2 * last + 1];
        long source = (long) last << Integer.SIZE | last | RIGHT;
        longs[sources + last] = source;
        // The first place is written before it is next looked at.
        for (int place = last - 1; place > 0; place--) {
            double left = doubles[m + 2 * place];
            double right = doubles[m + 2 * place + 1];
            if (left <= sumU) {
                sumU = left;
                source = source & FROM_M | place;
            }
            if (right >= sumU) {
                sumU = right;
                source = source & FROM_M | place | RIGHT;
            }
            if (left <= sumM) {
                sumM = left;
                source = source & FROM_U | (long) place << Integer.SIZE;
            }
            doubles[m + 2 * place] = sumM;
            doubles[m + 2 * place + 1] = sumU;
            longs[sources + place] = source;
        }
    }

    private void turnPast(double[] doubles, long[] longs) {
        int m = doublesAt + DOUBLES_BEFORE_PLACES;
        int sources = longsAt + LONGS_BEFORE_PLACES;
        int last = width - 1;
        double sumM = doubles[m + 2 * last];
        double sumU = doubles[m + 2 * last + 1];
        long source = (long) last << Integer.SIZE | last | RIGHT;
        longs[sources + last] = source;
        for (int place = last - 1; place > 0; place--) {
            double left = doubles[m + 2 * place];
            double right = doubles[m + 2 * place + 1];
            boolean cut = sumM <= right;
            double early = cut ? sumM : right;
            if (early >= sumU) {
                sumU = early;
                source = source & FROM_M | (cut ? source >>> Integer.SIZE : place | RIGHT);
            }
            if (left < sumM) {
                sumM = left;
                source = source & FROM_U | (long) place << Integer.SIZE;
            }
            doubles[m + 2 * place] = sumM;
            doubles[m + 2 * place + 1] = sumU;
            longs[sources + place] = source;
        }
    }
}
