package io.chronofabric.time.queue;

import io.chronofabric.core.Priority;

/**
 * How much earlier than its time an element counts, by priority. An element of time {@code t} is
 * placed at {@code t - head start}, once and for all. So an urgent element passes everything that
 * is at most its head start older, and nothing starves: an element of time {@code t} is passed only
 * by elements dated before {@code t + criticalNanos}, however many urgent ones keep coming.
 *
 * <p>Priority first, time second would let a stream of urgent elements hold back the rest for ever;
 * time first, priority second would make priority a tie-break that never decides, since hybrid
 * logical times differ by the nanosecond.
 *
 * @param normalNanos head start of {@link Priority#NORMAL} over {@link Priority#LOW}, in
 *     nanoseconds
 * @param highNanos of {@link Priority#HIGH}, not less
 * @param criticalNanos of {@link Priority#CRITICAL}, not less, at most {@link #MAX_NANOS}
 */
public record HeadStarts(long normalNanos, long highNanos, long criticalNanos) {
    /** The longest head start: an hour. It is also the longest that anything can be held back. */
    public static final long MAX_NANOS = 3_600_000_000_000L;

    /** Time alone decides. */
    public static final HeadStarts NONE = new HeadStarts(0, 0, 0);

    /** 10 ms, 100 ms and 1 s. */
    public static final HeadStarts DEFAULT =
            new HeadStarts(10_000_000L, 100_000_000L, 1_000_000_000L);

    /**
     * Checks the order and the limit.
     *
     * @throws IllegalArgumentException if one of them does not hold
     */
    public HeadStarts {
        if (normalNanos < 0
                || highNanos < normalNanos
                || criticalNanos < highNanos
                || criticalNanos > MAX_NANOS) {
            throw new IllegalArgumentException(
                    "head starts: "
                            + normalNanos
                            + ", "
                            + highNanos
                            + ", "
                            + criticalNanos
                            + " ns (expected: 0 <= normal <= high <= critical <= "
                            + MAX_NANOS
                            + " ns)");
        }
    }

    /** The head start of a priority, in nanoseconds. */
    public long nanosOf(Priority priority) {
        return switch (priority) {
            case LOW -> 0;
            case NORMAL -> normalNanos;
            case HIGH -> highNanos;
            case CRITICAL -> criticalNanos;
        };
    }
}
