package io.chronofabric.connector.bus;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Version 1: archive, recording, bus and source as modified UTF-8, committed, position, stop;
 * whether a range is open and its three numbers; the count of read recordings, then each with its
 * position.
 */
final class BusSplitSerializer implements SimpleVersionedSerializer<BusSplit> {
    static final BusSplitSerializer INSTANCE = new BusSplitSerializer();

    private static final int VERSION = 1;
    private static final int TYPICAL_BYTES = 128;

    private BusSplitSerializer() {}

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(BusSplit split) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(TYPICAL_BYTES);
        out.writeLong(split.archiveId());
        out.writeLong(split.recording());
        out.writeUTF(split.bus());
        out.writeUTF(split.source());
        out.writeBoolean(split.committed());
        out.writeLong(split.position());
        out.writeLong(split.stop());
        out.writeBoolean(split.open().isPresent());
        if (split.open().isPresent()) {
            BusSplit.OpenRange range = split.open().get();
            out.writeLong(range.recording());
            out.writeLong(range.position());
            out.writeLong(range.to());
        }
        out.writeInt(split.read().size());
        for (Map.Entry<Long, Long> entry : split.read().entrySet()) {
            out.writeLong(entry.getKey());
            out.writeLong(entry.getValue());
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public BusSplit deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException("bus split version: " + version + " (expected: " + VERSION + ")");
        }
        DataInputDeserializer in = new DataInputDeserializer(serialized);
        long archive = in.readLong();
        long recording = in.readLong();
        String bus = in.readUTF();
        String source = in.readUTF();
        boolean committed = in.readBoolean();
        long position = in.readLong();
        long stop = in.readLong();
        Optional<BusSplit.OpenRange> open =
                in.readBoolean()
                        ? Optional.of(
                                new BusSplit.OpenRange(in.readLong(), in.readLong(), in.readLong()))
                        : Optional.empty();
        Map<Long, Long> read = new HashMap<>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            read.put(in.readLong(), in.readLong());
        }
        return new BusSplit(archive, recording, bus, source, committed, position, stop, open, read);
    }
}
