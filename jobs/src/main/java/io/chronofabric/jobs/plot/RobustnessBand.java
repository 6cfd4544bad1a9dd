package io.chronofabric.jobs.plot;

/**
 * A robustness over time: what is above zero stands on the line, what is below hangs from it and is
 * hatched. The size that is drawn in full is the band's own.
 */
final class RobustnessBand {
    /** So much is seen of any value, so that no breach is lost by its smallness. */
    private static final double LEAST = 1.5;

    private final Extremes extremes;
    private final TimeAxis axis;
    private final double middle;
    private final double reach;
    private final double full;

    /**
     * @param top where the band begins
     * @param height of the whole band
     */
    RobustnessBand(Extremes extremes, TimeAxis axis, double top, double height) {
        this.extremes = extremes;
        this.axis = axis;
        this.middle = top + height / 2;
        this.reach = height / 2;
        this.full = extremes.largestFiniteSize();
    }

    /** The size that is drawn in full, infinite if nothing is finite but zeros. */
    double full() {
        boolean isInfinite = full == 0 && (extremes.largest() > 0 || extremes.least() < 0);
        return isInfinite ? Double.POSITIVE_INFINITY : full;
    }

    /** Where a robustness is. */
    double y(double robustness) {
        if (robustness == 0) {
            return middle;
        }
        double share = Double.isInfinite(robustness) ? 1 : Math.abs(robustness) / full;
        double size = Math.max(LEAST, reach * Math.min(1, share));
        return middle - Math.copySign(size, robustness);
    }

    void draw(Svg svg) {
        if (extremes.largest() > 0) {
            area(svg, "holds", extremes.high(), 1);
        }
        if (extremes.least() < 0) {
            area(svg, "broken", extremes.low(), -1);
        }
        infinite(svg, extremes.high(), Double.POSITIVE_INFINITY);
        infinite(svg, extremes.low(), Double.NEGATIVE_INFINITY);
        svg.line("zero", axis.left(), middle, axis.right(), middle);
    }

    private void area(Svg svg, String kind, double[] values, int side) {
        String area =
                Outline.between(
                        axis,
                        column -> side * values[column] > 0 ? y(values[column]) : middle,
                        column -> middle);
        svg.leaf("path", "class", kind, "d", area);
    }

    /** An edge along what has no size. */
    private void infinite(Svg svg, double[] values, double infinity) {
        int columns = extremes.columns();
        for (int column = 0; column < columns; column++) {
            int from = column;
            while (column < columns && values[column] == infinity) {
                column++;
            }
            if (column > from) {
                double x = column == columns ? axis.right() : axis.xOfColumn(column);
                svg.line("infinite", axis.xOfColumn(from), y(infinity), x, y(infinity));
            }
        }
    }
}
