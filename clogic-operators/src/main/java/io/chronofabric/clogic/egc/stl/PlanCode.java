package io.chronofabric.clogic.egc.stl;

import java.util.List;

/** What a plan does with a sample. Thread-safe. */
interface PlanCode {

    /** Most operators that are made into one method; beyond, the virtual machine compiles none. */
    int MAX_COMPILED = 120;

    /**
     * Takes a sample through all operators. Where the margin comes from is left in the longs.
     *
     * @return the margin of the root
     */
    double step(double[] doubles, long[] longs, double[] sample, long index);

    /** In place of an operand that there is not. */
    int NONE = -1;

    /**
     * An operator and what it operates on.
     *
     * @param operator what is done
     * @param left which operator before it gives the first operand, or {@link #NONE}
     * @param right which gives the second, or {@link #NONE}
     */
    record Line(Operator operator, int left, int right) {}

    /** How many words of each array a program needs for itself. */
    static int registers(int lines) {
        return lines > MAX_COMPILED ? lines : 0;
    }

    /**
     * The code of a program.
     *
     * @param root the line whose margin is the answer
     * @param doublesAt place of its registers among the doubles
     * @param longsAt place of its registers among the longs
     */
    static PlanCode of(List<Line> program, int root, int doublesAt, int longsAt) {
        return program.size() > MAX_COMPILED
                ? new Interpreted(program, root, doublesAt, longsAt)
                : PlanClass.of(program, root);
    }

    /** Goes from line to line, with the results of each in the entity's arrays. */
    final class Interpreted implements PlanCode {
        private final Line[] program;
        private final int root;
        private final int doublesAt;
        private final int longsAt;

        Interpreted(List<Line> program, int root, int doublesAt, int longsAt) {
            this.program = program.toArray(Line[]::new);
            this.root = root;
            this.doublesAt = doublesAt;
            this.longsAt = longsAt;
        }

        @Override
        public double step(double[] doubles, long[] longs, double[] sample, long index) {
            int place = 0;
            for (Line line : program) {
                double left = line.left < 0 ? 0.0 : doubles[doublesAt + line.left];
                double right = line.right < 0 ? 0.0 : doubles[doublesAt + line.right];
                long leftFrom = line.left < 0 ? 0L : longs[longsAt + line.left];
                long rightFrom = line.right < 0 ? 0L : longs[longsAt + line.right];
                doubles[doublesAt + place] =
                        line.operator.step(
                                doubles, longs, sample, index, left, leftFrom, right, rightFrom);
                longs[longsAt + place] =
                        line.operator.origin(longs, index, left, leftFrom, right, rightFrom);
                place++;
            }
            longs[StlState.DECIDED_BY] = longs[longsAt + root];
            return doubles[doublesAt + root];
        }
    }
}
