package io.chronofabric.connector.bus;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Version 1: the number of splits, then each with its length and its own version in front. */
final class BusEnumeratorStateSerializer implements SimpleVersionedSerializer<BusEnumeratorState> {
    static final BusEnumeratorStateSerializer INSTANCE = new BusEnumeratorStateSerializer();

    private static final int VERSION = 1;
    private static final int TYPICAL_BYTES = 64;

    private BusEnumeratorStateSerializer() {}

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(BusEnumeratorState state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(TYPICAL_BYTES);
        out.writeInt(state.unassigned().size());
        for (BusSplit split : state.unassigned()) {
            SimpleVersionedSerialization.writeVersionAndSerialize(
                    BusSplitSerializer.INSTANCE, split, out);
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public BusEnumeratorState deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    "bus enumerator state version: " + version + " (expected: " + VERSION + ")");
        }
        DataInputDeserializer in = new DataInputDeserializer(serialized);
        int count = in.readInt();
        List<BusSplit> unassigned = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            unassigned.add(
                    SimpleVersionedSerialization.readVersionAndDeSerialize(
                            BusSplitSerializer.INSTANCE, in));
        }
        return new BusEnumeratorState(unassigned);
    }
}
