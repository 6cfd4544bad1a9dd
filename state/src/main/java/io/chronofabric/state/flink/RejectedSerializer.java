package io.chronofabric.state.flink;

import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Dead letters, version 1: count of raw bytes, the bytes, {@link OriginFormat origin}, name of the
 * reason (text), text.
 */
final class RejectedSerializer extends RecordSerializer<Rejected> {
    static final RejectedSerializer INSTANCE = new RejectedSerializer();

    private static final long serialVersionUID = 1L;

    private RejectedSerializer() {}

    @Override
    public RejectedSerializer duplicate() {
        return this;
    }

    @Override
    public Rejected createInstance() {
        return new Rejected(new byte[0], new Origin("", 0, 0), RejectReason.MALFORMED, "");
    }

    @Override
    public void serialize(Rejected rejected, DataOutputView out) throws IOException {
        Wire.writeCount(rejected.raw().length, out);
        out.write(rejected.raw());
        new OriginFormat().write(rejected.origin(), out);
        Wire.writeText(rejected.reason().name(), out);
        Wire.writeText(rejected.text(), out);
    }

    @Override
    public Rejected deserialize(DataInputView in) throws IOException {
        byte[] raw = Wire.readBytes(in, Wire.readCount(in, Integer.MAX_VALUE - 8, "raw bytes"));
        return new Rejected(
                raw, new OriginFormat().read(in), reason(Wire.readText(in)), Wire.readText(in));
    }

    @Override
    public TypeSerializerSnapshot<Rejected> snapshotConfiguration() {
        return new Snapshot();
    }

    private Object readResolve() {
        return INSTANCE;
    }

    private static RejectReason reason(String name) throws IOException {
        try {
            return RejectReason.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new IOException("reject reason: " + name + ": the data is damaged", e);
        }
    }

    /** The class that savepoints name. */
    public static final class Snapshot extends VersionedSnapshot<Rejected> {
        /** For Flink. */
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
