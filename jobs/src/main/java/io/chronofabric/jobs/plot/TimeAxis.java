package io.chronofabric.jobs.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * The samples of a trace from left to right. A sample is as wide as a period, since a value is held
 * until the next. Where there are more samples than columns, a column stands for several.
 */
final class TimeAxis {
    /** About one every second unit of the picture's width. */
    static final int MOST_COLUMNS = 620;

    private static final int MOST_TICKS = 8;
    private static final int MOST_LONG_TICKS = 4;
    private static final long SECOND = 1_000_000_000L;
    private static final long DAY = 86_400 * SECOND;

    /** Distances that people count in, in seconds. */
    private static final long[] ROUND_SECONDS = {
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200
    };

    private static final long[] ROUND_DAYS = {1, 2, 7, 14, 28, 91, 365, 3_650, 36_500};

    private final long firstNanos;
    private final long periodNanos;
    private final int length;
    private final double left;
    private final double width;

    /**
     * @param left where the first sample begins
     * @param width from there to the end of the last
     */
    TimeAxis(Subject subject, double left, double width) {
        this.firstNanos = subject.firstNanos();
        this.periodNanos = subject.context().periodNanos();
        this.length = subject.length();
        this.left = left;
        this.width = width;
    }

    /**
     * A marked moment.
     *
     * @param x its place
     * @param label what is written there
     */
    record Tick(double x, String label) {}

    double left() {
        return left;
    }

    double right() {
        return left + width;
    }

    /** Where a sample begins; that after the last is the end of the axis. */
    double x(long sample) {
        return left + width * sample / length;
    }

    /** How many columns there are. */
    int columns() {
        return Math.min(length, MOST_COLUMNS);
    }

    /** The first sample of a column; of the column after the last, the number of samples. */
    int firstOf(int column) {
        return (int) ((long) column * length / columns());
    }

    /** Where a column begins. */
    double xOfColumn(int column) {
        return x(firstOf(column));
    }

    /** Draws the ground of a chart with lines at round moments. */
    void drawGround(Svg svg, double top, double bottom) {
        svg.box("plot", left, top, width, bottom - top);
        for (Tick tick : ticks()) {
            svg.line("grid", tick.x(), top, tick.x(), bottom);
        }
    }

    /** Round moments, a few of them. */
    List<Tick> ticks() {
        double span = (double) periodNanos * length;
        long step = step(span / MOST_TICKS);
        if (step % SECOND != 0) {
            step = step(span / MOST_LONG_TICKS);
        }
        List<Tick> ticks = new ArrayList<>();
        long nanos = Math.floorDiv(firstNanos, step) * step;
        for (int i = 0; i <= MOST_TICKS + 1; i++) {
            double x = left + width * ((nanos - firstNanos) / span);
            if (nanos >= firstNanos && x <= right() + 0.01) {
                ticks.add(new Tick(x, Figures.tick(nanos, step)));
            }
            if (nanos > Long.MAX_VALUE - step) {
                break;
            }
            nanos += step;
        }
        return ticks;
    }

    /** The least round distance that is not below another. */
    private static long step(double least) {
        for (long nanos = 1; nanos < SECOND; nanos *= 10) {
            for (long factor : new long[] {1, 2, 5}) {
                if (nanos * factor >= least) {
                    return nanos * factor;
                }
            }
        }
        for (long seconds : ROUND_SECONDS) {
            if (seconds * SECOND >= least) {
                return seconds * SECOND;
            }
        }
        for (long days : ROUND_DAYS) {
            if (days * DAY >= least) {
                return days * DAY;
            }
        }
        return ROUND_DAYS[ROUND_DAYS.length - 1] * DAY;
    }
}
