package io.chronofabric.clogic.egc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.clogic.egc.flink.EntityStateSerializer;
import io.chronofabric.clogic.egc.flink.RulesStateSerializer;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

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
        state = reread(state);
    }

    /** What is left of a state when both of its parts are written and read. */
    static EntityState reread(EntityState state) throws IOException {
        state.alerts(); // fetches the rules' part
        RulesState apart = state.takeRules();
        DataOutputSerializer entity = new DataOutputSerializer(1_024);
        EntityStateSerializer.INSTANCE.serialize(state, entity);
        EntityState other =
                EntityStateSerializer.INSTANCE.deserialize(
                        new DataInputDeserializer(entity.getCopyOfBuffer()));
        if (apart != null) {
            DataOutputSerializer rules = new DataOutputSerializer(1_024);
            RulesStateSerializer.INSTANCE.serialize(apart, rules);
            RulesState read =
                    RulesStateSerializer.INSTANCE.deserialize(
                            new DataInputDeserializer(rules.getCopyOfBuffer()));
            other.keptApart(() -> read);
        }
        return other;
    }

    static Signal signalAt(long millis, double x) {
        return signalAt(millis, Map.of("x", x));
    }

    static Signal signalAt(long millis, Map<String, Double> fields) {
        return new Signal(
                new LogicalTime(millis * 1_000_000L, 0, 1), "e", Fields.of(fields), ORIGIN);
    }
}
