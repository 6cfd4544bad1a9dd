package io.chronofabric.jobs.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * Values from bottom to top. Works for values whose distance is beyond a double.
 *
 * @param low value at the bottom
 * @param high value at the top, larger
 * @param top place of the top, above the bottom
 * @param bottom place of the bottom
 */
record ValueAxis(double low, double high, double top, double bottom) {
    private static final int MOST_TICKS = 4;
    private static final double MARGIN = 0.06;

    /** An axis that holds two values and some room beyond them; both finite. */
    static ValueAxis around(double least, double largest, double top, double bottom) {
        double half = largest / 2 - least / 2;
        double room = half > 0 ? half * 2 * MARGIN : Math.max(Math.abs(largest) / 10, 1);
        return new ValueAxis(
                Math.max(-Double.MAX_VALUE, least - room),
                Math.min(Double.MAX_VALUE, largest + room),
                top,
                bottom);
    }

    /** Where a value is; one beyond the axis is at its end. */
    double y(double value) {
        double share = (value / 2 - low / 2) / (high / 2 - low / 2);
        return bottom - (bottom - top) * Math.max(0, Math.min(1, share));
    }

    /** Round values, a few of them, from bottom to top. */
    List<Double> ticks() {
        double least = (high / 2 - low / 2) * 2 / MOST_TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        List<Double> ticks = new ArrayList<>();
        if (!(power > 0) || Double.isInfinite(least)) {
            return ticks;
        }
        double step = 10 * power;
        for (double factor : new double[] {5, 2, 1}) {
            if (factor * power >= least) {
                step = factor * power;
            }
        }
        double first = Math.ceil(low / step);
        for (int i = 0; i <= MOST_TICKS; i++) {
            double value = (first + i) * step;
            if (value >= low && value <= high && !ticks.contains(value)) {
                ticks.add(value + 0.0);
            }
        }
        return ticks;
    }
}
