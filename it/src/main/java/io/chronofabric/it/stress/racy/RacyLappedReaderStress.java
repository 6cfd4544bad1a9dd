package io.chronofabric.it.stress.racy;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A slot holds 1 while 2 is written over it, as in the test of the real one; one reads. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "Read before the second came.")
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "Lapped.")
@Outcome(expect = Expect.FORBIDDEN, desc = "The second, or a torn frame, taken for the first.")
@State
public class RacyLappedReaderStress {
    private final RacySlot slot = new RacySlot();

    /** Fills the slot. */
    public RacyLappedReaderStress() {
        slot.write(1, 1);
    }

    /** Overwrites it. */
    @Actor
    public void publisher() {
        slot.write(2, 2);
    }

    /** Reads. */
    @Actor
    public void reader(I_Result result) {
        result.r1 = slot.read(1);
    }
}
