package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.pattern.PatternsState;
import io.chronofabric.clogic.egc.pattern.PatternsStateCodec;
import io.chronofabric.state.flink.SampleStoreSerializer;
import io.chronofabric.state.flink.StateSerializer;
import io.chronofabric.state.flink.VersionedSnapshot;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes what is kept of an entity for its patterns, version 1: the events that wait, then what
 * {@link PatternsStateCodec} writes.
 */
public final class PatternsStateSerializer extends StateSerializer<PatternsState> {
    /** The one instance. */
    public static final PatternsStateSerializer INSTANCE = new PatternsStateSerializer();

    private static final long serialVersionUID = 1L;
    private static final int FIRST_BYTES = 256;

    private PatternsStateSerializer() {}

    @Override
    public PatternsState createInstance() {
        return PatternsState.empty(SampleStoreSerializer.INSTANCE.createInstance());
    }

    @Override
    public PatternsState copy(PatternsState from) {
        try {
            DataOutputSerializer bytes = new DataOutputSerializer(FIRST_BYTES);
            PatternsStateCodec.write(from, bytes);
            return PatternsStateCodec.read(
                    from.waiting().copy(), new DataInputDeserializer(bytes.getCopyOfBuffer()));
        } catch (IOException e) {
            throw new IllegalStateException("a state in memory can be written and read", e);
        }
    }

    @Override
    public void serialize(PatternsState state, DataOutputView out) throws IOException {
        SampleStoreSerializer.INSTANCE.serialize(state.waiting(), out);
        PatternsStateCodec.write(state, out);
    }

    @Override
    public PatternsState deserialize(DataInputView in) throws IOException {
        return PatternsStateCodec.read(SampleStoreSerializer.INSTANCE.deserialize(in), in);
    }

    @Override
    public TypeSerializerSnapshot<PatternsState> snapshotConfiguration() {
        return new Snapshot();
    }

    private Object readResolve() {
        return INSTANCE;
    }

    /** The class that savepoints name. */
    public static final class Snapshot extends VersionedSnapshot<PatternsState> {
        /** For Flink. */
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
