package io.chronofabric.clogic.egc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.util.List;
import java.util.Map;

/** One entity with a watermark. */
final class EntityRun {
    private static final Origin ORIGIN = new Origin("test", 0, 0);

    EntityGovernor governor;
    EntityState state;
    final Recorder out = new Recorder();
    long limit;

    EntityRun(Rule... rules) {
        use(rules);
        state = governor.newState();
    }

    /** Goes on under other rules, as after a restart. */
    void use(Rule... rules) {
        governor = new EntityGovernor(Rules.compile(rules), 1000);
    }

    List<Decision.Action> actions() {
        return out.decisions.stream().map(Decision::action).toList();
    }

    void signal(long millis, double x) {
        signal(signalAt(millis, x));
    }

    void signal(Signal signal) {
        governor.onSignal(state, signal, limit, out);
    }

    /** Moves the watermark and wakes the entity as a timer would. */
    void watermark(long millis) {
        limit = Math.max(limit, EntityGovernor.limitOf(millis));
        while (state.wakeMillis() <= millis && state.wakeMillis() != EntityState.NO_WAKE) {
            governor.advance(state, "e", limit, out);
            assertThat(state.wakeMillis()).isGreaterThan(Math.min(millis, EntityState.NO_WAKE - 1));
        }
    }

    void restart() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        state.write(new DataOutputStream(bytes));
        state =
                EntityState.read(
                        state.store().copy(),
                        new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }

    static Signal signalAt(long millis, double x) {
        return signalAt(millis, Map.of("x", x));
    }

    static Signal signalAt(long millis, Map<String, Double> fields) {
        return new Signal(
                new LogicalTime(millis * 1_000_000L, 0, 1), "e", Fields.of(fields), ORIGIN);
    }
}
