package io.chronofabric.it.stress.bus;

import io.chronofabric.bus.BusStatistics;
import io.chronofabric.bus.PhaseCoherenceBus;
import io.chronofabric.bus.Subscription;
import io.chronofabric.bus.WhenFull;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** Two publishers while the only subscriber leaves: each packet is counted once. */
@JCStressTest
@Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "Each packet has one fate.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A packet without a fate, or with two.")
@State
public class PublishLeaveStress {
    private final PhaseCoherenceBus<Integer> bus = Buses.bus();
    private final Subscription<Integer> reader = Buses.reader(bus, WhenFull.DROP_NEWEST);

    /** Makes the bus. */
    public PublishLeaveStress() {}

    /** Publishes. */
    @Actor
    public void first() {
        bus.tryPublish(10);
    }

    /** Publishes too. */
    @Actor
    public void second() {
        bus.publish(20);
    }

    /** Leaves. */
    @Actor
    public void leaver() {
        reader.close();
    }

    /** Looks at the books. */
    @Arbiter
    public void afterwards(JJ_Result result) {
        BusStatistics statistics = bus.statistics();
        result.r1 = statistics.published();
        result.r2 = statistics.offered() + statistics.unheard();
    }
}
