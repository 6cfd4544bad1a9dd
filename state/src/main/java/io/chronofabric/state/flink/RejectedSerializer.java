package io.chronofabric.state.flink;

import io.chronofabric.state.model.Form;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Dead letters, version 1: form (1 byte: 0 record, 1 signal, 2 tombstone), count of raw bytes, the
 * bytes, {@link OriginFormat origin}, name of the reason (text), text, {@link TransportFormat
 * transport}.
 */
final class RejectedSerializer extends RecordSerializer<Rejected> {
    static final RejectedSerializer INSTANCE = new RejectedSerializer();

    private static final long serialVersionUID = 1L;

    /** By their byte. Not by their ordinal, which a later constant could change. */
    private static final List<Form> FORMS =
            List.of(Form.RECORD, Form.SIGNAL, Form.TOMBSTONE, Form.RULE_CHANGE);

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
        out.writeByte(FORMS.indexOf(rejected.form()));
        Wire.writeCount(rejected.raw().length, out);
        out.write(rejected.raw());
        new OriginFormat().write(rejected.origin(), out);
        Wire.writeText(rejected.reason().name(), out);
        Wire.writeText(rejected.text(), out);
        TransportFormat.write(rejected.transport(), out);
    }

    @Override
    public Rejected deserialize(DataInputView in) throws IOException {
        Form form = form(in.readByte());
        int most = form == Form.TOMBSTONE ? 0 : Integer.MAX_VALUE - 8;
        byte[] raw = Wire.readBytes(in, Wire.readCount(in, most, "raw bytes"));
        return new Rejected(
                raw,
                form,
                new OriginFormat().read(in),
                reason(Wire.readText(in)),
                Wire.readText(in),
                TransportFormat.read(in));
    }

    @Override
    public TypeSerializerSnapshot<Rejected> snapshotConfiguration() {
        return new Snapshot();
    }

    private Object readResolve() {
        return INSTANCE;
    }

    private static Form form(byte tag) throws IOException {
        if (tag < 0 || tag >= FORMS.size()) {
            throw new IOException(
                    "form: "
                            + tag
                            + " (expected: 0 to "
                            + (FORMS.size() - 1)
                            + "): the data is damaged");
        }
        return FORMS.get(tag);
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
