package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.RulesState;
import io.chronofabric.state.flink.StateSerializer;
import io.chronofabric.state.flink.VersionedSnapshot;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes what an entity's rules know of it, version 1: the alerts, then each rule's progress. */
public final class RulesStateSerializer extends StateSerializer<RulesState> {
    /** The one instance. */
    public static final RulesStateSerializer INSTANCE = new RulesStateSerializer();

    private static final long serialVersionUID = 1L;

    private RulesStateSerializer() {}

    @Override
    public RulesState createInstance() {
        return new RulesState();
    }

    @Override
    public RulesState copy(RulesState from) {
        return from.copy();
    }

    @Override
    public void serialize(RulesState state, DataOutputView out) throws IOException {
        state.write(out);
    }

    @Override
    public RulesState deserialize(DataInputView in) throws IOException {
        return RulesState.read(in);
    }

    @Override
    public TypeSerializerSnapshot<RulesState> snapshotConfiguration() {
        return new Snapshot();
    }

    private Object readResolve() {
        return INSTANCE;
    }

    /** The class that savepoints name. */
    public static final class Snapshot extends VersionedSnapshot<RulesState> {
        /** For Flink. */
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
