package io.chronofabric.it.bench.bus;

/**
 * When messages are to be sent: the same for both ends, also in two processes of one host.
 *
 * @param start on the monotonic clock, which all processes of a host share
 * @param interval nanoseconds from one to the next
 * @param windows how many windows of {@value #WINDOW_NANOS} ns
 */
record Schedule(long start, long interval, int windows) {
    /** Half a millisecond. */
    static final long WINDOW_NANOS = 500_000;

    /** A thread that has not looked at the clock for so long was held up. */
    static final long STALL_NANOS = 5_000;

    /** What was held up is made good within this, and the time that it was held up. */
    private static final long AFTERMATH_NANOS = 50_000;

    int perWindow() {
        return (int) (WINDOW_NANOS / interval);
    }

    int messages() {
        return windows * perWindow();
    }

    long due(int index) {
        return start + index * interval;
    }

    /** Marks the windows that a stall touches. */
    void mark(boolean[] stalled, long from, long to) {
        int first = (int) Math.max(0, (from - start) / WINDOW_NANOS);
        long over = to + (to - from) + AFTERMATH_NANOS;
        long last = Math.min(windows - 1L, (over - start) / WINDOW_NANOS);
        for (int window = first; window <= last; window++) {
            stalled[window] = true;
        }
    }
}
