package io.chronofabric.clogic.egc.stl;

/**
 * What is done with the margins of one or two parts of a formula at a sample: keeps what it needs
 * at fixed places of an entity's arrays, and gives its own margin and where that comes from. Before
 * all its operands have values, what it gives means nothing.
 *
 * <p>All are records, and small: see {@link PlanClass}.
 */
sealed interface Operator {

    /**
     * The margin at a sample. To be called at each, once and in order.
     *
     * @param doubles the entity's
     * @param longs the entity's
     * @param sample values of the signals
     * @param index of the sample, from 0
     * @param left margin of the first operand, if there is one
     * @param leftFrom where it comes from
     * @param right margin of the second operand, if there is one
     * @param rightFrom where it comes from
     */
    double step(
            double[] doubles,
            long[] longs,
            double[] sample,
            long index,
            double left,
            long leftFrom,
            double right,
            long rightFrom);

    /** Where the margin that was just given comes from. */
    long origin(long[] longs, long index, double left, long leftFrom, double right, long rightFrom);

    /** A leaf. */
    record Judge(Predicate leaf, int id) implements Operator {
        @Override
        public double step(
                double[] doubles,
                long[] longs,
                double[] sample,
                long index,
                double left,
                long leftFrom,
                double right,
                long rightFrom) {
            return leaf.margin(sample);
        }

        @Override
        public long origin(
                long[] longs,
                long index,
                double left,
                long leftFrom,
                double right,
                long rightFrom) {
            return Provenance.of(id, index);
        }
    }

    /** True or false. */
    record Constant(double margin) implements Operator {
        @Override
        public double step(
                double[] doubles,
                long[] longs,
                double[] sample,
                long index,
                double left,
                long leftFrom,
                double right,
                long rightFrom) {
            return margin;
        }

        @Override
        public long origin(
                long[] longs,
                long index,
                double left,
                long leftFrom,
                double right,
                long rightFrom) {
            return Provenance.NONE;
        }
    }

    /** Negation. */
    record Negate() implements Operator {
        @Override
        public double step(
                double[] doubles,
                long[] longs,
                double[] sample,
                long index,
                double left,
                long leftFrom,
                double right,
                long rightFrom) {
            // Subtracted, since -x would make a negative zero.
            return 0.0 - left;
        }

        @Override
        public long origin(
                long[] longs,
                long index,
                double left,
                long leftFrom,
                double right,
                long rightFrom) {
            return leftFrom;
        }
    }

    /** The smaller or the larger of two; the left one if they are equal. */
    record Select(boolean maximum) implements Operator {
        @Override
        public double step(
                double[] doubles,
                long[] longs,
                double[] sample,
                long index,
                double left,
                long leftFrom,
                double right,
                long rightFrom) {
            return takesLeft(left, right) ? left : right;
        }

        @Override
        public long origin(
                long[] longs,
                long index,
                double left,
                long leftFrom,
                double right,
                long rightFrom) {
            return takesLeft(left, right) ? leftFrom : rightFrom;
        }

        private boolean takesLeft(double left, double right) {
            return maximum ? left >= right : left <= right;
        }
    }

    /**
     * The distance of two margins (xor) or its opposite (iff). It comes from neither alone; named
     * is the one nearer to zero, which is the first to change the answer.
     */
    record Distance(boolean opposite) implements Operator {
        @Override
        public double step(
                double[] doubles,
                long[] longs,
                double[] sample,
                long index,
                double left,
                long leftFrom,
                double right,
                long rightFrom) {
            double distance = between(left, right);
            return opposite ? 0.0 - distance : distance;
        }

        @Override
        public long origin(
                long[] longs,
                long index,
                double left,
                long leftFrom,
                double right,
                long rightFrom) {
            return Math.abs(left) <= Math.abs(right) ? leftFrom : rightFrom;
        }

        /** Equal infinities have distance 0, and not NaN. */
        static double between(double first, double second) {
            return first == second ? 0.0 : Math.abs(first - second);
        }
    }

