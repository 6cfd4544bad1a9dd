package io.chronofabric.clogic.egc.stl;

/**
 * One step of a plan: reads the registers of its operands and its own part of an entity's arrays,
 * writes its own register, all at fixed places. A register is a margin among the doubles and where
 * it comes from among the longs. Immutable.
 */
abstract class Instruction {

    /** The sample from which on its operands have values. */
    final long start;

    final int value;
    final int provenance;

    /** An instruction that writes the register of a stream. */
    Instruction(long start, Stream result) {
        this.start = start;
        this.value = result.value();
        this.provenance = result.provenance();
    }

    /** Runs at a sample, from {@link #start} on, once at each. */
    abstract void run(double[] doubles, long[] longs, double[] sample, long index);

    /**
     * A sequence of margins, one a sample, that an instruction produces.
     *
     * @param id unlike that of any other stream of the plan
     * @param value place of its margin among the doubles
     * @param provenance place of where it comes from among the longs
     * @param delay how many samples later than its moment a margin is produced
     * @param past how many samples back of its moment a margin can depend on
     */
    record Stream(int id, int value, int provenance, long delay, long past) {}

    /** A leaf. */
    static final class Judge extends Instruction {
        private final Predicate predicate;
        private final int id;

        Judge(Stream result, Predicate predicate, int id) {
            super(0, result);
            this.predicate = predicate;
            this.id = id;
        }

        @Override
        void run(double[] doubles, long[] longs, double[] sample, long index) {
            doubles[value] = predicate.margin(sample);
            longs[provenance] = Provenance.of(id, index);
        }
    }

    /** True or false. */
    static final class Constant extends Instruction {
        private final double margin;

        Constant(Stream result, double margin) {
            super(0, result);
            this.margin = margin;
        }

        @Override
        void run(double[] doubles, long[] longs, double[] sample, long index) {
            doubles[value] = margin;
            longs[provenance] = Provenance.NONE;
        }
    }

    /** Negation. */
    static final class Negate extends Instruction {
        private final Stream operand;

        Negate(Stream result, Stream operand) {
            super(operand.delay(), result);
            this.operand = operand;
        }

        @Override
        void run(double[] doubles, long[] longs, double[] sample, long index) {
            // Subtracted, since -x would make a negative zero.
            doubles[value] = 0.0 - doubles[operand.value()];
            longs[provenance] = longs[operand.provenance()];
        }
    }

    /** The smaller or the larger of two; the left one if they are equal. */
    static final class Select extends Instruction {
        private final boolean maximum;
        private final Stream left;
        private final Stream right;

        Select(Stream result, boolean maximum, Stream left, Stream right) {
            super(left.delay(), result);
            this.maximum = maximum;
            this.left = left;
            this.right = right;
        }

        @Override
        void run(double[] doubles, long[] longs, double[] sample, long index) {
            double first = doubles[left.value()];
            double second = doubles[right.value()];
            boolean keepsFirst = maximum ? first >= second : first <= second;
            doubles[value] = keepsFirst ? first : second;
            longs[provenance] = longs[(keepsFirst ? left : right).provenance()];
        }
    }

    /**
     * The distance of two margins (xor) or its opposite (iff). It comes from neither alone; named
     * is the one nearer to zero, which is the first to change the answer.
     */
    static final class Distance extends Instruction {
        private final boolean opposite;
        private final Stream left;
        private final Stream right;

        Distance(Stream result, boolean opposite, Stream left, Stream right) {
            super(left.delay(), result);
            this.opposite = opposite;
            this.left = left;
            this.right = right;
        }

