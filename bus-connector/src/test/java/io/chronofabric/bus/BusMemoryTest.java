package io.chronofabric.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Subscribers that come and go, and those that misbehave, leave nothing behind. */
@Timeout(300)
class BusMemoryTest {
    private static final long MAX_GROWTH = 16L << 20;

    @Test
    void aMillionSubscriptionsThatCameAndWentLeaveMemoryFlat() {
        PhaseCoherenceBus<String> bus = TestBuses.strings();
        cycles(bus, 10_000);
        long before = usedHeap();

        for (int round = 0; round < 10; round++) {
            cycles(bus, 100_000);
            // In the end one leaked object of 24 bytes a cycle would be over the bound.
            assertThat(usedHeap() - before).isLessThan(MAX_GROWTH);
        }
        assertThat(bus.activeSubscriptions()).isEmpty();
        BusStatistics statistics = bus.statistics();
        assertThat(statistics.subscriptions()).isEmpty();
        assertThat(statistics.offered() + statistics.unheard()).isEqualTo(statistics.published());
    }

    /** Every kind of subscription in turn; every sixteenth gets a packet that it does not read. */
    private static void cycles(PhaseCoherenceBus<String> bus, int count) {
        SubscriptionOptions plain = new SubscriptionOptions("reader", 2, WhenFull.FAIL);
        List<SubscriptionOptions> kinds =
                List.of(
                        plain,
                        plain.withWhenFull(WhenFull.DROP_OLDEST),
                        plain.withLanes(),
                        plain.withDependencies(DependencyRule.of(DependencyRule.Answer.HOLD)));
        for (int i = 0; i < count; i++) {
            try (Subscription<String> reader = bus.subscribe(kinds.get(i % kinds.size()))) {
                if (i % 16 == 0) {
                    reader.available();
                    bus.publish("left behind");
                }
            }
        }
    }

    @Test
    void acknowledgementsThatNeverComeLeaveNothingBehind() {
        PhaseCoherenceBus<String> bus = TestBuses.strings();
        for (int i = 0; i < 10_000; i++) {
            try (Subscription<String> dead = bus.subscribe(SubscriptionOptions.named("dead"))) {
                assertThat(dead.isEnded()).isFalse();
                bus.publishAcknowledged("x");
            }
        }

        assertThat(bus.acknowledgements()).isEqualTo(new AcknowledgementStatistics(0, 10_000, 0));
        bus.close();
    }

    private static long usedHeap() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            memory.gc();
            least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
