package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.state.model.RuleRef;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * When an entity was last heard of by the wall clock, and the matches that were told because
 * silence had lasted long enough by it, though the watermark stood still. Explicit and
 * serializable. Not safe for use by several threads.
 */
final class Foretold {
    private static final int MAX_TOLD = 1 << 20;

    /** Three times and a count. */
    private static final int FIXED_BYTES = 28;

    /** A match that was told: its id, its pattern, when it was complete. */
    private static final int TOLD_BYTES = 80;

    /** No event has come, or no check is due. */
    static final long NEVER = Long.MAX_VALUE;

    private final Map<String, Entry> told = new LinkedHashMap<>();
    private long newestMillis = NEVER;
    private long arrivedMillis = NEVER;
    private long checkMillis = NEVER;

    /**
     * A match that was told.
     *
     * @param rule of which pattern
     * @param endMillis when it was complete, in milliseconds since the epoch
     */
    record Entry(String id, RuleRef rule, long endMillis) {}

    /** Notes that an event has come. */
    void heard(long eventMillis, long nowMillis) {
        if (newestMillis == NEVER || eventMillis > newestMillis) {
            newestMillis = eventMillis;
            arrivedMillis = nowMillis;
        }
    }

    boolean hasHeard() {
        return newestMillis != NEVER;
    }

    /** The entity's own time: its newest event's and what has passed since by the wall clock. */
    long ownMillis(long nowMillis) {
        return newestMillis + Math.max(0, nowMillis - arrivedMillis);
    }

    /** When, by the wall clock, to look again; {@link #NEVER} if not. */
    long checkMillis() {
        return checkMillis;
    }

    void checkMillis(long millis) {
        checkMillis = millis;
    }

    /** How many bytes it holds, about as written. */
    long stateBytes() {
        return FIXED_BYTES + (long) TOLD_BYTES * told.size();
    }

    boolean isEmpty() {
        return told.isEmpty();
    }

    /** How many matches have been told and neither settled nor taken back. */
    int size() {
        return told.size();
    }

    /** Notes that a match was told; false if it was before. */
    boolean tell(Entry entry) {
        return told.size() < MAX_TOLD && told.putIfAbsent(entry.id, entry) == null;
    }

    /** Whether a match had been told, which is then settled. */
    boolean settle(String id) {
        return told.remove(id) != null;
    }

    /** Takes back what was told and is not so. */
    List<Entry> takeBack(Predicate<Entry> wrong) {
        List<Entry> taken = new ArrayList<>(told.values());
        taken.removeIf(wrong.negate());
        taken.forEach(entry -> told.remove(entry.id));
        return taken;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(newestMillis);
        out.writeLong(arrivedMillis);
        out.writeLong(checkMillis);
        out.writeInt(told.size());
        for (Entry entry : told.values()) {
            out.writeUTF(entry.id);
            out.writeUTF(entry.rule.tenant());
            out.writeUTF(entry.rule.id());
            out.writeInt(entry.rule.version());
            out.writeLong(entry.endMillis);
        }
    }

    static Foretold read(DataInput in) throws IOException {
        Foretold foretold = new Foretold();
        foretold.newestMillis = in.readLong();
        foretold.arrivedMillis = in.readLong();
        foretold.checkMillis = in.readLong();
        for (int left = in.readInt(); left > 0; left--) {
            String id = in.readUTF();
            RuleRef rule = new RuleRef(in.readUTF(), in.readUTF(), in.readInt());
            foretold.told.put(id, new Entry(id, rule, in.readLong()));
        }
        return foretold;
    }
}
