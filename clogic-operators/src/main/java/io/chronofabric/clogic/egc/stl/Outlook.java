package io.chronofabric.clogic.egc.stl;

/**
 * What can be said of the lines of a plan at steps to come: bounds of the margin that each will
 * give there. Filled line by line from an entity's arrays, which it does not change.
 *
 * <p>Of the step itself the bounds are as tight as the operands' bounds allow. Of steps between the
 * last seen and that one there is only what holds of a line at every step: those are there only as
 * long as a rule that looks ahead has not answered for the first time.
 */
final class Outlook {
    double[] doubles;
    long[] longs;

    /** How many samples have been seen: the first step to come. */
    long seen;

    /** The step looked at, not before that one. */
    long step;

    /** Bounds at that step. */
    final double[] low;

    final double[] high;

    /** Bounds at any step. */
    final double[] least;

    final double[] most;

    Outlook(int lines) {
        this.low = new double[lines];
        this.high = new double[lines];
        this.least = new double[lines];
        this.most = new double[lines];
    }

    /** Says what a line can give at the step. */
    void set(int line, double lower, double upper) {
        low[line] = lower;
        high[line] = upper;
    }

    /** Says what a line gives at the step. */
    void set(int line, double margin) {
        set(line, margin, margin);
    }

    /** Says what a line can give at any step. */
    void setAlways(int line, double lower, double upper) {
        least[line] = lower;
        most[line] = upper;
    }

    static double smaller(double one, double other) {
        return one <= other ? one : other;
    }

    static double larger(double one, double other) {
        return one >= other ? one : other;
    }
}
