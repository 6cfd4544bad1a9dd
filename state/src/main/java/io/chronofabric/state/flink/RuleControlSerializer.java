package io.chronofabric.state.flink;

import io.chronofabric.state.codec.RuleControlJson;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleControl;
import io.chronofabric.state.model.RuleFrontier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Control records, version 1: one byte, 0 for a rejected record and 1 for any other; then the
 * rejected record, or {@link OriginFormat origin}, length (4 bytes) and the record's JSON. Few come
 * by; what matters is that a document survives whole.
 */
final class RuleControlSerializer extends RecordSerializer<RuleControl> {
    static final RuleControlSerializer INSTANCE = new RuleControlSerializer();

    private static final long serialVersionUID = 1L;
    private static final int REJECTED = 0;
    private static final int CONTROL = 1;
    private static final Origin NOWHERE = new Origin("", 0, 0);

    /** JSON may write a character in six bytes. */
    private static final int MAX_BYTES = 6 * RuleControlJson.MAX_DOCUMENT + (1 << 16);

    private RuleControlSerializer() {}

    @Override
    public RuleControlSerializer duplicate() {
        return this;
    }

    @Override
    public RuleControl createInstance() {
        return new RuleFrontier(0, "");
    }

    @Override
    public void serialize(RuleControl control, DataOutputView out) throws IOException {
        if (control instanceof Rejected rejected) {
            out.writeByte(REJECTED);
            RejectedSerializer.INSTANCE.serialize(rejected, out);
            return;
        }
        Origin origin = control instanceof RuleChange change ? change.origin() : NOWHERE;
        String json =
                control instanceof RuleChange change
                        ? RuleControlJson.write(change)
                        : RuleControlJson.write((RuleFrontier) control);
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        out.writeByte(CONTROL);
        new OriginFormat().write(origin, out);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    @Override
    public RuleControl deserialize(DataInputView in) throws IOException {
        byte tag = in.readByte();
        if (tag == REJECTED) {
            return RejectedSerializer.INSTANCE.deserialize(in);
        }
        if (tag != CONTROL) {
            throw new IOException(
                    "control record: " + tag + " (expected: 0 or 1): the data is damaged");
        }
        Origin origin = new OriginFormat().read(in);
        int length = in.readInt();
        if (length < 0 || length > MAX_BYTES) {
            throw new IOException(
                    "control record of "
                            + length
                            + " bytes (expected: 0 to "
                            + MAX_BYTES
                            + "): the data is damaged");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        RuleControl control = RuleControlJson.read(bytes, origin);
        if (control instanceof Rejected damaged) {
            throw new IOException("control record: " + damaged.text() + ": the data is damaged");
        }
        return control;
    }

    @Override
    public TypeSerializerSnapshot<RuleControl> snapshotConfiguration() {
        return new Snapshot();
    }

    private Object readResolve() {
        return INSTANCE;
    }

    /** The class that savepoints name. */
    public static final class Snapshot extends VersionedSnapshot<RuleControl> {
        /** For Flink. */
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
