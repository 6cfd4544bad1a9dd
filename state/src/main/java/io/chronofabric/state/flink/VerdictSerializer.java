package io.chronofabric.state.flink;

import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Verdicts, version 1: id (text), {@link RuleRefFormat rule}, entity (text), time (8 bytes), kind
 * (1: 0 interval, 1 verdict, 2 correction, 3 warming, 4 match, 5 withdrawn), lower (8), upper (8),
 * correction (4), deciding predicate (text), its time (8), {@link TraceAndBound trace and bound};
 * of a match and what takes it back also the number of steps (2) and for each its name (text),
 * events (4), first (8) and last time (8).
 */
final class VerdictSerializer extends RecordSerializer<Verdict> {
    static final VerdictSerializer INSTANCE = new VerdictSerializer();

    private static final long serialVersionUID = 1L;

    private VerdictSerializer() {}

    @Override
    public VerdictSerializer duplicate() {
        return this;
    }

    @Override
    public Verdict createInstance() {
        return new Verdict(
                "",
                new RuleRef("", "", 1),
                "",
                0,
                Verdict.Kind.VERDICT,
                0,
                0,
                0,
                new Verdict.Decider("", 0));
    }

    @Override
    public void serialize(Verdict verdict, DataOutputView out) throws IOException {
        Wire.writeText(verdict.id(), out);
        RuleRefFormat.write(verdict.rule(), out);
        Wire.writeText(verdict.entity(), out);
        out.writeLong(verdict.timeMillis());
        out.writeByte(
                switch (verdict.kind()) {
                    case INTERVAL -> 0;
                    case VERDICT -> 1;
                    case CORRECTION -> 2;
                    case WARMING -> 3;
                    case MATCH -> 4;
                    case WITHDRAWN -> 5;
                });
        out.writeDouble(verdict.lower());
        out.writeDouble(verdict.upper());
        out.writeInt(verdict.correction());
        Wire.writeText(verdict.decidedBy().predicate(), out);
        out.writeLong(verdict.decidedBy().timeMillis());
        TraceAndBound.write(
                verdict.trace(), verdict.clockErrorNanos(), verdict.orderUncertain(), out);
        if (hasSteps(verdict.kind())) {
            writeSteps(verdict.steps(), out);
        }
    }

    private static boolean hasSteps(Verdict.Kind kind) {
        return kind == Verdict.Kind.MATCH || kind == Verdict.Kind.WITHDRAWN;
    }

    private static void writeSteps(List<Verdict.Step> steps, DataOutputView out)
            throws IOException {
        out.writeShort(steps.size());
        for (Verdict.Step step : steps) {
            Wire.writeText(step.name(), out);
            out.writeInt(step.events());
            out.writeLong(step.firstMillis());
            out.writeLong(step.lastMillis());
        }
    }

    private static List<Verdict.Step> readSteps(DataInputView in) throws IOException {
        int count = in.readUnsignedShort();
        List<Verdict.Step> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            steps.add(
                    new Verdict.Step(
                            Wire.readText(in), in.readInt(), in.readLong(), in.readLong()));
        }
        return steps;
    }

    @Override
    public Verdict deserialize(DataInputView in) throws IOException {
        String id = Wire.readText(in);
        RuleRef rule = RuleRefFormat.read(in);
        String entity = Wire.readText(in);
        long time = in.readLong();
        Verdict.Kind kind = kind(in.readByte());
        double lower = in.readDouble();
        double upper = in.readDouble();
        if (!(lower <= upper)) {
            throw new IOException(
                    "robustness: [" + lower + ", " + upper + "]: the data is damaged");
        }
        int correction = in.readInt();
        Verdict.Decider decider = new Verdict.Decider(Wire.readText(in), in.readLong());
        TraceAndBound last = TraceAndBound.read(true, in);
        return new Verdict(
                id,
                rule,
                entity,
                time,
                kind,
                lower,
                upper,
                correction,
                decider,
                last.trace(),
                last.clockErrorNanos(),
                last.orderUncertain(),
                hasSteps(kind) ? readSteps(in) : List.of());
    }

    @Override
    public TypeSerializerSnapshot<Verdict> snapshotConfiguration() {
        return new Snapshot();
    }

    private Object readResolve() {
        return INSTANCE;
    }

    private static Verdict.Kind kind(byte code) throws IOException {
        return switch (code) {
            case 0 -> Verdict.Kind.INTERVAL;
            case 1 -> Verdict.Kind.VERDICT;
            case 2 -> Verdict.Kind.CORRECTION;
            case 3 -> Verdict.Kind.WARMING;
            case 4 -> Verdict.Kind.MATCH;
            case 5 -> Verdict.Kind.WITHDRAWN;
            default ->
                    throw new IOException(
                            "kind of verdict: "
                                    + code
                                    + " (expected: 0 to 5): the data is damaged");
        };
    }

    /** The class that savepoints name. */
    public static final class Snapshot extends VersionedSnapshot<Verdict> {
        /** For Flink. */
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
