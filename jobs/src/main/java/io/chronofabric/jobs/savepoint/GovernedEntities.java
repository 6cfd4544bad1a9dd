package io.chronofabric.jobs.savepoint;

import io.chronofabric.clogic.egc.EntityState;
import io.chronofabric.clogic.egc.RulesState;
import io.chronofabric.clogic.egc.flink.EntityStateSerializer;
import io.chronofabric.clogic.egc.flink.RulesStateSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.state.api.functions.KeyedStateReaderFunction;

/** Reads the governing operator's state, an entity at a time. */
abstract class GovernedEntities<OUT> extends KeyedStateReaderFunction<String, OUT> {
    private static final long serialVersionUID = 1L;

    private transient ValueState<EntityState> states;
    private transient ValueState<RulesState> rulesStates;

    @Override
    public final void open(OpenContext context) {
        states =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>(
                                        "entity", EntityStateSerializer.INSTANCE));
        rulesStates =
                getRuntimeContext()
                        .getState(
                                new ValueStateDescriptor<>("rules", RulesStateSerializer.INSTANCE));
    }

    /** The state of the entity whose turn it is, or null. */
    final EntityState state() throws IOException {
        EntityState state = states.value();
        if (state != null) {
            state.keptApart(this::apart);
        }
        return state;
    }

    private RulesState apart() {
        try {
            RulesState kept = rulesStates.value();
            return kept == null ? new RulesState() : kept;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes of the part that is read with every event. */
    static long bytesOf(EntityState state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(256);
        EntityStateSerializer.INSTANCE.serialize(state, out);
        return out.length();
    }

    /** Bytes of what is kept apart; 0 if nothing is. */
    final long bytesApart() throws IOException {
        RulesState kept = rulesStates.value();
        if (kept == null) {
            return 0;
        }
        DataOutputSerializer out = new DataOutputSerializer(256);
        RulesStateSerializer.INSTANCE.serialize(kept, out);
        return out.length();
    }
}
