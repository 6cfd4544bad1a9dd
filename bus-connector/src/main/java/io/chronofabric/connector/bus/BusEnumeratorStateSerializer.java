package io.chronofabric.connector.bus;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Version 1: whether all was discovered, the count of known ids and the ids, the count of splits
 * and each with its length and version in front.
 */
final class BusEnumeratorStateSerializer implements SimpleVersionedSerializer<BusEnumeratorState> {
    static final BusEnumeratorStateSerializer INSTANCE = new BusEnumeratorStateSerializer();

    private static final int VERSION = 1;
    private static final int TYPICAL_BYTES = 256;

    private BusEnumeratorStateSerializer() {}

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(BusEnumeratorState state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(TYPICAL_BYTES);
        out.writeBoolean(state.discovered());
        out.writeInt(state.known().size());
        for (String id : state.known()) {
            out.writeUTF(id);
        }
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
        boolean discovered = in.readBoolean();
        Set<String> known = new HashSet<>();
        int ids = in.readInt();
        for (int i = 0; i < ids; i++) {
            known.add(in.readUTF());
        }
        List<BusSplit> unassigned = new ArrayList<>();
        int splits = in.readInt();
        for (int i = 0; i < splits; i++) {
            unassigned.add(
                    SimpleVersionedSerialization.readVersionAndDeSerialize(
                            BusSplitSerializer.INSTANCE, in));
        }
        return new BusEnumeratorState(known, unassigned, discovered);
    }
}
