package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.EntityState;
import io.chronofabric.clogic.egc.RuleProgress;
import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.flink.SampleStoreSerializer;
import io.chronofabric.state.flink.StateSerializer;
import io.chronofabric.state.flink.VersionedSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes an entity's state, version 1: its events, then how far it is settled, then each rule's
 * progress.
 */
public final class EntityStateSerializer extends StateSerializer<EntityState> {
    /** The one instance. */
    public static final EntityStateSerializer INSTANCE = new EntityStateSerializer();

    private static final long serialVersionUID = 1L;
    private static final int MAX_RULES = 100_000;

    private EntityStateSerializer() {}

    @Override
    public EntityState createInstance() {
        return new EntityState(
                SampleStoreSerializer.INSTANCE.createInstance(),
                List.of(),
                0,
                0,
                EntityState.NO_WAKE);
    }

    @Override
    public EntityState copy(EntityState from) {
        return from.copy();
    }

    @Override
    public void serialize(EntityState state, DataOutputView out) throws IOException {
        SampleStoreSerializer.INSTANCE.serialize(state.store(), out);
        out.writeLong(state.rulesStamp());
        out.writeLong(state.settledNanos());
        out.writeLong(state.wakeMillis());
        out.writeInt(state.rules().size());
        for (RuleProgress progress : state.rules()) {
            progress.write(out);
        }
    }

    @Override
    public EntityState deserialize(DataInputView in) throws IOException {
        SampleStore store = SampleStoreSerializer.INSTANCE.deserialize(in);
        long rulesStamp = in.readLong();
        long settledNanos = in.readLong();
        long wakeMillis = in.readLong();
        int count = in.readInt();
        if (count < 0 || count > MAX_RULES) {
            throw new IOException(
                    "entity state: " + count + " rules (expected: 0 to " + MAX_RULES + ")");
        }
        List<RuleProgress> rules = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rules.add(RuleProgress.read(in));
        }
        return new EntityState(store, rules, rulesStamp, settledNanos, wakeMillis);
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
