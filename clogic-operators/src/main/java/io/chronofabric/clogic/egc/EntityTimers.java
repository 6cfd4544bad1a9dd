package io.chronofabric.clogic.egc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Which timers are set for an entity, in milliseconds of event time. An entity that is due soon is
 * called by the one, and the other, set earlier for its silence, stays where it is: that saves
 * moving it with every event. Explicit and serializable. Not safe for use by several threads.
 */
public final class EntityTimers {
    /** No timer. */
    public static final long NONE = EntityState.NO_WAKE;

    private long soon = NONE;
    private long late = NONE;

    /** The earlier timer, if there are two. */
    public long soon() {
        return soon;
    }

    /** The later timer. */
    public long late() {
        return late;
    }

    /** The timer that fires first. */
    public long next() {
        return Math.min(soon, late);
    }

    /** Notes that a timer fired. */
    public void fired(long millis) {
        if (millis >= late) {
            late = NONE;
        }
        if (millis >= soon) {
            soon = NONE;
        }
    }

    /** The timer that is to be deleted when another is set before all; {@link #NONE} mostly. */
    public long replacedBy(long millis) {
        return millis < soon ? soon : NONE;
    }

    /** Notes that a timer was set, before all others. */
    public void set(long millis) {
        if (next() == NONE) {
            late = millis;
        } else {
            soon = millis;
        }
    }

    /** An independent copy. */
    public EntityTimers copy() {
        EntityTimers copy = new EntityTimers();
        copy.soon = soon;
        copy.late = late;
        return copy;
    }

    /** Writes both timers. */
    public void write(DataOutput out) throws IOException {
        out.writeLong(soon);
        out.writeLong(late);
    }

    /** Reads what {@link #write} wrote. */
    public static EntityTimers read(DataInput in) throws IOException {
        EntityTimers timers = new EntityTimers();
        timers.soon = in.readLong();
        timers.late = in.readLong();
        return timers;
    }
}
