package io.chronofabric.connector.bus;

import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Version 1: archive, markers as modified UTF-8, recording, from, to, epoch. */
final class BusCommittableSerializer implements SimpleVersionedSerializer<BusCommittable> {
    static final BusCommittableSerializer INSTANCE = new BusCommittableSerializer();

    private static final int VERSION = 1;
    private static final int TYPICAL_BYTES = 64;

    private BusCommittableSerializer() {}

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(BusCommittable committable) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(TYPICAL_BYTES);
        out.writeLong(committable.archiveId());
        out.writeUTF(committable.markers());
        out.writeLong(committable.recording());
        out.writeLong(committable.from());
        out.writeLong(committable.to());
        out.writeLong(committable.epoch());
        return out.getCopyOfBuffer();
    }

    @Override
    public BusCommittable deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException(
                    "bus committable version: " + version + " (expected: " + VERSION + ")");
        }
        DataInputDeserializer in = new DataInputDeserializer(serialized);
        return new BusCommittable(
                in.readLong(),
                in.readUTF(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong());
    }
}
