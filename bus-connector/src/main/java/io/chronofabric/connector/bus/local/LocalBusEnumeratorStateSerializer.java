package io.chronofabric.connector.bus.local;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Version 1: the number of splits, then each with its length and its own version in front. */
final class LocalBusEnumeratorStateSerializer
        implements SimpleVersionedSerializer<LocalBusEnumeratorState> {
    static final LocalBusEnumeratorStateSerializer INSTANCE =
            new LocalBusEnumeratorStateSerializer();

    private static final int VERSION = 1;
    private static final int TYPICAL_BYTES = 64;

    private LocalBusEnumeratorStateSerializer() {}

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(LocalBusEnumeratorState state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(TYPICAL_BYTES);
        out.writeInt(state.unassigned().size());
        for (LocalBusSplit split : state.unassigned()) {
            SimpleVersionedSerialization.writeVersionAndSerialize(
                    LocalBusSplitSerializer.INSTANCE, split, out);
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public LocalBusEnumeratorState deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    "bus enumerator state version: " + version + " (expected: " + VERSION + ")");
        }
        DataInputDeserializer in = new DataInputDeserializer(serialized);
        int count = in.readInt();
        List<LocalBusSplit> unassigned = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            unassigned.add(
                    SimpleVersionedSerialization.readVersionAndDeSerialize(
                            LocalBusSplitSerializer.INSTANCE, in));
        }
        return new LocalBusEnumeratorState(unassigned);
    }
}
