package io.chronofabric.clogic.egc;

import io.chronofabric.clogic.egc.stl.StlState;
import io.chronofabric.state.model.RuleRef;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How far one rule has come with one entity: the values held, the moments sampled, the monitor's
 * state, what was last said. Explicit and serializable; holds no code. Not safe for use by several
 * threads.
 */
public final class RuleProgress {
    /** Stands for no moment: nothing is sampled until the next event comes. */
    static final long IDLE = Long.MIN_VALUE;

    private static final long NEVER = Long.MIN_VALUE;
    private static final int MAX_SIGNALS = 4096;

    /** What does not depend on the rule: moments, times, what was said, the lengths of texts. */
    private static final int FIXED_BYTES = 128;

    /** What was last said about the entity in the current trace. */
    enum Said {
        NOTHING(0),
        HOLDS(1),
        BROKEN(2);

        /** Stands for it in savepoints: never changed, whatever the order of the constants. */
        private final int code;

        Said(int code) {
            this.code = code;
        }

        private static Said of(int code) throws IOException {
            return switch (code) {
                case 0 -> NOTHING;
                case 1 -> HOLDS;
                case 2 -> BROKEN;
                default ->
                        throw new IOException(
                                "rule progress: said " + code + " (expected: 0 to 2)");
            };
        }
    }

    private final RuleRef ref;
    private final long tenureFrom;
    private final long fingerprint;
    private final double[] held;
    private final long[] heldAt;

    private StlState monitor;
    private long nextMoment = IDLE;
    private long traceStart = IDLE;
    private Said said = Said.NOTHING;
    private long reportedPeriod = IDLE;
    private long since = IDLE;
    private int corrections;
    private long feedsFrom;
    private long answersFrom = IDLE;
    private long knownFrom = IDLE;
    private boolean warned;
    private Said foreseen = Said.NOTHING;
    private long foreseenUpTo = IDLE;
    private Comparison comparison;

    /** Who works on it, and by which set of tenures that was found; not part of the state. */
    private RuleDesk desk;

    private Object foundIn;

    RuleProgress(Tenure tenure) {
        this(tenure, tenure.rule());
    }

    private RuleProgress(Tenure tenure, CompiledRule rule) {
        this(
                rule.rule().ref(),
                tenure.fromMillis(),
                rule.fingerprint(),
                new double[rule.fields().size()],
                new long[rule.fields().size()],
                rule.plan().newState());
        Arrays.fill(heldAt, NEVER);
        comparison = tenure.onTrial() ? new Comparison() : null;
    }

    private RuleProgress(
            RuleRef ref,
            long tenureFrom,
            long fingerprint,
            double[] held,
            long[] heldAt,
            StlState monitor) {
        this.ref = ref;
        this.tenureFrom = tenureFrom;
        this.fingerprint = fingerprint;
        this.held = held;
        this.heldAt = heldAt;
        this.monitor = monitor;
    }

    RuleRef ref() {
        return ref;
    }

    /** The desk that works on it, if it was found in the same set of tenures; else null. */
    RuleDesk deskIn(Object tenures) {
        return foundIn == tenures ? desk : null;
    }

    void desk(RuleDesk found, Object tenures) {
        desk = found;
        foundIn = tenures;
    }

    /** When the tenure began that this is the progress of; with {@link #ref} it tells which. */
    long tenureFrom() {
        return tenureFrom;
    }

    boolean belongsTo(Tenure tenure) {
        CompiledRule rule = tenure.rule();
        return ref.equals(rule.rule().ref())
                && tenureFrom == tenure.fromMillis()
                && fingerprint == rule.fingerprint()
                && rule.plan().accepts(monitor)
                && held.length == rule.fields().size()
                && tenure.onTrial() == (comparison != null);
    }

    StlState monitor() {
        return monitor;
    }

    /** The values in use, in the order of the plan's signals. */
    double[] held() {
        return held;
    }

    /** When a value was measured; {@code Long.MIN_VALUE} if it is missing. */
    long heldAt(int signal) {
        return heldAt[signal];
    }

