package io.chronofabric.clogic.egc;

/**
 * The smallest of the values seen in the last one to two spans of event time: cheap enough to
 * update with every answer, recent enough to watch. One thread writes; others may read a value that
 * is an instant old.
 */
public final class RecentMinimum {
    private final long spanMillis;
    private long span = Long.MIN_VALUE;
    private volatile double previous = Double.POSITIVE_INFINITY;
    private volatile double current = Double.POSITIVE_INFINITY;

    /**
     * @param spanMillis length of a span in milliseconds, at least 1
     */
    public RecentMinimum(long spanMillis) {
        if (spanMillis < 1) {
            throw new IllegalArgumentException("span: " + spanMillis + " ms (expected: >= 1 ms)");
        }
        this.spanMillis = spanMillis;
    }

    /** Takes a value of a moment. Values of moments before the current span count for it. */
    public void add(long timeMillis, double value) {
        long at = Math.floorDiv(timeMillis, spanMillis);
        if (at > span) {
            previous = at == span + 1 ? current : Double.POSITIVE_INFINITY;
            current = value;
            span = at;
        } else if (value < current) {
            current = value;
        }
    }

    /** The smallest recent value; positive infinity before the first. */
    public double value() {
        return Math.min(previous, current);
    }
}
