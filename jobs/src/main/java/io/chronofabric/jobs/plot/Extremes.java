package io.chronofabric.jobs.plot;

/**
 * The least and the largest value in each column of a time axis, so that a trace of any length is
 * drawn in bounded space and no peak of it is lost.
 *
 * @param low the least
 * @param high the largest
 */
record Extremes(double[] low, double[] high) {

    static Extremes of(double[] values, TimeAxis axis) {
        int columns = axis.columns();
        double[] low = new double[columns];
        double[] high = new double[columns];
        for (int column = 0; column < columns; column++) {
            int from = axis.firstOf(column);
            int to = axis.firstOf(column + 1);
            low[column] = values[from];
            high[column] = values[from];
            for (int i = from + 1; i < to; i++) {
                low[column] = Math.min(low[column], values[i]);
                high[column] = Math.max(high[column], values[i]);
            }
        }
        return new Extremes(low, high);
    }

    int columns() {
        return low.length;
    }

    double least() {
        double least = Double.POSITIVE_INFINITY;
        for (double each : low) {
            least = Math.min(least, each);
        }
        return least;
    }

    double largest() {
        double largest = Double.NEGATIVE_INFINITY;
        for (double each : high) {
            largest = Math.max(largest, each);
        }
        return largest;
    }

    /** The largest size that is not infinite; 0 if there is none. */
    double largestFiniteSize() {
        double size = 0;
        for (int i = 0; i < low.length; i++) {
            size = Math.max(size, finiteSize(low[i]));
            size = Math.max(size, finiteSize(high[i]));
        }
        return size;
    }

    private static double finiteSize(double value) {
        return Double.isInfinite(value) ? 0 : Math.abs(value);
    }
}