    void hold(int signal, double value, long atNanos) {
        held[signal] = value;
        heldAt[signal] = atNanos;
    }

    /**
     * When the oldest of the values in use was measured; {@code Long.MIN_VALUE} if one is missing.
     */
    long oldestHeldAt() {
        long oldest = Long.MAX_VALUE;
        for (long at : heldAt) {
            oldest = Math.min(oldest, at);
        }
        return oldest;
    }

    boolean isRunning() {
        return traceStart != IDLE;
    }

    long nextMoment() {
        return nextMoment;
    }

    long traceStart() {
        return traceStart;
    }

    void nextMoment(long moment) {
        nextMoment = moment;
    }

    void startTrace(long moment) {
        traceStart = moment;
        nextMoment = moment;
        monitor.reset();
    }

    /** Forgets the trace; the next one begins as the first did. */
    void endTrace() {
        traceStart = IDLE;
        said = Said.NOTHING;
        reportedPeriod = IDLE;
        monitor.reset();
    }

    /** How many moments of the trace have no answer yet. */
    long pending(long future) {
        return isRunning() ? Math.min(nextMoment - traceStart, future) : 0;
    }

    Said said() {
        return said;
    }

    void said(Said now) {
        said = now;
    }

    long reportedPeriod() {
        return reportedPeriod;
    }

    void reportedPeriod(long period) {
        reportedPeriod = period;
    }

    /** The first moment the rule answers for: it says nothing about those before it came. */
    long since() {
        return since;
    }

    void since(long moment) {
        since = moment;
    }

    /** The instant before which it is fed nothing, however much is kept. */
    long feedsFrom() {
        return feedsFrom;
    }

    void feedsFrom(long nanos) {
        feedsFrom = nanos;
    }

    /**
     * Says that what came before {@link #feedsFrom} is not known and would have mattered.
     *
     * @param answers the first moment whose answer does not depend on it
     * @param known a trace that begins after this moment began there in truth
     */
    void warms(long answers, long known) {
        answersFrom = answers;
        knownFrom = known;
    }

    /** The first moment it can answer for, if its trace began before it could see all. */
    long answersFrom() {
        return answersFrom;
    }

    /** Whether the answer for a moment depends on what came before it could see. */
    boolean isWarming(long moment) {
        return moment < answersFrom && traceStart <= knownFrom;
    }

    /** Whether it was said that there is no answer yet. */
    boolean isWarned() {
        return warned;
    }

    void warned() {
        warned = true;
    }

    /** On which side the newest moment is of which something was said before its answer. */
    Said foreseen() {
        return foreseen;
    }

    /** The newest moment of which something was said before its answer. */
    long foreseenUpTo() {
        return foreseenUpTo;
    }

    void foreseen(Said side, long moment) {
        foreseen = side;
        foreseenUpTo = moment;
    }

    /** What a version on trial is compared by; null where the version is in force. */
    Comparison comparison() {
        return comparison;
    }

    /**
     * Takes over what another tenure knows of the entity: values, trace and the monitor's state.
     */
    void carry(RuleProgress from) {
        System.arraycopy(from.held, 0, held, 0, held.length);
        System.arraycopy(from.heldAt, 0, heldAt, 0, heldAt.length);
        monitor = from.monitor.copy();
        nextMoment = from.nextMoment;
        traceStart = from.traceStart;
    }

    /** Takes the place of another progress of the same tenure, to go ahead of it. */
    void follow(RuleProgress from) {
        System.arraycopy(from.held, 0, held, 0, held.length);
        System.arraycopy(from.heldAt, 0, heldAt, 0, heldAt.length);
        monitor.take(from.monitor);
        nextMoment = from.nextMoment;
        traceStart = from.traceStart;
        since = from.since;
        feedsFrom = from.feedsFrom;
        answersFrom = from.answersFrom;
        knownFrom = from.knownFrom;
    }

    int nextCorrection() {
        return ++corrections;
    }

    /** Forgets all values and the trace, to be fed again; what was said to the world stays. */
    void rewind() {
        Arrays.fill(heldAt, NEVER);
        nextMoment = IDLE;
        endTrace();
    }

