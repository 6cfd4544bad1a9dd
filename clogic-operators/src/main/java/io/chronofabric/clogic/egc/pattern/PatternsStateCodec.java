package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.clogic.egc.EntityTimers;
import io.chronofabric.core.TraceContext;
import io.chronofabric.operators.sequence.EventCodec;
import io.chronofabric.operators.sequence.SequenceStateCodec;
import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.time.LogicalTime;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Writes and reads what is kept of an entity, but for the events that wait, version 1: settled (8),
 * wake (8), {@link EntityTimers timers}, {@link Foretold what was told before its time}, number of
 * patterns (4), and of each tenant, id (UTF), version (4), fingerprint (8), {@link
 * SlidingStatistics windows}, {@link SequenceStateCodec sequences}. Stateless.
 */
public final class PatternsStateCodec {
    private static final int MAX_PATTERNS = 100_000;
    private static final SequenceStateCodec<Reading> RUNS =
            new SequenceStateCodec<>(ReadingCodec.INSTANCE);

    private PatternsStateCodec() {}

    /** Writes all but the events that wait. */
    public static void write(PatternsState state, DataOutput out) throws IOException {
        out.writeLong(state.settledNanos());
        out.writeLong(state.wakeMillis());
        state.timers().write(out);
        state.foretold().write(out);
        out.writeInt(state.patterns().size());
        for (PatternProgress progress : state.patterns()) {
            out.writeUTF(progress.ref().tenant());
            out.writeUTF(progress.ref().id());
            out.writeInt(progress.ref().version());
            out.writeLong(progress.fingerprint());
            progress.windows().write(out);
            RUNS.write(progress.runs(), out);
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if it is damaged or of a later version
     */
    public static PatternsState read(SampleStore waiting, DataInput in) throws IOException {
        long settled = in.readLong();
        long wake = in.readLong();
        PatternsState state = new PatternsState(waiting, EntityTimers.read(in), Foretold.read(in));
        state.settledNanos(settled);
        state.wakeMillis(wake);
        int count = in.readInt();
        if (count < 0 || count > MAX_PATTERNS) {
            throw new IOException(
                    "patterns of an entity: "
                            + count
                            + " (expected: 0 to "
                            + MAX_PATTERNS
                            + "): the data is damaged");
        }
        for (int i = 0; i < count; i++) {
            RuleRef ref = new RuleRef(in.readUTF(), in.readUTF(), in.readInt());
            long fingerprint = in.readLong();
            state.patterns()
                    .add(
                            new PatternProgress(
                                    ref, fingerprint, FeatureWindows.read(in), RUNS.read(in)));
        }
        return state;
    }

    /** Readings: time (16), number of values (4), each (8), whether traced (1), the trace (25). */
    private enum ReadingCodec implements EventCodec<Reading> {
        INSTANCE;

        @Override
        public void write(Reading event, DataOutput out) throws IOException {
            out.writeLong(event.time().physicalNanos());
            out.writeLong(event.time().logicalAndNode());
            out.writeInt(event.values().length);
            for (double value : event.values()) {
                out.writeDouble(value);
            }
            TraceContext trace = event.trace();
            out.writeBoolean(trace != null);
            if (trace != null) {
                out.writeLong(trace.traceIdHigh());
                out.writeLong(trace.traceIdLow());
                out.writeLong(trace.spanId());
                out.writeBoolean(trace.sampled());
            }
        }

        @Override
        public Reading read(DataInput in) throws IOException {
            LogicalTime time = LogicalTime.ofWords(in.readLong(), in.readLong());
            int count = in.readInt();
            if (count < 0 || count > CompiledPattern.MAX_VALUES) {
                throw new IOException(
                        "values of an event: "
                                + count
                                + " (expected: 0 to "
                                + CompiledPattern.MAX_VALUES
                                + "): the data is damaged");
            }
            double[] values = new double[count];
            for (int i = 0; i < count; i++) {
                values[i] = in.readDouble();
            }
            TraceContext trace =
                    in.readBoolean()
                            ? new TraceContext(
                                    in.readLong(), in.readLong(), in.readLong(), in.readBoolean())
                            : null;
            return new Reading(time, values, trace);
        }
    }
}
