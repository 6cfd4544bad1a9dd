package io.chronofabric.time.clock;

/**
 * A source, and whether it is trusted. The first reading decides at once; from then on it takes
 * several in a row to lose trust or to win it back, read at growing distances from the first doubt
 * on. For one thread.
 */
final class TrackedSource {
    /** Intervals without a relapse after which earlier ones are forgotten. */
    private static final int STEADY_INTERVALS = 30;

    private static final int MOST_DOUBLINGS = 6;

    private final ClockSource source;
    private final ClockSettings settings;
    private final long intervalNanos;
    private ClockReading last;
    private ClockReading lastGood;
    private boolean asked;
    private boolean trusted;
    private int goodInARow;
    private int badInARow;
    private int relapses;
    private long failures;
    private long trustedSince;
    private long delay;
    private long due;

    TrackedSource(ClockSource source, ClockSettings settings, long now) {
        this.source = source;
        this.settings = settings;
        this.intervalNanos = settings.healthInterval().toNanos();
        this.due = now;
        this.last = ClockReading.unbounded(ClockReading.State.UNAVAILABLE, now, "not asked so far");
        this.lastGood = last;
    }

    String name() {
        return source.name();
    }

    boolean isTrusted() {
        return trusted;
    }

    /** Whether good readings are being counted. */
    boolean isComingBack() {
        return goodInARow > 0;
    }

    boolean isDue(long now) {
        return now - due >= 0;
    }

    long due() {
        return due;
    }

    void ask(long now) {
        try {
            last = source.read();
        } catch (RuntimeException e) {
            last = ClockReading.unbounded(ClockReading.State.UNAVAILABLE, now, "failed: " + e);
        }
        if (last.isBounded()) {
            good(now);
        } else {
            bad(now);
        }
        asked = true;
    }

    private void good(long now) {
        lastGood = last;
        badInARow = 0;
        goodInARow = Math.min(goodInARow + 1, Integer.MAX_VALUE - 1);
        if (!trusted && (!asked || goodInARow >= goodNeeded())) {
            trusted = true;
            trustedSince = now;
        }
        if (trusted) {
            if (now - trustedSince >= STEADY_INTERVALS * intervalNanos) {
                relapses = 0;
            }
            settle(now);
        } else {
            soon(now);
        }
    }

    private void bad(long now) {
        goodInARow = 0;
        if (!trusted) {
            settle(now);
            return;
        }
        failures++;
        badInARow++;
        if (badInARow >= settings.failuresToFailOver()) {
            trusted = false;
            relapses = Math.min(relapses + 1, MOST_DOUBLINGS + 1);
            settle(now);
        } else {
            soon(now);
        }
    }

    /** Takes trust away without a fault of the source's: what it said is of another time. */
    void forget(long now, boolean wait) {
        trusted = false;
        goodInARow = 0;
        badInARow = 0;
        lastGood = last;
        asked = true;
        if (wait) {
            soon(now);
        } else {
            delay = 0;
            due = now;
        }
    }

    /**
     * What it says of now: its last reading, or the one before it if the last could not be made,
     * which says nothing of the clock.
     */
    ClockReading reading() {
        return last.state() == ClockReading.State.UNAVAILABLE ? lastGood : last;
    }

    ClockStanding.Source standing() {
        return new ClockStanding.Source(
                source.name(), source.kind(), trusted, last, goodInARow, goodNeeded(), failures);
    }

    String why() {
        return last.why();
    }

    void close() {
        source.close();
    }

    private int goodNeeded() {
        int doublings = Math.min(MOST_DOUBLINGS, Math.max(0, relapses - 1));
        return settings.readingsToTrust() << doublings;
    }

    private void settle(long now) {
        delay = 0;
        due = now + intervalNanos;
    }

    private void soon(long now) {
        delay = Math.min(intervalNanos, delay == 0 ? settings.firstRetry().toNanos() : 2 * delay);
        due = now + delay;
    }
}