    /** How many bytes it holds, about as written; the monitor's arrays with their zeros. */
    long stateBytes() {
        return FIXED_BYTES
                + ref.tenant().length()
                + ref.id().length()
                + 2L * Long.BYTES * held.length
                + monitor.stateBytes()
                + (comparison == null ? 0 : comparison.stateBytes());
    }

    /** An independent copy. */
    public RuleProgress copy() {
        RuleProgress copy =
                new RuleProgress(
                        ref, tenureFrom, fingerprint, held.clone(), heldAt.clone(), monitor.copy());
        copy.nextMoment = nextMoment;
        copy.traceStart = traceStart;
        copy.said = said;
        copy.reportedPeriod = reportedPeriod;
        copy.since = since;
        copy.corrections = corrections;
        copy.feedsFrom = feedsFrom;
        copy.answersFrom = answersFrom;
        copy.knownFrom = knownFrom;
        copy.warned = warned;
        copy.foreseen = foreseen;
        copy.foreseenUpTo = foreseenUpTo;
        copy.comparison = comparison == null ? null : comparison.copy();
        return copy;
    }

    /** Writes everything, version 1 of the layout. */
    public void write(DataOutput out) throws IOException {
        out.writeUTF(ref.tenant());
        out.writeUTF(ref.id());
        out.writeInt(ref.version());
        out.writeLong(tenureFrom);
        out.writeLong(fingerprint);
        out.writeInt(held.length);
        for (int i = 0; i < held.length; i++) {
            out.writeDouble(held[i]);
            out.writeLong(heldAt[i]);
        }
        out.writeLong(nextMoment);
        out.writeLong(traceStart);
        out.writeByte(said.code);
        out.writeLong(reportedPeriod);
        out.writeLong(since);
        out.writeInt(corrections);
        out.writeLong(feedsFrom);
        out.writeLong(answersFrom);
        out.writeLong(knownFrom);
        out.writeBoolean(warned);
        out.writeByte(foreseen.code);
        out.writeLong(foreseenUpTo);
        monitor.write(out);
        out.writeBoolean(comparison != null);
        if (comparison != null) {
            comparison.write(out);
        }
    }

    /** Reads what {@link #write} wrote. */
    public static RuleProgress read(DataInput in) throws IOException {
        RuleRef ref = new RuleRef(in.readUTF(), in.readUTF(), in.readInt());
        long tenureFrom = in.readLong();
        long fingerprint = in.readLong();
        int signals = in.readInt();
        if (signals < 0 || signals > MAX_SIGNALS) {
            throw new IOException(
                    "rule progress: " + signals + " signals (expected: 0 to " + MAX_SIGNALS + ")");
        }
        double[] held = new double[signals];
        long[] heldAt = new long[signals];
        for (int i = 0; i < signals; i++) {
            held[i] = in.readDouble();
            heldAt[i] = in.readLong();
        }
        long nextMoment = in.readLong();
        long traceStart = in.readLong();
        Said said = Said.of(in.readUnsignedByte());
        long reportedPeriod = in.readLong();
        long since = in.readLong();
        int corrections = in.readInt();
        long feedsFrom = in.readLong();
        long answersFrom = in.readLong();
        long knownFrom = in.readLong();
        boolean warned = in.readBoolean();
        Said foreseen = Said.of(in.readUnsignedByte());
        long foreseenUpTo = in.readLong();
        RuleProgress progress =
                new RuleProgress(ref, tenureFrom, fingerprint, held, heldAt, StlState.read(in));
        progress.nextMoment = nextMoment;
        progress.traceStart = traceStart;
        progress.said = said;
        progress.reportedPeriod = reportedPeriod;
        progress.since = since;
        progress.corrections = corrections;
        progress.feedsFrom = feedsFrom;
        progress.answersFrom = answersFrom;
        progress.knownFrom = knownFrom;
        progress.warned = warned;
        progress.foreseen(foreseen, foreseenUpTo);
        progress.comparison = in.readBoolean() ? Comparison.read(in) : null;
        return progress;
    }
}
