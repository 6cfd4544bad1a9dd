package io.chronofabric.it.stress.slot;

import io.chronofabric.bus.WhenFull;
import io.chronofabric.bus.slot.SlotBusOptions.Publishers;
import io.chronofabric.bus.slot.SlotPublisher;
import io.chronofabric.bus.slot.SlotSubscription;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two slots hold 1 and 2 while 3 and 4 are written over them; a reader that nobody waits for polls
 * twice. A poll that finds itself lapped skips ahead and hands nothing over.
 */
@JCStressTest
@Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "Polled before the others came.")
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "Lapped after the first poll.")
@Outcome(id = "0, [0234]", expect = Expect.ACCEPTABLE, desc = "Lapped in the first poll.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A frame torn, or out of order.")
@State
public class LappedReaderStress {
    private final StressedSlots slots = new StressedSlots(Publishers.ONE);
    private final SlotPublisher publisher = slots.publisher();
    private final SlotSubscription subscription = slots.subscription(WhenFull.DROP_OLDEST);

    /** Fills both slots. */
    public LappedReaderStress() {
        StressedSlots.publish(publisher, 1);
        StressedSlots.publish(publisher, 2);
    }

    /** Publishes over what is there. */
    @Actor
    public void publisher() {
        StressedSlots.publish(publisher, 3);
        StressedSlots.publish(publisher, 4);
    }

    /** Polls while that goes on. */
    @Actor
    public void reader(II_Result result) {
        result.r1 = StressedSlots.next(subscription);
        result.r2 = StressedSlots.next(subscription);
    }
}
