package io.chronofabric.clogic.egc;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import io.chronofabric.time.LogicalTime;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** What events in order cost in memory. */
class HotPathTest {
    private static final String FORMULA = "always[0,10s]((x > 2) -> eventually[0,5s](x <= 2))";
    private static final int EVENTS = 20_000;

    @Test
    void anEventWhoseAnswerSaysNothingNewAllocatesNothing() {
        assertThat(bytesPerEvent(Rules.onChange("r", FORMULA))).isLessThan(8.0);
    }

    @Test
    void anAnswerAllocatesItsVerdictAndLittleElse() {
        // Verdict, decider, id and what the digest needs.
        assertThat(bytesPerEvent(Rules.every("r", FORMULA))).isLessThan(300.0);
    }

    /** Of one event a second, each answered. */
    private static double bytesPerEvent(Rule rule) {
        EntityGovernor governor = new EntityGovernor(Rules.compile(rule), 1_000);
        EntityState state = governor.newState();
        Fields[] values = new Fields[4];
        String[] names = {"x"};
        for (int i = 0; i < values.length; i++) {
            values[i] = Fields.ofSorted(names, new double[] {i});
        }
        Origin origin = new Origin("test", 0, 0);
        Signal[] signals = new Signal[2 * EVENTS];
        for (int i = 0; i < signals.length; i++) {
            LogicalTime time = new LogicalTime((1_000L + i) * 1_000_000_000L, 0, 1);
            signals[i] = new Signal(time, "e", values[i % values.length], origin);
        }
        Counting out = new Counting();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        feed(governor, state, signals, 0, EVENTS, out);
        long before = threads.getCurrentThreadAllocatedBytes();
        feed(governor, state, signals, EVENTS, 2 * EVENTS, out);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(out.answers).isGreaterThan(2 * EVENTS - 50);
        return (double) allocated / EVENTS;
    }

    private static void feed(
            EntityGovernor governor,
            EntityState state,
            Signal[] signals,
            int from,
            int to,
            Counting out) {
        for (int i = from; i < to; i++) {
            long millis = signals[i].time().epochMillis();
            governor.onSignal(state, signals[i], EntityGovernor.limitOf(millis - 1_000), out);
            governor.advance(state, "e", EntityGovernor.limitOf(millis), out);
        }
    }

    private static final class Counting implements GovernanceOutput {
        private int answers;

        @Override
        public void verdict(Verdict verdict) {}

        @Override
        public void decision(Decision decision) {}

        @Override
        public void rejected(Rejected rejected) {
            throw new AssertionError(rejected);
        }

        @Override
        public void duplicate() {}

        @Override
        public void ungoverned() {}

        @Override
        public void unanswered(long moments) {}

        @Override
        public void margin(RuleRef rule, long timeMillis, double robustness) {
            answers++;
        }
    }
}
