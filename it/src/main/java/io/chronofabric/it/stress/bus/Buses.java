package io.chronofabric.it.stress.bus;

import io.chronofabric.bus.PhaseCoherenceBus;
import io.chronofabric.bus.Subscription;
import io.chronofabric.bus.SubscriptionOptions;
import io.chronofabric.bus.WhenFull;
import io.chronofabric.core.NodeId;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.TimeSource;

/** The small buses that the tests race on. */
final class Buses {
    private Buses() {}

    static PhaseCoherenceBus<Integer> bus() {
        return new PhaseCoherenceBus<>(
                "stress",
                Integer.class,
                new HybridLogicalClock(TimeSource.system(), new NodeId(1)),
                TimeSource.system());
    }

    static Subscription<Integer> reader(PhaseCoherenceBus<Integer> bus, WhenFull whenFull) {
        return bus.subscribe(new SubscriptionOptions("reader", 2, whenFull));
    }
}
