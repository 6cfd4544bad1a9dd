package io.chronofabric.operators;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** What a later version would have left in a savepoint for a serializer with others in it. */
public final class LaterVersions {
    /** Flink writes it before the version of the outer serializer. */
    private static final int MAGIC = 911108;

    private LaterVersions() {}

    /** Reads the snapshot of a serializer as if its format were the next. */
    public static <T> TypeSerializerSnapshot<T> readNext(TypeSerializer<T> serializer)
            throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, serializer.snapshotConfiguration());
        byte[] bytes = out.getCopyOfBuffer();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        int at = 0;
        while (buffer.getInt(at) != MAGIC) {
            at++;
        }
        buffer.putInt(at + Integer.BYTES, buffer.getInt(at + Integer.BYTES) + 1);
        return TypeSerializerSnapshot.readVersionedSnapshot(
                new DataInputDeserializer(bytes), LaterVersions.class.getClassLoader());
    }
}
