package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.cep.SequenceState;
import io.chronofabric.state.flink.SampleStoreSerializer;
import io.chronofabric.state.flink.StateSerializer;
import io.chronofabric.state.flink.VersionedSnapshot;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes where the sampling of an entity stands, version 1: its events, then the rest. */
public final class SequenceStateSerializer extends StateSerializer<SequenceState> {
    /** The one instance. */
    public static final SequenceStateSerializer INSTANCE = new SequenceStateSerializer();

    private static final long serialVersionUID = 1L;

    private SequenceStateSerializer() {}

    @Override
    public SequenceState createInstance() {
        return new SequenceState();
    }

    @Override
    public SequenceState copy(SequenceState from) {
        return from.copy();
    }

    @Override
    public void serialize(SequenceState state, DataOutputView out) throws IOException {
        SampleStoreSerializer.INSTANCE.serialize(state.store(), out);
        state.write(out);
    }

    @Override
    public SequenceState deserialize(DataInputView in) throws IOException {
        return SequenceState.read(SampleStoreSerializer.INSTANCE.deserialize(in), in);
    }

    @Override
    public TypeSerializerSnapshot<SequenceState> snapshotConfiguration() {
        return new Snapshot();
    }

    private Object readResolve() {
        return INSTANCE;
    }

    /** The class that savepoints name. */
    public static final class Snapshot extends VersionedSnapshot<SequenceState> {
        /** For Flink. */
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
