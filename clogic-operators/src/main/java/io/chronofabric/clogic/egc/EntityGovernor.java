package io.chronofabric.clogic.egc;

import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.model.Signal;
import java.util.List;

/**
 * Judges entities by the rules of a table. Holds the rules and nothing about any entity: that is in
 * the {@link EntityState} handed in. Time comes in as the settled limit, the instant before which
 * every event has arrived as far as the watermark knows. Not safe for use by several threads.
 *
 * <p>An event before the limit is late. Within the allowed lateness it is stored all the same, the
 * answers it touches are worked out anew from the kept events, and what differs goes out as
 * numbered corrections; later than that it is rejected.
 *
 * <p>Each moment is judged by the version in force at it. An entity takes a version up when the
 * limit passes the version's beginning, whenever that is; so all of them do at the same moment of
 * event time. A version that has ended stays until its last answer is out and cannot be corrected.
 */
public final class EntityGovernor {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final RuleDesks desks;
    private final TenureChanges changes;
    private final int maxSamples;

    /**
     * @param rules the rules in force, for ever
     * @param maxSamples events that may be kept for one entity, at least 1
     */
    public EntityGovernor(List<CompiledRule> rules, int maxSamples) {
        this(new RuleTable(rules, RuleQuota.DEFAULT), maxSamples);
    }

    /**
     * @param table the rules in force; after it has changed, {@link #rulesChanged} must be called
     * @param maxSamples events that may be kept for one entity, at least 1
     */
    public EntityGovernor(RuleTable table, int maxSamples) {
        this.desks = new RuleDesks(table);
        this.changes = new TenureChanges(desks);
        this.maxSamples = maxSamples;
    }

    /** Takes up what has changed in the table. */
    public void rulesChanged() {
        desks.tableChanged();
    }

    /**
     * The settled limit that a watermark in milliseconds gives: it settles all of its millisecond.
     */
    public static long limitOf(long watermarkMillis) {
        if (watermarkMillis >= Long.MAX_VALUE / NANOS_PER_MILLI - 1) {
            return Long.MAX_VALUE;
        }
        return watermarkMillis < 0 ? 0 : (watermarkMillis + 1) * NANOS_PER_MILLI;
    }

    /** Whether an event matters to any rule; if not, an entity that has no state needs none. */
    public boolean governs(String entity, long eventNanos) {
        return desks.govern(entity, eventNanos);
    }

    /** The state of an entity that nothing is known of yet. */
    public EntityState newState() {
        return new EntityState(new SampleStore(maxSamples));
    }

    /**
     * Takes an event of the entity.
     *
     * @param limitNanos the settled limit; one that lies behind an earlier one, as after a restart,
     *     counts as that
     */
    public void onSignal(EntityState state, Signal signal, long limitNanos, GovernanceOutput out) {
        adoptRules(state, signal.entity(), out);
        if (!state.isGoverned() && !governs(signal.entity(), signal.time().physicalNanos())) {
            out.ungoverned();
            if (state.nextTenureNanos() == Long.MAX_VALUE) {
                state.rest(new SampleStore(maxSamples));
            }
            return;
        }
        long limit = Math.max(limitNanos, state.settledNanos());
        if (signal.time().physicalNanos() >= limit) {
            if (insert(state.store(), signal, out)) {
                state.wakeMillis(Math.min(state.wakeMillis(), signal.time().epochMillis()));
                if (desks.foresee()) {
                    foresee(state, signal, out);
                }
            }
            return;
        }
        settle(state, signal.entity(), limit, out);
        onLateSignal(state, signal, limit, out);
        state.wakeMillis(nextWake(state));
    }

    private void foresee(EntityState state, Signal signal, GovernanceOutput out) {
        List<RuleProgress> rules = state.rules();
        for (int i = 0; i < rules.size(); i++) {
            RuleProgress progress = rules.get(i);
            desks.of(progress).foresee(state.store(), progress, state.settledNanos(), signal, out);
        }
    }

    /** Answers everything that the limit settles, and says when to look again. */
    public void advance(EntityState state, String entity, long limitNanos, GovernanceOutput out) {
        adoptRules(state, entity, out);
        settle(state, entity, limitNanos, out);
        state.wakeMillis(nextWake(state));
        if (state.store().size() == 0 && state.wakeMillis() == EntityState.NO_WAKE) {
            state.rest(new SampleStore(maxSamples));
        }
    }

