package io.chronofabric.state.flink;

import io.chronofabric.core.TraceContext;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.RuleRef;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Decisions, version 1: id (text), id of the verdict (text), {@link RuleRefFormat rule}, entity
 * (text), time (8 bytes), action (1: 0 alert, 1 clear, 2 differ, 3 agree), text, {@link TraceFormat
 * trace}.
 */
final class DecisionSerializer extends RecordSerializer<Decision> {
    static final DecisionSerializer INSTANCE = new DecisionSerializer();

    private static final long serialVersionUID = 1L;

    private DecisionSerializer() {}

    @Override
    public DecisionSerializer duplicate() {
        return this;
    }

    @Override
    public Decision createInstance() {
        return new Decision("", "", new RuleRef("", "", 1), "", 0, Decision.Action.CLEAR, "");
    }

    @Override
    public void serialize(Decision decision, DataOutputView out) throws IOException {
        Wire.writeText(decision.id(), out);
        Wire.writeText(decision.verdictId(), out);
        RuleRefFormat.write(decision.rule(), out);
        Wire.writeText(decision.entity(), out);
        out.writeLong(decision.timeMillis());
        out.writeByte(
                switch (decision.action()) {
                    case ALERT -> 0;
                    case CLEAR -> 1;
                    case DIFFER -> 2;
                    case AGREE -> 3;
                    case NOTIFY -> 4;
                    case WITHDRAW -> 5;
                });
        Wire.writeText(decision.text(), out);
        TraceFormat.write(decision.trace(), out);
    }

    @Override
    public Decision deserialize(DataInputView in) throws IOException {
        String id = Wire.readText(in);
        String verdict = Wire.readText(in);
        RuleRef rule = RuleRefFormat.read(in);
        String entity = Wire.readText(in);
        long time = in.readLong();
        Decision.Action action = action(in.readByte());
        String text = Wire.readText(in);
        TraceContext trace = TraceFormat.read(in);
        return new Decision(id, verdict, rule, entity, time, action, text, trace);
    }

    @Override
    public TypeSerializerSnapshot<Decision> snapshotConfiguration() {
        return new Snapshot();
    }

    private Object readResolve() {
        return INSTANCE;
    }

    private static Decision.Action action(byte code) throws IOException {
        return switch (code) {
            case 0 -> Decision.Action.ALERT;
            case 1 -> Decision.Action.CLEAR;
            case 2 -> Decision.Action.DIFFER;
            case 3 -> Decision.Action.AGREE;
            case 4 -> Decision.Action.NOTIFY;
            case 5 -> Decision.Action.WITHDRAW;
            default ->
                    throw new IOException(
                            "action: " + code + " (expected: 0 to 5): the data is damaged");
        };
    }

    /** The class that savepoints name. */
    public static final class Snapshot extends VersionedSnapshot<Decision> {
        /** For Flink. */
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
