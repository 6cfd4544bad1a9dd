package io.chronofabric.clogic.egc;

import io.chronofabric.state.flink.SampleStore;
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

    private SampleStore store;
    private final List<RuleProgress> rules;
    private long rulesStamp;
    private long settledNanos;
    private long wakeMillis;

    /**
     * @param store the entity's events
     * @param rules progress of each rule that governs the entity
     * @param rulesStamp which set of rules the progress belongs to
     * @param settledNanos every moment that closes before this instant has been sampled
     * @param wakeMillis the watermark at which the entity wants to be looked at again, or {@link
     *     #NO_WAKE}
     */
    public EntityState(
            SampleStore store,
            List<RuleProgress> rules,
            long rulesStamp,
            long settledNanos,
            long wakeMillis) {
        this.store = store;
        this.rules = new ArrayList<>(rules);
        this.rulesStamp = rulesStamp;
        this.settledNanos = settledNanos;
        this.wakeMillis = wakeMillis;
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

    void adopt(List<RuleProgress> progress, long stamp) {
        rules.clear();
        rules.addAll(progress);
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
        return new EntityState(store.copy(), copies, rulesStamp, settledNanos, wakeMillis);
    }
}