    /**
     * What its operand was some samples ago, and a given margin where that is before the start.
     *
     * <pre>
     *  doubles: margin[lag]     longs: next, from, origin[lag]
     * </pre>
     *
     * <p>Origins of a predicate's margins are not kept: they follow from the index.
     *
     * @param start the sample from which on the operand has values
     * @param predicate whose margins the operand's are, or -1 if not of one at the same sample
     */
    record Lag(long start, int lag, double atEdge, int predicate, int doublesAt, int longsAt)
            implements Operator {

        static long longs(int predicate, long lag) {
            return predicate < 0 ? StlPlan.saturatedSum(2, lag) : 1;
        }

        @Override
        public double step(
                double[] doubles,
                long[] longs,
                double[] sample,
                long index,
                double left,
                long leftFrom,
                double right,
                long rightFrom) {
            if (index < start) {
                return atEdge;
            }
            int place = (int) longs[longsAt];
            longs[longsAt] = place + 1 < lag ? place + 1 : 0;
            double margin = doubles[doublesAt + place];
            doubles[doublesAt + place] = left;
            if (predicate < 0) {
                longs[longsAt + 1] = longs[longsAt + 2 + place];
                longs[longsAt + 2 + place] = leftFrom;
            }
            return index - start < lag ? atEdge : margin;
        }

        @Override
        public long origin(
                long[] longs,
                long index,
                double left,
                long leftFrom,
                double right,
                long rightFrom) {
            if (index - start < lag) {
                return Provenance.NONE;
            }
            return predicate < 0 ? longs[longsAt + 1] : Provenance.of(predicate, index - lag);
        }
    }

    /**
     * The extremum of the last values, once a number of samples at the start is skipped.
     *
     * @param start the first sample that is not skipped
     * @param predicate whose margins the operand's are, or -1 if not of one at the same sample
     */
    record Window(long start, int predicate, SlidingExtremum window) implements Operator {
        @Override
        public double step(
                double[] doubles,
                long[] longs,
                double[] sample,
                long index,
                double left,
                long leftFrom,
                double right,
                long rightFrom) {
            return index < start
                    ? window.ofNothing()
                    : window.push(doubles, longs, index - start, left, leftFrom);
        }

        @Override
        public long origin(
                long[] longs,
                long index,
                double left,
                long leftFrom,
                double right,
                long rightFrom) {
            if (index < start) {
                return Provenance.NONE;
            }
            return predicate < 0
                    ? window.origin(longs)
                    : Provenance.of(predicate, start + window.position(longs));
        }
    }

    /**
     * The extremum of all values so far; of equal ones the earliest.
     *
     * @param start the sample from which on the operand has values
     */
    record Running(boolean maximum, long start, int value, int from) implements Operator {
        @Override
        public double step(
                double[] doubles,
                long[] longs,
                double[] sample,
                long index,
                double left,
                long leftFrom,
                double right,
                long rightFrom) {
            double kept = doubles[value];
            if (index <= start || (maximum ? left > kept : left < kept)) {
                doubles[value] = left;
                longs[from] = leftFrom;
                return left;
            }
            return kept;
        }

        @Override
        public long origin(
                long[] longs,
                long index,
                double left,
                long leftFrom,
                double right,
                long rightFrom) {
            return longs[from];
        }
    }

    /**
     * Until or since over a window, once a number of samples at the start is skipped.
     *
     * @param start the first sample that is not skipped
     * @param leftPredicate whose margins the left operand's are; not used if origins are kept
     * @param rightPredicate whose the right operand's are
     */
    record Reach(long start, int leftPredicate, int rightPredicate, SlidingReach window)
            implements Operator {
        @Override
        public double step(
                double[] doubles,
                long[] longs,
                double[] sample,
                long index,
                double left,
                long leftFrom,
                double right,
                long rightFrom) {
            return index < start
                    ? Double.NEGATIVE_INFINITY
                    : window.push(doubles, longs, index - start, left, leftFrom, right, rightFrom);
        }

        @Override
        public long origin(
                long[] longs,
                long index,
                double left,
                long leftFrom,
                double right,
                long rightFrom) {
            if (index < start) {
                return Provenance.NONE;
            }
            return window.withOrigins()
                    ? window.origin(longs)
                    : window.origin(longs, index, leftPredicate, rightPredicate);
        }
    }

    /**
     * Since without a window: s(t) = max(min(s(t-1), left(t)), right(t)).
     *
     * @param start the sample from which on the operands have values
     */
    record SinceStart(long start, int value, int from) implements Operator {
        @Override
        public double step(
                double[] doubles,
                long[] longs,
                double[] sample,
                long index,
                double left,
                long leftFrom,
                double right,
                long rightFrom) {
            double margin = doubles[value];
            if (index > start && left <= margin) {
                margin = left;
                longs[from] = leftFrom;
            }
            if (index <= start || right > margin) {
                margin = right;
                longs[from] = rightFrom;
            }
            doubles[value] = margin;
            return margin;
        }

        @Override
        public long origin(
                long[] longs,
                long index,
                double left,
                long leftFrom,
                double right,
                long rightFrom) {
            return longs[from];
        }
    }
}
