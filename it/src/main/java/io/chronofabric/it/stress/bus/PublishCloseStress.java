package io.chronofabric.it.stress.bus;

import io.chronofabric.bus.BusException;
import io.chronofabric.bus.PhaseCoherenceBus;
import io.chronofabric.bus.Subscription;
import io.chronofabric.bus.WhenFull;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** A publish, the end of the stream, and a reader that asks whether there will be more. */
@JCStressTest
@Outcome(id = "true, false, 1", expect = Expect.ACCEPTABLE, desc = "Published before the end.")
@Outcome(
        id = {"false, false, 0", "false, true, 0"},
        expect = Expect.ACCEPTABLE,
        desc = "The end was first, and the publisher was told.")
@Outcome(
        id = {"false, false, 1", "false, true, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "The end came during the publish; the publisher was told that nobody may see it.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A success that a reader misses.")
@State
public class PublishCloseStress {
    private final PhaseCoherenceBus<Integer> bus = Buses.bus();
    private final Subscription<Integer> reader = Buses.reader(bus, WhenFull.BLOCK);

    /** Makes the bus. */
    public PublishCloseStress() {}

    /** Publishes; true if it was not told of the end. */
    @Actor
    public void publisher(ZZI_Result result) {
        try {
            bus.publish(10);
            result.r1 = true;
        } catch (BusException closed) {
            result.r1 = false;
        }
    }

    /** Ends the stream. */
    @Actor
    public void end() {
        bus.close();
    }

    /** Stops reading if there will be no more. */
    @Actor
    public void consumer(ZZI_Result result) {
        result.r2 = reader.isEnded();
    }

    /** Reads what is there. */
    @Arbiter
    public void afterwards(ZZI_Result result) {
        result.r3 = reader.drain(packet -> {}, 10);
    }
}
