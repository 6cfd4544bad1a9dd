package io.chronofabric.state.flink;

import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Signals, version 1: physical time (8 bytes), logical counter and node (8), entity (text), {@link
 * OriginFormat origin}, {@link FieldsFormat fields}, {@link TraceAndBound trace and bound}. Holds
 * caches: not thread-safe.
 */
final class SignalSerializer extends RecordSerializer<Signal> {
    private static final long serialVersionUID = 1L;

    private transient OriginFormat origins;
    private transient FieldsFormat fields;

    @Override
    public SignalSerializer duplicate() {
        return new SignalSerializer();
    }

    @Override
    public Signal createInstance() {
        return new Signal(new LogicalTime(0, 0, 0), "-", Fields.of(Map.of()), new Origin("", 0, 0));
    }

    @Override
    public void serialize(Signal signal, DataOutputView out) throws IOException {
        prepare();
        out.writeLong(signal.time().physicalNanos());
        out.writeLong(signal.time().logicalAndNode());
        Wire.writeText(signal.entity(), out);
        origins.write(signal.origin(), out);
        fields.write(signal.fields(), out);
        TraceAndBound.write(signal.trace(), signal.clockErrorNanos(), false, out);
    }

    @Override
    public Signal deserialize(DataInputView in) throws IOException {
        prepare();
        long physicalNanos = in.readLong();
        long logicalAndNode = in.readLong();
        String entity = Wire.readText(in);
        Origin origin = origins.read(in);
        Fields measured = fields.read(in);
        TraceAndBound last = TraceAndBound.read(false, in);
        if (physicalNanos < 0 || entity.isEmpty()) {
            throw new IOException(
                    "signal of \"" + entity + "\" at " + physicalNanos + ": the data is damaged");
        }
        return new Signal(
                LogicalTime.ofWords(physicalNanos, logicalAndNode),
                entity,
                measured,
                origin,
                last.trace(),
                last.clockErrorNanos());
    }

    @Override
    public TypeSerializerSnapshot<Signal> snapshotConfiguration() {
        return new Snapshot();
    }

    private void prepare() {
        if (fields == null) {
            origins = new OriginFormat();
            fields = new FieldsFormat();
        }
    }

    /** The class that savepoints name. */
    public static final class Snapshot extends VersionedSnapshot<Signal> {
        /** For Flink. */
        public Snapshot() {
            super(SignalSerializer::new);
        }
    }
}
