package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.EntityState;
import io.chronofabric.state.flink.SampleStoreSerializer;
import io.chronofabric.state.flink.StateSerializer;
import io.chronofabric.state.flink.VersionedSnapshot;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes an entity's state, version 1: its events, then how far it is settled, then what its rules
 * know, unless that is kept apart and written by {@link RulesStateSerializer}.
 */
public final class EntityStateSerializer extends StateSerializer<EntityState> {
    /** The one instance. */
    public static final EntityStateSerializer INSTANCE = new EntityStateSerializer();

    private static final long serialVersionUID = 1L;

    private EntityStateSerializer() {}

    @Override
    public EntityState createInstance() {
        return new EntityState(SampleStoreSerializer.INSTANCE.createInstance());
    }

    @Override
    public EntityState copy(EntityState from) {
        return from.copy();
    }

    @Override
    public void serialize(EntityState state, DataOutputView out) throws IOException {
        SampleStoreSerializer.INSTANCE.serialize(state.store(), out);
        state.write(out);
    }

    @Override
    public EntityState deserialize(DataInputView in) throws IOException {
        return EntityState.read(SampleStoreSerializer.INSTANCE.deserialize(in), in);
    }

    @Override
    public TypeSerializerSnapshot<EntityState> snapshotConfiguration() {
        return new Snapshot();
    }

    private Object readResolve() {
        return INSTANCE;
    }

    /** The class that savepoints name. */
    public static final class Snapshot extends VersionedSnapshot<EntityState> {
        /** For Flink. */
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
