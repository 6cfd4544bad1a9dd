package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.cep.SettlingState;
import io.chronofabric.state.flink.StateSerializer;
import io.chronofabric.state.flink.VersionedSnapshot;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes what was said of an entity and what waits to be said, version 1. */
public final class SettlingStateSerializer extends StateSerializer<SettlingState> {
    /** The one instance. */
    public static final SettlingStateSerializer INSTANCE = new SettlingStateSerializer();

    private static final long serialVersionUID = 1L;

    private SettlingStateSerializer() {}

    @Override
    public SettlingState createInstance() {
        return new SettlingState();
    }

    @Override
    public SettlingState copy(SettlingState from) {
        return from.copy();
    }

    @Override
    public void serialize(SettlingState state, DataOutputView out) throws IOException {
        state.write(out);
    }

    @Override
    public SettlingState deserialize(DataInputView in) throws IOException {
        return SettlingState.read(in);
    }

    @Override
    public TypeSerializerSnapshot<SettlingState> snapshotConfiguration() {
        return new Snapshot();
    }

    private Object readResolve() {
        return INSTANCE;
    }

    /** The class that savepoints name. */
    public static final class Snapshot extends VersionedSnapshot<SettlingState> {
        /** For Flink. */
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
