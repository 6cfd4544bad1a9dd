package io.chronofabric.operators.deadline;

/**
 * Predictions of the last one to two spans of event time, together. One thread writes; others may
 * read what is an instant old.
 */
public final class RecentPredictions {
    private record Span(long number, long waiting, long misses, long worstNanos) {
        static final Span EMPTY = new Span(Long.MIN_VALUE, 0, 0, 0);

        Span with(MissPrediction prediction) {
            return new Span(
                    number,
                    waiting + prediction.waiting(),
                    misses + prediction.misses(),
                    Math.max(worstNanos, prediction.worstLateNanos()));
        }
    }

    private record Spans(Span previous, Span current) {}

    private final long spanMillis;
    private volatile Spans spans = new Spans(Span.EMPTY, Span.EMPTY);

    /**
     * @param spanMillis length of a span in milliseconds, at least 1
     */
    public RecentPredictions(long spanMillis) {
        if (spanMillis < 1) {
            throw new IllegalArgumentException("span: " + spanMillis + " ms (expected: >= 1 ms)");
        }
        this.spanMillis = spanMillis;
    }

    /** Takes a prediction made at a time; one before the current span counts for it. */
    public void add(long millis, MissPrediction prediction) {
        long number = Math.floorDiv(millis, spanMillis);
        Spans seen = spans;
        if (number > seen.current().number()) {
            boolean follows = number == seen.current().number() + 1;
            seen = new Spans(follows ? seen.current() : Span.EMPTY, new Span(number, 0, 0, 0));
        }
        spans = new Spans(seen.previous(), seen.current().with(prediction));
    }

    /** The share of the events looked at that will be missed, 0 to 1; 0 before the first. */
    public double share() {
        Spans seen = spans;
        long waiting = seen.previous().waiting() + seen.current().waiting();
        long misses = seen.previous().misses() + seen.current().misses();
        return waiting == 0 ? 0 : (double) misses / waiting;
    }

    /** How late the worst will be, seconds. */
    public double worstLateSeconds() {
        Spans seen = spans;
        return Math.max(seen.previous().worstNanos(), seen.current().worstNanos()) / 1e9;
    }
}
