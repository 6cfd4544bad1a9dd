package io.chronofabric.clogic.egc;

import io.chronofabric.state.flink.SampleStore;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything governance keeps about one entity: its recent events in order, and each rule's
 * progress. Explicit state without code; {@link EntityGovernor} works on it. Not safe for use by
 * several threads.
 */
public final class EntityState {
    /** No wake-up is asked for. */
    public static final long NO_WAKE = Long.MAX_VALUE;

    private static final int MAX_RULES = 100_000;

    private SampleStore store;
    private final List<RuleProgress> rules;
    private final Alerts alerts;
    private final EntityTimers timers;
    private long rulesStamp;
    private long settledNanos;
    private long wakeMillis;
    private long nextTenureNanos;

    /**
     * @param store the entity's events
     * @param rules progress of each rule that governs the entity
     * @param rulesStamp which set of rules the progress belongs to
     * @param settledNanos every moment that closes before this instant has been sampled
     * @param wakeMillis the watermark at which the entity wants to be looked at again, or {@link
     *     #NO_WAKE}
     * @param nextTenureNanos from when on events count for the next version of a rule that the
     *     entity has no progress of yet, or {@link Long#MAX_VALUE}
     */
    private EntityState(
            SampleStore store,
            List<RuleProgress> rules,
            Alerts alerts,
            EntityTimers timers,
            long rulesStamp,
            long settledNanos,
            long wakeMillis,
            long nextTenureNanos) {
        this.store = store;
        this.alerts = alerts;
        this.timers = timers;
        this.nextTenureNanos = nextTenureNanos;
        this.rules = new ArrayList<>(rules);
        this.rulesStamp = rulesStamp;
        this.settledNanos = settledNanos;
        this.wakeMillis = wakeMillis;
    }

    /** What is known of an entity of which nothing is known yet. */
    public EntityState(SampleStore store) {
        this(store, List.of(), new Alerts(), new EntityTimers(), 0, 0, NO_WAKE, Long.MAX_VALUE);
    }

    /** The entity's events. */
    public SampleStore store() {
        return store;
    }

    /** Progress of each rule that governs the entity, in the order of the rules. */
    public List<RuleProgress> rules() {
        return rules;
    }

    /** Which set of rules the progress belongs to. */
    public long rulesStamp() {
        return rulesStamp;
    }

    /** Every moment that closes before this instant has been sampled; nanoseconds. */
    public long settledNanos() {
        return settledNanos;
    }

    /** The watermark, in milliseconds, to be woken at; {@link #NO_WAKE} for none. */
    public long wakeMillis() {
        return wakeMillis;
    }

    /** The timers that are set for the entity; whoever sets timers keeps the book. */
    public EntityTimers timers() {
        return timers;
    }

    /** Whether an alert is out that nothing has cleared. */
    public boolean hasOpenAlert() {
        return alerts.anyOpen();
    }

    /** The alerts that are out for the entity. */
    Alerts alerts() {
        return alerts;
    }

    /** From when on events count for the next version that there is no progress of yet. */
    long nextTenureNanos() {
        return nextTenureNanos;
    }

    void nextTenureNanos(long nanos) {
        nextTenureNanos = nanos;
    }

    void rulesStamp(long stamp) {
        rulesStamp = stamp;
    }

    /** Drops all events and takes an empty store; what the rules remember stays. */
    void rest(SampleStore empty) {
        store = empty;
        settledNanos = 0;
        wakeMillis = NO_WAKE;
    }

    void settledNanos(long nanos) {
        settledNanos = nanos;
    }

    void wakeMillis(long millis) {
        wakeMillis = millis;
    }

    /** An independent copy. */
    public EntityState copy() {
        List<RuleProgress> copies = new ArrayList<>(rules.size());
        for (RuleProgress progress : rules) {
            copies.add(progress.copy());
        }
        return new EntityState(
                store.copy(),
                copies,
                alerts.copy(),
                timers.copy(),
                rulesStamp,
                settledNanos,
                wakeMillis,
                nextTenureNanos);
    }

    /** Writes everything but the events, version 1 of the layout. */
    public void write(DataOutput out) throws IOException {
        out.writeLong(rulesStamp);
        out.writeLong(settledNanos);
        out.writeLong(wakeMillis);
        out.writeLong(nextTenureNanos);
        alerts.write(out);
        timers.write(out);
        out.writeInt(rules.size());
        for (RuleProgress progress : rules) {
            progress.write(out);
        }
    }

    /** Reads what {@link #write} wrote. */
    public static EntityState read(SampleStore store, DataInput in) throws IOException {
        long rulesStamp = in.readLong();
        long settledNanos = in.readLong();
        long wakeMillis = in.readLong();
        long nextTenureNanos = in.readLong();
        Alerts alerts = Alerts.read(in);
        EntityTimers timers = EntityTimers.read(in);
        int count = in.readInt();
        if (count < 0 || count > MAX_RULES) {
            throw new IOException(
                    "entity state: " + count + " rules (expected: 0 to " + MAX_RULES + ")");
        }
        List<RuleProgress> rules = new ArrayList<>(Math.min(count, 1_024));
        for (int i = 0; i < count; i++) {
            rules.add(RuleProgress.read(in));
        }
        return new EntityState(
                store,
                rules,
                alerts,
                timers,
                rulesStamp,
                settledNanos,
                wakeMillis,
                nextTenureNanos);
    }
}
