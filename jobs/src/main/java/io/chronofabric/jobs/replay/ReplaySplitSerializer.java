package io.chronofabric.jobs.replay;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Version 1: the path in modified UTF-8, the line as a long. */
final class ReplaySplitSerializer implements SimpleVersionedSerializer<ReplaySplit> {
    static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(ReplaySplit split) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        write(split, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    @Override
    public ReplaySplit deserialize(int version, byte[] serialized) throws IOException {
        checkVersion(version);
        return read(new DataInputStream(new ByteArrayInputStream(serialized)));
    }

    private static void write(ReplaySplit split, DataOutputStream out) throws IOException {
        out.writeUTF(split.path());
        out.writeLong(split.nextLine());
    }

    private static ReplaySplit read(DataInputStream in) throws IOException {
        return new ReplaySplit(in.readUTF(), in.readLong());
    }

    private static void checkVersion(int version) throws IOException {
        if (version != VERSION) {
            throw new IOException("replay split: version " + version + " (expected: 1)");
        }
    }

    /** The splits not yet assigned, counted. */
    static final class OfMany implements SimpleVersionedSerializer<List<ReplaySplit>> {
        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(List<ReplaySplit> splits) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeInt(splits.size());
            for (ReplaySplit split : splits) {
                write(split, out);
            }
            return bytes.toByteArray();
        }

        @Override
        public List<ReplaySplit> deserialize(int version, byte[] serialized) throws IOException {
            checkVersion(version);
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized));
            List<ReplaySplit> splits = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                splits.add(read(in));
            }
            return splits;
        }
    }
}
