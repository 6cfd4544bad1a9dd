package io.chronofabric.clogic.egc.cep;

import io.chronofabric.clogic.egc.EntityTimers;
import io.chronofabric.clogic.egc.cep.SequenceTurn.Standing;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What was said of one entity and what waits to be said. Explicit and serializable; {@link
 * SequenceJudge} works on it. Not safe for use by several threads.
 */
public final class SettlingState {
    private static final int MOST_TURNS = 1 << 24;
    private static final Standing[] STANDINGS = Standing.values();

    /** What was last said about the entity in the current trace. */
    enum Said {
        NOTHING,
        HOLDS,
        BROKEN
    }

    private static final Said[] SAIDS = Said.values();

    final List<SequenceTurn> waiting;
    final EntityTimers timers;

    /** How the moments stand that come next; {@link Standing#ENDED} without a trace. */
    Standing standing = Standing.ENDED;

    /** From where on nobody knows, of {@link Standing#UNKNOWN}. */
    long unknownFrom;

    Said said = Said.NOTHING;

    /** The verdict that raised the alert that is out; empty if there is none. */
    String alert = "";

    private SettlingState(List<SequenceTurn> waiting, EntityTimers timers) {
        this.waiting = waiting;
        this.timers = timers;
    }

    /** A state that has seen nothing. */
    public SettlingState() {
        this(new ArrayList<>(), new EntityTimers());
    }

    /** The timers that are set for the entity; whoever sets timers keeps the book. */
    public EntityTimers timers() {
        return timers;
    }

    /** Whether nothing about the entity is worth keeping. */
    public boolean isForgettable() {
        return waiting.isEmpty() && standing == Standing.ENDED && alert.isEmpty();
    }

    /** An independent copy. */
    public SettlingState copy() {
        SettlingState copy = new SettlingState(new ArrayList<>(waiting), timers.copy());
        copy.standing = standing;
        copy.unknownFrom = unknownFrom;
        copy.said = said;
        copy.alert = alert;
        return copy;
    }

    /** Writes everything, version 1 of the layout. */
    public void write(DataOutput out) throws IOException {
        out.writeInt(waiting.size());
        out.writeUTF(waiting.isEmpty() ? "" : waiting.get(0).entity());
        for (SequenceTurn turn : waiting) {
            out.writeLong(turn.moment());
            out.writeByte(turn.standing().ordinal());
            out.writeLong(turn.mark());
        }
        timers.write(out);
        out.writeByte(standing.ordinal());
        out.writeLong(unknownFrom);
        out.writeByte(said.ordinal());
        out.writeUTF(alert);
    }

    /** Reads what {@link #write} wrote. */
    public static SettlingState read(DataInput in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MOST_TURNS) {
            throw new IOException("turns: " + count + " (expected: 0 to " + MOST_TURNS + ")");
        }
        String entity = in.readUTF();
        List<SequenceTurn> turns = new ArrayList<>(Math.min(count, 1_024));
        for (int i = 0; i < count; i++) {
            long moment = in.readLong();
            Standing standing = STANDINGS[index(in, STANDINGS.length)];
            turns.add(new SequenceTurn(entity, moment, standing, in.readLong()));
        }
        SettlingState state = new SettlingState(turns, EntityTimers.read(in));
        state.standing = STANDINGS[index(in, STANDINGS.length)];
        state.unknownFrom = in.readLong();
        state.said = SAIDS[index(in, SAIDS.length)];
        state.alert = in.readUTF();
        return state;
    }

    private static int index(DataInput in, int most) throws IOException {
        int index = in.readUnsignedByte();
        if (index >= most) {
            throw new IOException(
                    "sequence: code " + index + " (expected: 0 to " + (most - 1) + ")");
        }
        return index;
    }
}
