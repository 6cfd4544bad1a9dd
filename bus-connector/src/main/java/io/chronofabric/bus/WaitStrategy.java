package io.chronofabric.bus;

import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;

/** How a subscriber's thread waits while there is nothing to poll. */
public enum WaitStrategy {
    /** It looks all the time: the least latency, and a core of its own. */
    SPIN,
    /** It looks all the time and lets other threads have the core. */
    YIELD,
    /** It looks, yields, and then sleeps from 1 µs up to 1 ms between two looks. */
    PARK,
    /** It sleeps until a publisher wakes it: the least work, and a wake-up's latency. */
    FUTURE;

    private static final int SPINS = 32;
    private static final int YIELDS = 32;
    private static final long MIN_PARK_NANOS = 1_000;
    private static final long MAX_PARK_NANOS = 1_000_000;

    /** What waits between two looks; that of {@link #FUTURE} is for where there is no future. */
    IdleStrategy idle() {
        return switch (this) {
            case SPIN -> BusySpinIdleStrategy.INSTANCE;
            case YIELD -> YieldingIdleStrategy.INSTANCE;
            case PARK, FUTURE -> parking();
        };
    }

    /** Spins, then yields, then parks longer and longer. */
    static IdleStrategy parking() {
        return new BackoffIdleStrategy(SPINS, YIELDS, MIN_PARK_NANOS, MAX_PARK_NANOS);
    }
}