    /**
     * Whether nothing about the entity is worth keeping: its traces have ended, its events aged,
     * and no alert is open that could be cleared.
     */
    public boolean isForgettable(EntityState state) {
        return state.store().size() == 0
                && state.wakeMillis() == EntityState.NO_WAKE
                && !state.alerts().anyOpen();
    }

    /**
     * Matches the entity's progress with the table, where that has changed. Whatever is done with
     * an entity begins with it; it is called alone for an entity of which no event may be to come.
     */
    public void adoptRules(EntityState state, String entity, GovernanceOutput out) {
        if (state.store().maxSamples() != maxSamples) {
            state.store().maxSamples(maxSamples);
        }
        if (state.rulesStamp() != desks.stamp()) {
            changes.adopt(state, entity, out);
            state.wakeMillis(nextWake(state));
        }
    }

    private void settle(EntityState state, String entity, long limitNanos, GovernanceOutput out) {
        while (state.nextTenureNanos() < limitNanos) {
            long boundary = state.nextTenureNanos();
            step(state, entity, boundary, out);
            changes.begin(state, entity, boundary, limitNanos);
        }
        step(state, entity, limitNanos, out);
        changes.retire(state, entity, limitNanos, out);
    }

    private void step(EntityState state, String entity, long limitNanos, GovernanceOutput out) {
        long settled = state.settledNanos();
        if (limitNanos <= settled) {
            return;
        }
        SampleStore store = state.store();
        List<RuleProgress> rules = state.rules();
        for (int i = 0; i < rules.size(); i++) {
            RuleProgress progress = rules.get(i);
            RuleDesk desk = desks.of(progress);
            List<RuleProgress> trials = desks.trialsOf(desk.tenure(), rules);
            desk.advance(store, progress, settled, limitNanos, entity, state.alerts(), trials, out);
        }
        state.settledNanos(limitNanos);
        store.evictBefore(Math.max(0, limitNanos - desks.retentionNanos(state)));
        store.thinBefore(Math.max(0, limitNanos - desks.closeRetentionNanos(state)));
    }

    private boolean insert(SampleStore store, Signal signal, GovernanceOutput out) {
        switch (store.insert(
                signal.time(), signal.fields(), signal.trace(), signal.clockErrorNanos())) {
            case STORED -> {
                return true;
            }
            case DUPLICATE -> out.duplicate();
            case CONFLICT -> out.rejected(RejectedEvents.conflicting(signal));
            case FULL -> out.rejected(RejectedEvents.beyond(signal, store.size(), maxSamples));
        }
        return false;
    }

    private void onLateSignal(
            EntityState state, Signal signal, long limitNanos, GovernanceOutput out) {
        long lateBy = (limitNanos - 1) / NANOS_PER_MILLI - signal.time().epochMillis();
        long allowed = desks.latenessMillis(state);
        if (lateBy > allowed) {
            out.rejected(RejectedEvents.late(signal, lateBy, allowed));
            return;
        }
        SampleStore store = state.store();
        if (!insert(store, signal, out)) {
            return;
        }
        int row = store.firstAtOrAfter(signal.time().physicalNanos());
        while (store.logicalAndNode(row) != signal.time().logicalAndNode()) {
            row++;
        }
        for (RuleProgress progress : state.rules()) {
            desks.of(progress)
                    .takeLate(
                            progress, store, row, limitNanos, signal.entity(), state.alerts(), out);
        }
    }

    /** The watermark to look again at, always ahead of the settled limit's. */
    private long nextWake(EntityState state) {
        long wake = EntityState.NO_WAKE;
        if (state.settledNanos() == Long.MAX_VALUE) {
            return wake;
        }
        SampleStore store = state.store();
        int unsettled = store.firstAtOrAfter(state.settledNanos());
        if (unsettled < store.size()) {
            wake = store.physicalNanos(unsettled) / NANOS_PER_MILLI;
        }
        List<RuleProgress> rules = state.rules();
        for (int i = 0; i < rules.size(); i++) {
            RuleDesk desk = desks.of(rules.get(i));
            wake = Math.min(wake, desk.expiryMillis(rules.get(i), state.settledNanos()));
            if (!desk.tenure().isOpen() && state.alerts().isOpen(desk.tenure().lineage())) {
                wake = Math.min(wake, desk.tenure().doneNanos() / NANOS_PER_MILLI);
            }
        }
        if (wake == EntityState.NO_WAKE && store.size() > 0) {
            // Nothing is pending: come back once, when the last event has aged out of the store.
            long newest = store.physicalNanos(store.size() - 1);
            wake = SamplingGrid.later(newest, desks.retentionNanos(state)) / NANOS_PER_MILLI;
        }
        return wake;
    }
}
