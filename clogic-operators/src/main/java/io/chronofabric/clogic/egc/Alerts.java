package io.chronofabric.clogic.egc;

import io.chronofabric.state.model.RuleRef;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which of an entity's rules have an alert out that nothing has cleared, however often their
 * versions were swapped. Explicit and serializable. Not safe for use by several threads.
 */
final class Alerts {
    private static final int MAX_ENTRIES = 100_000;

    /** One rule's alert, and the tenure that had the last word on it. */
    static final class Entry {
        private RuleRef lineage;
        private long decidedFrom;
        private boolean open;
        private String verdictId;

        private Entry(RuleRef lineage, long decidedFrom, boolean open, String verdictId) {
            this.lineage = lineage;
            this.decidedFrom = decidedFrom;
            this.open = open;
            this.verdictId = verdictId;
        }

        RuleRef lineage() {
            return lineage;
        }

        void lineage(RuleRef other) {
            lineage = other;
        }

        boolean isOpen() {
            return open;
        }

        /** The verdict that raised it. */
        String verdictId() {
            return verdictId;
        }
    }

    /** Of an entry: version, tenure, whether open, the lengths of texts. */
    private static final int ENTRY_BYTES = 19;

    private final List<Entry> entries = new ArrayList<>();

    /** Whether the rule has an alert out. */
    boolean isOpen(RuleRef lineage) {
        Entry entry = find(lineage);
        return entry != null && entry.open;
    }

    /** Whether any rule has. */
    boolean anyOpen() {
        for (Entry entry : entries) {
            if (entry.open) {
                return true;
            }
        }
        return false;
    }

    List<Entry> entries() {
        return entries;
    }

    /**
     * Takes a tenure's word on its rule. Once a tenure has spoken, those before it are not heard.
     *
     * @return whether an alert is to be raised or cleared
     */
    boolean decide(Tenure tenure, boolean broken, String verdictId) {
        Entry entry = find(tenure.lineage());
        if (entry == null) {
            if (!broken && tenure.fromMillis() == Tenure.ALWAYS) {
                return false;
            }
            entry = new Entry(tenure.lineage(), tenure.fromMillis(), false, "");
            entries.add(entry);
        }
        if (entry.decidedFrom > tenure.fromMillis()) {
            return false;
        }
        entry.decidedFrom = tenure.fromMillis();
        if (entry.open == broken) {
            return false;
        }
        entry.open = broken;
        entry.verdictId = broken ? verdictId : "";
        if (!broken && tenure.fromMillis() == Tenure.ALWAYS) {
            entries.remove(entry);
        }
        return true;
    }

    /** Forgets a rule's alert; gives what there was, or null. */
    Entry withdraw(RuleRef lineage) {
        Entry entry = find(lineage);
        entries.remove(entry);
        return entry;
    }

    private Entry find(RuleRef lineage) {
        for (Entry entry : entries) {
            if (entry.lineage.equals(lineage)) {
                return entry;
            }
        }
        return null;
    }

    /** How many bytes they hold, about as written. */
    long stateBytes() {
        long bytes = Integer.BYTES;
        for (Entry entry : entries) {
            bytes +=
                    ENTRY_BYTES
                            + entry.lineage.tenant().length()
                            + entry.lineage.id().length()
                            + entry.verdictId.length();
        }
        return bytes;
    }

    Alerts copy() {
        Alerts copy = new Alerts();
        for (Entry entry : entries) {
            copy.entries.add(
                    new Entry(entry.lineage, entry.decidedFrom, entry.open, entry.verdictId));
        }
        return copy;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(entries.size());
        for (Entry entry : entries) {
            out.writeUTF(entry.lineage.tenant());
            out.writeUTF(entry.lineage.id());
            out.writeInt(entry.lineage.version());
            out.writeLong(entry.decidedFrom);
            out.writeBoolean(entry.open);
            out.writeUTF(entry.verdictId);
        }
    }

    static Alerts read(DataInput in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MAX_ENTRIES) {
            throw new IOException("alerts: " + count + " (expected: 0 to " + MAX_ENTRIES + ")");
        }
        Alerts alerts = new Alerts();
        for (int i = 0; i < count; i++) {
            RuleRef lineage = new RuleRef(in.readUTF(), in.readUTF(), in.readInt());
            alerts.entries.add(new Entry(lineage, in.readLong(), in.readBoolean(), in.readUTF()));
        }
        return alerts;
    }
}
