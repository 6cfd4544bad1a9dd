package io.chronofabric.clogic.egc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What an entity's rules know of it: each one's progress, and the alerts that are out. The larger
 * part of an {@link EntityState}; most events only wait in the other until the watermark comes.
 * Explicit state without code. Not safe for use by several threads.
 */
public final class RulesState {
    private static final int MAX_RULES = 100_000;

    private final List<RuleProgress> rules;
    private final Alerts alerts;

    private RulesState(List<RuleProgress> rules, Alerts alerts) {
        this.rules = rules;
        this.alerts = alerts;
    }

    /** What is known of an entity of which nothing is known yet. */
    public RulesState() {
        this(new ArrayList<>(), new Alerts());
    }

    /** Progress of each rule that governs the entity, in the order of the rules. */
    List<RuleProgress> rules() {
        return rules;
    }

    /** The alerts that are out for the entity. */
    Alerts alerts() {
        return alerts;
    }

    /** How many bytes it holds, about as written; see {@link EntityState#stateBytes}. */
    public long stateBytes() {
        long bytes = Integer.BYTES + alerts.stateBytes();
        for (RuleProgress progress : rules) {
            bytes += progress.stateBytes();
        }
        return bytes;
    }

    /** An independent copy. */
    public RulesState copy() {
        List<RuleProgress> copies = new ArrayList<>(rules.size());
        for (RuleProgress progress : rules) {
            copies.add(progress.copy());
        }
        return new RulesState(copies, alerts.copy());
    }

    /** Writes everything, version 1 of the layout. */
    public void write(DataOutput out) throws IOException {
        alerts.write(out);
        out.writeInt(rules.size());
        for (RuleProgress progress : rules) {
            progress.write(out);
        }
    }

    /** Reads what {@link #write} wrote. */
    public static RulesState read(DataInput in) throws IOException {
        Alerts alerts = Alerts.read(in);
        int count = in.readInt();
        if (count < 0 || count > MAX_RULES) {
            throw new IOException(
                    "entity state: " + count + " rules (expected: 0 to " + MAX_RULES + ")");
        }
        List<RuleProgress> rules = new ArrayList<>(Math.min(count, 1_024));
        for (int i = 0; i < count; i++) {
            rules.add(RuleProgress.read(in));
        }
        return new RulesState(rules, alerts);
    }
}
