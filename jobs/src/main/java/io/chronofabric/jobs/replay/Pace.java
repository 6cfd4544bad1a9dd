package io.chronofabric.jobs.replay;

import io.chronofabric.jobs.config.Speed;
import io.chronofabric.time.TimeSource;

/** When a row is due: its event time, mapped onto the clock from the first row on. */
final class Pace {
    private static final double NANOS_PER_MILLI = 1e6;

    private final Speed speed;
    private final TimeSource clock;
    private boolean started;
    private long firstMillis;
    private long firstNanos;

    Pace(Speed speed, TimeSource clock) {
        this.speed = speed;
        this.clock = clock;
    }

    /** Nanoseconds until a row of that event time is due; 0 or less if it is. */
    long nanosUntil(long eventMillis) {
        if (speed.isMax()) {
            return 0;
        }
        long now = clock.monotonicNanos();
        if (!started) {
            started = true;
            firstMillis = eventMillis;
            firstNanos = now;
        }
        double sinceFirst = (eventMillis - firstMillis) * NANOS_PER_MILLI / speed.factor();
        // A cast of a double saturates, so a far date waits for long instead of wrapping round.
        return (long) sinceFirst - (now - firstNanos);
    }
}
