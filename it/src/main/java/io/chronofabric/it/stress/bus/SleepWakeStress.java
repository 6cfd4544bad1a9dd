package io.chronofabric.it.stress.bus;

import io.chronofabric.bus.PhaseCoherenceBus;
import io.chronofabric.bus.Subscription;
import io.chronofabric.bus.WhenFull;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** A publish while the reader falls asleep: its future is complete in the end. */
@JCStressTest
@Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "It is awake, and the packet there.")
@Outcome(expect = Expect.FORBIDDEN, desc = "It sleeps beside a packet.")
@State
public class SleepWakeStress {
    private final PhaseCoherenceBus<Integer> bus = Buses.bus();
    private final Subscription<Integer> reader = Buses.reader(bus, WhenFull.BLOCK);
    private CompletableFuture<Void> available;

    /** Makes the bus. */
    public SleepWakeStress() {}

    /** Publishes. */
    @Actor
    public void publisher() {
        bus.tryPublish(10);
    }

    /** Falls asleep. */
    @Actor
    public void consumer() {
        available = reader.available();
    }

    /** Looks whether it would wake. */
    @Arbiter
    public void afterwards(ZI_Result result) {
        result.r1 = available.isDone();
        result.r2 = reader.pending();
    }
}
