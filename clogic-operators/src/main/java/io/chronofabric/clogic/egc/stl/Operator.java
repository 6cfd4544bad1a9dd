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

    /**
     * Says between which bounds the margin at a step to come is; the same has been said of the
     * operands.
     */
    void foresee(Outlook at, int line, int left, int right);

    /** How many steps before a step the operand's margin counts there. */
    default long lookback() {
        return 0;
    }

    /**
     * Says between which bounds the margin is at any step; the same has been said of the operands.
     */
    default void bound(Outlook at, int line, int left, int right) {
        at.setAlways(line, at.least[left], at.most[left]);
    }

    /** A leaf. */
    record Judge(Predicate leaf, int id) implements Operator {
        @Override
        public void foresee(Outlook at, int line, int left, int right) {
            at.set(line, at.least[line], at.most[line]);
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
        public void foresee(Outlook at, int line, int left, int right) {
            at.set(line, margin);
        }

        @Override
        public void bound(Outlook at, int line, int left, int right) {
            at.setAlways(line, margin, margin);
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
        public void foresee(Outlook at, int line, int left, int right) {
            at.set(line, 0.0 - at.high[left], 0.0 - at.low[left]);
        }

        @Override
        public void bound(Outlook at, int line, int left, int right) {
            at.setAlways(line, 0.0 - at.most[left], 0.0 - at.least[left]);
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
        public void foresee(Outlook at, int line, int left, int right) {
            at.set(line, of(at.low[left], at.low[right]), of(at.high[left], at.high[right]));
        }

        @Override
        public void bound(Outlook at, int line, int left, int right) {
            at.setAlways(
                    line, of(at.least[left], at.least[right]), of(at.most[left], at.most[right]));
        }

        private double of(double left, double right) {
            return takesLeft(left, right) ? left : right;
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
        public void foresee(Outlook at, int line, int left, int right) {
            double least = least(at.low[left], at.high[left], at.low[right], at.high[right]);
            double most = most(at.low[left], at.high[left], at.low[right], at.high[right]);
            at.set(line, opposite ? 0.0 - most : least, opposite ? 0.0 - least : most);
        }

        @Override
        public void bound(Outlook at, int line, int left, int right) {
            double near = least(at.least[left], at.most[left], at.least[right], at.most[right]);
            double far = most(at.least[left], at.most[left], at.least[right], at.most[right]);
            at.setAlways(line, opposite ? 0.0 - far : near, opposite ? 0.0 - near : far);
        }

        /** The smallest distance of two numbers of which each lies within bounds. */
        static double least(double low, double high, double otherLow, double otherHigh) {
            return low > otherHigh || otherLow > high
                    ? Math.min(between(low, otherHigh), between(otherLow, high))
                    : 0.0;
        }

        /** The largest. */
        static double most(double low, double high, double otherLow, double otherHigh) {
            return Math.max(between(high, otherLow), between(otherHigh, low));
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
        public void foresee(Outlook at, int line, int left, int right) {
            if (at.step - start < lag) {
                at.set(line, atEdge);
            } else if (at.step - at.seen < lag) {
                int place = (int) (at.longs[longsAt] + at.step - at.seen) % lag;
                at.set(line, at.doubles[doublesAt + place]);
            } else {
                at.set(line, at.low[left], at.high[left]);
            }
        }

        @Override
        public long lookback() {
            return lag;
        }

        @Override
        public void bound(Outlook at, int line, int left, int right) {
            at.setAlways(
                    line,
                    Outlook.smaller(at.least[left], atEdge),
                    Outlook.larger(at.most[left], atEdge));
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
        public void foresee(Outlook at, int line, int left, int right) {
            if (at.step < start) {
                at.set(line, window.ofNothing());
                return;
            }
            double settled =
                    window.since(at.doubles, at.longs, at.step - start + 1 - window.width());
            double low = window.better(settled, at.low[left]);
            double high = window.better(settled, at.high[left]);
            if (at.step > at.seen && at.step > start && window.width() > 1) {
                low = window.better(low, at.least[left]);
                high = window.better(high, at.most[left]);
            }
            at.set(line, low, high);
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
        public void foresee(Outlook at, int line, int left, int right) {
            double low = at.low[left];
            double high = at.high[left];
            if (at.step > Math.max(at.seen, start)) {
                low = better(low, at.least[left]);
                high = better(high, at.most[left]);
            }
            if (at.seen > start) {
                low = better(low, at.doubles[value]);
                high = better(high, at.doubles[value]);
            }
            at.set(line, low, high);
        }

        private double better(double one, double other) {
            return maximum ? Outlook.larger(one, other) : Outlook.smaller(one, other);
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
        public void foresee(Outlook at, int line, int left, int right) {
            if (at.step < start) {
                at.set(line, Double.NEGATIVE_INFINITY);
            } else {
                window.foresee(at, line, left, right, start);
            }
        }

        @Override
        public void bound(Outlook at, int line, int left, int right) {
            at.setAlways(line, at.least[right], at.most[right]);
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
        public void foresee(Outlook at, int line, int left, int right) {
            double low = Double.NEGATIVE_INFINITY;
            double high = Double.NEGATIVE_INFINITY;
            if (at.seen > start) {
                low = at.doubles[value];
                high = low;
            }
            if (at.step > Math.max(at.seen, start)) {
                // However many, they do no more than one.
                low = then(low, at.least[left], at.least[right]);
                high = then(high, at.most[left], at.most[right]);
            }
            at.set(
                    line,
                    then(low, at.low[left], at.low[right]),
                    then(high, at.high[left], at.high[right]));
        }

        @Override
        public void bound(Outlook at, int line, int left, int right) {
            at.setAlways(line, at.least[right], at.most[right]);
        }

        private static double then(double before, double holds, double ends) {
            return Outlook.larger(Outlook.smaller(before, holds), ends);
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

    /** Leaves its operand's margin where {@link StlState#vacuous} finds it. */
    record Witness() implements Operator {
        @Override
        public void foresee(Outlook at, int line, int left, int right) {
            at.set(line, at.low[left], at.high[left]);
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
            doubles[StlState.WITHOUT_CONSEQUENTS] = left;
            return left;
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
}