        @Override
        void run(double[] doubles, long[] longs, double[] sample, long index) {
            double first = doubles[left.value()];
            double second = doubles[right.value()];
            double distance = between(first, second);
            doubles[value] = opposite ? 0.0 - distance : distance;
            boolean firstNearer = Math.abs(first) <= Math.abs(second);
            longs[provenance] = longs[(firstNearer ? left : right).provenance()];
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
     *  doubles: margin[lag]     longs: next, provenance[lag]
     * </pre>
     */
    static final class Lag extends Instruction {
        private final Stream operand;
        private final int lag;
        private final double atEdge;
        private final int margins;
        private final int next;
        private final int provenances;

        Lag(Stream result, Stream operand, int lag, double atEdge, int doublesAt, int longsAt) {
            super(operand.delay(), result);
            this.operand = operand;
            this.lag = lag;
            this.atEdge = atEdge;
            this.margins = doublesAt;
            this.next = longsAt;
            this.provenances = longsAt + 1;
        }

        @Override
        void run(double[] doubles, long[] longs, double[] sample, long index) {
            int place = (int) longs[next];
            boolean beforeStart = index - start < lag;
            doubles[value] = beforeStart ? atEdge : doubles[margins + place];
            longs[provenance] = beforeStart ? Provenance.NONE : longs[provenances + place];
            doubles[margins + place] = doubles[operand.value()];
            longs[provenances + place] = longs[operand.provenance()];
            longs[next] = place + 1 < lag ? place + 1 : 0;
        }
    }

    /** The extremum of the last values, once a number of samples at the start is skipped. */
    static final class Window extends Instruction {
        private final Stream operand;
        private final SlidingExtremum window;
        private final long skip;
        private final double ofNothing;

        Window(Stream result, Stream operand, SlidingExtremum window, long skip, double ofNothing) {
            super(operand.delay(), result);
            this.operand = operand;
            this.window = window;
            this.skip = skip;
            this.ofNothing = ofNothing;
        }

        @Override
        void run(double[] doubles, long[] longs, double[] sample, long index) {
            if (index - start < skip) {
                doubles[value] = ofNothing;
                longs[provenance] = Provenance.NONE;
                return;
            }
            window.push(
                    doubles, longs, index, doubles[operand.value()], longs[operand.provenance()]);
            doubles[value] = window.value(doubles, longs);
            longs[provenance] = window.provenance(longs);
        }
    }

    /** The extremum of all values so far; of equal ones the earliest. */
    static final class Running extends Instruction {
        private final Stream operand;
        private final boolean maximum;

        Running(Stream result, Stream operand, boolean maximum) {
            super(operand.delay(), result);
            this.operand = operand;
            this.maximum = maximum;
        }

        @Override
        void run(double[] doubles, long[] longs, double[] sample, long index) {
            double incoming = doubles[operand.value()];
            double kept = doubles[value];
            if (index == start || (maximum ? incoming > kept : incoming < kept)) {
                doubles[value] = incoming;
                longs[provenance] = longs[operand.provenance()];
            }
        }
    }

    /** Until or since over a window, once a number of samples at the start is skipped. */
    static final class ReachWindow extends Instruction {
        private final Stream left;
        private final Stream right;
        private final SlidingReach window;
        private final long skip;

        ReachWindow(Stream result, Stream left, Stream right, SlidingReach window, long skip) {
            super(left.delay(), result);
            this.left = left;
            this.right = right;
            this.window = window;
            this.skip = skip;
        }

        @Override
        void run(double[] doubles, long[] longs, double[] sample, long index) {
            if (index - start < skip) {
                doubles[value] = Double.NEGATIVE_INFINITY;
                longs[provenance] = Provenance.NONE;
                return;
            }
            window.push(
                    doubles,
                    longs,
                    doubles[left.value()],
                    longs[left.provenance()],
                    doubles[right.value()],
                    longs[right.provenance()]);
            window.result(doubles, longs, value, provenance);
        }
    }

    /** Since without a window: s(t) = max(min(s(t-1), left(t)), right(t)). */
    static final class SinceStart extends Instruction {
        private final Stream left;
        private final Stream right;

        SinceStart(Stream result, Stream left, Stream right) {
            super(left.delay(), result);
            this.left = left;
            this.right = right;
        }

        @Override
        void run(double[] doubles, long[] longs, double[] sample, long index) {
            if (index > start && doubles[left.value()] <= doubles[value]) {
                doubles[value] = doubles[left.value()];
                longs[provenance] = longs[left.provenance()];
            }
            if (index == start || doubles[right.value()] > doubles[value]) {
                doubles[value] = doubles[right.value()];
                longs[provenance] = longs[right.provenance()];
            }
        }
    }
}
