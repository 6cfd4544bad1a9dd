package io.chronofabric.bus;

import io.chronofabric.core.NodeId;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What several tests of the bus need. */
final class TestBuses {
    private TestBuses() {}

    static HybridLogicalClock clock() {
        return new HybridLogicalClock(TimeSource.system(), new NodeId(7));
    }

    static <T> PhaseCoherenceBus<T> bus(String name, Class<T> type, Duration publishTimeout) {
        BusSettings settings = BusSettings.DEFAULTS.withPublishTimeout(publishTimeout);
        return new PhaseCoherenceBus<>(name, type, clock(), TimeSource.system(), settings);
    }

    /** A bus whose publishers give up soon, and always within the test. */
    static PhaseCoherenceBus<String> strings() {
        return bus("strings", String.class, Duration.ofMillis(20));
    }

    /** A bus that lives in a time of the test's own. */
    static PhaseCoherenceBus<String> timed(TimeSource time, BusSettings settings) {
        HybridLogicalClock clock = new HybridLogicalClock(time, new NodeId(7));
        return new PhaseCoherenceBus<>("timed", String.class, clock, time, settings);
    }

    static SubscriptionOptions four(String name, WhenFull whenFull) {
        return new SubscriptionOptions(name, 4, whenFull);
    }

    static <T> List<T> payloads(Subscription<T> subscription) {
        List<T> result = new ArrayList<>();
        subscription.drain(packet -> result.add(packet.payload()), Integer.MAX_VALUE);
        return result;
    }

    /** The seed of a randomized test: {@code -Dseed=…}, or one made from the clock. */
    static long seed() {
        String given = System.getProperty("seed", "");
        return given.isEmpty() ? TimeSource.system().monotonicNanos() : Long.parseLong(given);
    }
}
