package io.chronofabric.jobs.bus;

import io.chronofabric.time.TimeSource;

/** Says when it is time again for something. For one thread. */
final class Ticker {
    private final TimeSource time;
    private final long intervalNanos;
    private long next;

    /** The first time is an interval from now. */
    Ticker(TimeSource time, long intervalNanos) {
        this.time = time;
        this.intervalNanos = intervalNanos;
        this.next = time.monotonicNanos() + intervalNanos;
    }

    /** Whether an interval is over since it last was. */
    boolean isDue() {
        long now = time.monotonicNanos();
        if (now - next < 0) {
            return false;
        }
        next = now + intervalNanos;
        return true;
    }
}
