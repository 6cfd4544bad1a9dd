package io.chronofabric.it.stress.racy;

import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** A publish while the reader falls asleep, as in the test of the real bus, without its fence. */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "It is awake.")
@Outcome(expect = Expect.FORBIDDEN, desc = "It sleeps beside a packet.")
@State
public class RacySleepWakeStress {
    private final RacyWaiter place = new RacyWaiter();
    private CompletableFuture<Void> available;

    /** Makes the place. */
    public RacySleepWakeStress() {}

    /** Publishes. */
    @Actor
    public void publisher() {
        place.publish(10);
    }

    /** Falls asleep. */
    @Actor
    public void consumer() {
        available = place.available();
    }

    /** Looks whether it would wake. */
    @Arbiter
    public void afterwards(Z_Result result) {
        result.r1 = available.isDone();
    }
}
