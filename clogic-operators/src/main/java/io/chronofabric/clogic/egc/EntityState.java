package io.chronofabric.clogic.egc;

import io.chronofabric.state.flink.SampleStore;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * Everything governance keeps about one entity: its recent events in order, and what each rule
 * knows of it. Explicit state without code; {@link EntityGovernor} works on it. Not safe for use by
 * several threads.
 *
 * <p>The {@link RulesState} of many rules may be kept apart and is then fetched when it is first
 * asked for: an event that only waits for the watermark needs none of it. That of a few is not
 * worth a place of its own.
 */
public final class EntityState {
    /** No wake-up is asked for. */
    public static final long NO_WAKE = Long.MAX_VALUE;

    /** Most rules whose part is not kept apart. */
    private static final int FEW_RULES = 2;

    /** Timers, stamps and flags. */
    private static final int FIXED_BYTES = 56;

    private SampleStore store;
    private final EntityTimers timers;
    private long rulesStamp;
    private long settledNanos;
    private long wakeMillis;
    private long nextTenureNanos;
    private boolean isGoverned;

    private RulesState rules;
    private Supplier<RulesState> keptApart;
    private boolean isApart;
    private boolean isBack;

    /**
     * @param store the entity's events
     * @param rulesStamp which set of rules the progress belongs to
     * @param settledNanos every moment that closes before this instant has been sampled
     * @param wakeMillis the watermark at which the entity wants to be looked at again, or {@link
     *     #NO_WAKE}
     * @param nextTenureNanos from when on events count for the next version of a rule that the
     *     entity has no progress of yet, or {@link Long#MAX_VALUE}
     * @param isGoverned whether any rule has progress, while that is kept apart
     * @param rules null while it is kept apart
     */
    private EntityState(
            SampleStore store,
            EntityTimers timers,
            long rulesStamp,
            long settledNanos,
            long wakeMillis,
            long nextTenureNanos,
            boolean isGoverned,
            RulesState rules) {
        this.store = store;
        this.timers = timers;
        this.rulesStamp = rulesStamp;
        this.settledNanos = settledNanos;
        this.wakeMillis = wakeMillis;
        this.nextTenureNanos = nextTenureNanos;
        this.isGoverned = isGoverned;
        this.rules = rules;
        this.isApart = rules == null;
    }

    /** What is known of an entity of which nothing is known yet. */
    public EntityState(SampleStore store) {
        this(store, new EntityTimers(), 0, 0, NO_WAKE, Long.MAX_VALUE, false, new RulesState());
    }

    /** The entity's events. */
    public SampleStore store() {
        return store;
    }

    /**
     * Says where the rules' part is.
     *
     * @param apart fetches it, when it is asked for
     */
    public void keptApart(Supplier<RulesState> apart) {
        keptApart = apart;
    }

    /**
     * Takes the rules' part out, to be kept apart.
     *
     * @return null if it is not to be kept apart, or was not fetched and so is as it was
     */
    public RulesState takeRules() {
        keptApart = null;
        isBack = false;
        if (rules == null) {
            return null;
        }
        if (rules.rules().size() <= FEW_RULES) {
            isBack = isApart;
            isApart = false;
            return null;
        }
        RulesState taken = rules;
        isGoverned = true;
        isApart = true;
        rules = null;
        return taken;
    }

    /** Whether what was kept apart before {@link #takeRules} is not any more. */
    public boolean isRulesPartBack() {
        return isBack;
    }

    private RulesState fetched() {
        if (rules == null) {
            if (keptApart == null) {
                throw new IllegalStateException(
                        "the rules' part is kept apart (expected: to be told where)");
            }
            rules = keptApart.get();
        }
        return rules;
    }

    /** Whether any rule has progress. */
    boolean isGoverned() {
        return rules == null ? isGoverned : !rules.rules().isEmpty();
    }

    /** Progress of each rule that governs the entity, in the order of the rules. */
    List<RuleProgress> rules() {
        return fetched().rules();
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
        return alerts().anyOpen();
    }

    /** The alerts that are out for the entity. */
    Alerts alerts() {
        return fetched().alerts();
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

    /**
     * How many bytes it holds, without a rules' part that is kept apart and was not fetched. A
     * close estimate of what is written: monitors count with all their words, of which zeros are
     * not written. Depends on what is kept only, so that it is the same after a restart. Costs the
     * number of fields and rules.
     */
    public long stateBytes() {
        return FIXED_BYTES + store.stateBytes() + (rules == null ? 0 : rules.stateBytes());
    }

    /** An independent copy; of the rules' part, too, unless it is kept apart. */
    public EntityState copy() {
        return new EntityState(
                store.copy(),
                timers.copy(),
                rulesStamp,
                settledNanos,
                wakeMillis,
                nextTenureNanos,
                isGoverned,
                rules == null ? null : rules.copy());
    }

    /** Writes everything but the events, and a rules' part that is kept apart; version 1. */
    public void write(DataOutput out) throws IOException {
        out.writeLong(rulesStamp);
        out.writeLong(settledNanos);
        out.writeLong(wakeMillis);
        out.writeLong(nextTenureNanos);
        out.writeBoolean(isGoverned());
        timers.write(out);
        out.writeBoolean(rules != null);
        if (rules != null) {
            rules.write(out);
        }
    }

    /** Reads what {@link #write} wrote. */
    public static EntityState read(SampleStore store, DataInput in) throws IOException {
        long rulesStamp = in.readLong();
        long settledNanos = in.readLong();
        long wakeMillis = in.readLong();
        long nextTenureNanos = in.readLong();
        boolean isGoverned = in.readBoolean();
        EntityTimers timers = EntityTimers.read(in);
        return new EntityState(
                store,
                timers,
                rulesStamp,
                settledNanos,
                wakeMillis,
                nextTenureNanos,
                isGoverned,
                in.readBoolean() ? RulesState.read(in) : null);
    }
}
