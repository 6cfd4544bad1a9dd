package io.chronofabric.clogic.egc.cep;

import io.chronofabric.clogic.egc.EntityTimers;
import io.chronofabric.state.flink.SampleStore;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Where the sampling of one entity stands: its unsettled events, the values held, the last samples
 * and the tracker. Explicit and serializable; {@link SequenceSampler} works on it. Not safe for use
 * by several threads.
 */
public final class SequenceState {
    /** Stands for no moment: nothing is sampled until the next event comes. */
    static final long IDLE = Long.MIN_VALUE;

    private static final int MOST_VALUES = 1 << 20;

    final SampleStore store;
    final double[] held;
    final long[] heldAt;
    final double[][] recent;
    final SequenceTracker tracker;
    final EntityTimers timers;
    int known;
    int alike;
    boolean isRunning;
    long nextMoment = IDLE;
    long settledNanos;

    private SequenceState(
            SampleStore store,
            double[] held,
            long[] heldAt,
            double[][] recent,
            SequenceTracker tracker,
            EntityTimers timers) {
        this.store = store;
        this.held = held;
        this.heldAt = heldAt;
        this.recent = recent;
        this.tracker = tracker;
        this.timers = timers;
    }

    /**
     * A state that has seen nothing.
     *
     * @param signals how many signals are read
     * @param samples how many samples are looked at together
     * @param maxEvents events that may wait to be sampled
     */
    SequenceState(int signals, int samples, int maxEvents) {
        this(
                new SampleStore(maxEvents),
                new double[signals],
                new long[signals],
                new double[samples][signals],
                new SequenceTracker(),
                new EntityTimers());
        Arrays.fill(heldAt, Long.MIN_VALUE);
    }

    /** A state that any other takes the place of; for the serializer. */
    public SequenceState() {
        this(0, 0, 1);
    }

    /** The events that wait to be sampled. */
    public SampleStore store() {
        return store;
    }

    /** The timers that are set for the entity; whoever sets timers keeps the book. */
    public EntityTimers timers() {
        return timers;
    }

    boolean fits(int signals, int samples) {
        return held.length == signals && recent.length == samples;
    }

    /** Takes the held values as the next sample; whether the next would be judged alike. */
    boolean push() {
        boolean same = known > 0 && Arrays.equals(recent[0], held);
        double[] oldest = recent[recent.length - 1];
        System.arraycopy(recent, 0, recent, 1, recent.length - 1);
        recent[0] = oldest;
        System.arraycopy(held, 0, oldest, 0, held.length);
        known = Math.min(known + 1, recent.length + 1);
        alike = same ? Math.min(alike + 1, recent.length) : 1;
        return alike == recent.length && known >= recent.length;
    }

    long oldestHeldAt() {
        long oldest = Long.MAX_VALUE;
        for (long at : heldAt) {
            oldest = Math.min(oldest, at);
        }
        return oldest;
    }

    long newestHeldAt() {
        long newest = Long.MIN_VALUE;
        for (long at : heldAt) {
            newest = Math.max(newest, at);
        }
        return newest;
    }

    /** An independent copy. */
    public SequenceState copy() {
        double[][] samples = new double[recent.length][];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = recent[i].clone();
        }
        SequenceState copy =
                new SequenceState(
                        store.copy(),
                        held.clone(),
                        heldAt.clone(),
                        samples,
                        tracker.copy(),
                        timers.copy());
        copy.known = known;
        copy.alike = alike;
        copy.isRunning = isRunning;
        copy.nextMoment = nextMoment;
        copy.settledNanos = settledNanos;
        return copy;
    }

    /** Writes everything but the events, version 1 of the layout. */
    public void write(DataOutput out) throws IOException {
        out.writeInt(held.length);
        out.writeInt(recent.length);
        for (int i = 0; i < held.length; i++) {
            out.writeDouble(held[i]);
            out.writeLong(heldAt[i]);
        }
        for (double[] sample : recent) {
            for (double value : sample) {
                out.writeDouble(value);
            }
        }
        out.writeInt(known);
        out.writeInt(alike);
        out.writeBoolean(isRunning);
        out.writeLong(nextMoment);
        out.writeLong(settledNanos);
        tracker.write(out);
        timers.write(out);
    }

    /** Reads what {@link #write} wrote. */
    public static SequenceState read(SampleStore store, DataInput in) throws IOException {
        int signals = in.readInt();
        int samples = in.readInt();
        if (signals < 0 || samples < 0 || (long) signals * (samples + 1L) > MOST_VALUES) {
            throw new IOException(
                    "sequence: "
                            + samples
                            + " samples of "
                            + signals
                            + " signals (expected: at most "
                            + MOST_VALUES
                            + " values)");
        }
        double[] held = new double[signals];
        long[] heldAt = new long[signals];
        for (int i = 0; i < signals; i++) {
            held[i] = in.readDouble();
            heldAt[i] = in.readLong();
        }
        double[][] recent = new double[samples][signals];
        for (double[] sample : recent) {
            for (int i = 0; i < signals; i++) {
                sample[i] = in.readDouble();
            }
        }
        int known = in.readInt();
        int alike = in.readInt();
        boolean isRunning = in.readBoolean();
        long nextMoment = in.readLong();
        long settledNanos = in.readLong();
        SequenceTracker tracker = SequenceTracker.read(in);
        SequenceState state =
                new SequenceState(store, held, heldAt, recent, tracker, EntityTimers.read(in));
        state.known = known;
        state.alike = alike;
        state.isRunning = isRunning;
        state.nextMoment = nextMoment;
        state.settledNanos = settledNanos;
        return state;
    }
}
