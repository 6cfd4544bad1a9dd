package io.chronofabric.connector.bus.local;

import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Version 1: bus name as modified UTF-8, then whether an earlier reader had the split. */
final class LocalBusSplitSerializer implements SimpleVersionedSerializer<LocalBusSplit> {
    static final LocalBusSplitSerializer INSTANCE = new LocalBusSplitSerializer();

    private static final int VERSION = 1;
    private static final int TYPICAL_BYTES = 64;

    private LocalBusSplitSerializer() {}

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(LocalBusSplit split) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(TYPICAL_BYTES);
        out.writeUTF(split.bus());
        out.writeBoolean(split.resumed());
        return out.getCopyOfBuffer();
    }

    @Override
    public LocalBusSplit deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException("bus split version: " + version + " (expected: " + VERSION + ")");
        }
        DataInputDeserializer in = new DataInputDeserializer(serialized);
        return new LocalBusSplit(in.readUTF(), in.readBoolean());
    }
}
