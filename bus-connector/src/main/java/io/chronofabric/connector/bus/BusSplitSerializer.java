package io.chronofabric.connector.bus;

import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Version 1: bus name as modified UTF-8, then whether an earlier reader had the split. */
final class BusSplitSerializer implements SimpleVersionedSerializer<BusSplit> {
    static final BusSplitSerializer INSTANCE = new BusSplitSerializer();

    private static final int VERSION = 1;
    private static final int TYPICAL_BYTES = 64;

    private BusSplitSerializer() {}

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(BusSplit split) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(TYPICAL_BYTES);
        out.writeUTF(split.bus());
        out.writeBoolean(split.resumed());
        return out.getCopyOfBuffer();
    }

    @Override
    public BusSplit deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException("bus split version: " + version + " (expected: " + VERSION + ")");
        }
        DataInputDeserializer in = new DataInputDeserializer(serialized);
        return new BusSplit(in.readUTF(), in.readBoolean());
    }
}
