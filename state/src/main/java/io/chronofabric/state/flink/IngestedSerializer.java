package io.chronofabric.state.flink;

import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Input, version 1: one byte, 0 for a signal and 1 for a rejected record, then that. Holds caches:
 * not thread-safe.
 */
final class IngestedSerializer extends RecordSerializer<Ingested> {
    private static final long serialVersionUID = 1L;
    private static final int SIGNAL = 0;
    private static final int REJECTED = 1;

    private final SignalSerializer signals = new SignalSerializer();

    @Override
    public IngestedSerializer duplicate() {
        return new IngestedSerializer();
    }

    @Override
    public Ingested createInstance() {
        return signals.createInstance();
    }

    @Override
    public void serialize(Ingested ingested, DataOutputView out) throws IOException {
        if (ingested instanceof Signal signal) {
            out.writeByte(SIGNAL);
            signals.serialize(signal, out);
        } else {
            out.writeByte(REJECTED);
            RejectedSerializer.INSTANCE.serialize((Rejected) ingested, out);
        }
    }

    @Override
    public Ingested deserialize(DataInputView in) throws IOException {
        byte tag = in.readByte();
        return switch (tag) {
            case SIGNAL -> signals.deserialize(in);
            case REJECTED -> RejectedSerializer.INSTANCE.deserialize(in);
            default ->
                    throw new IOException(
                            "kind of input: " + tag + " (expected: 0 or 1): the data is damaged");
        };
    }

    @Override
    public TypeSerializerSnapshot<Ingested> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The class that savepoints name. */
    public static final class Snapshot extends VersionedSnapshot<Ingested> {
        /** For Flink. */
        public Snapshot() {
            super(IngestedSerializer::new);
        }
    }
}
