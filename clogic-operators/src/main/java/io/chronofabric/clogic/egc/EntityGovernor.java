package io.chronofabric.clogic.egc;

import io.chronofabric.state.codec.SignalJson;
import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Signal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges entities by a set of rules. Holds the rules and nothing about any entity: that is in the
 * {@link EntityState} handed in. Time comes in as the settled limit, the instant before which every
 * event has arrived as far as the watermark knows. Not safe for use by several threads.
 *
 * <p>An event before the limit is late. Within the allowed lateness it is stored all the same, the
 * answers it touches are worked out anew from the kept events, and those that differ go out as
 * numbered corrections; later than that it is rejected.
 */
public final class EntityGovernor {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final List<RuleDesk> desks;
    private final Map<RuleRef, RuleDesk> deskOf = new HashMap<>();
    private final int maxSamples;
    private final long retentionNanos;
    private final long latenessNanos;
    private final long rulesStamp;

    /**
     * @param rules the rules in force
     * @param maxSamples events that may be kept for one entity, at least 1
     */
    public EntityGovernor(List<CompiledRule> rules, int maxSamples) {
        this.desks = rules.stream().map(RuleDesk::new).toList();
        desks.forEach(desk -> deskOf.put(desk.rule().rule().ref(), desk));
        this.maxSamples = maxSamples;
        this.retentionNanos =
                rules.stream().mapToLong(CompiledRule::retentionNanos).max().orElse(0);
        this.latenessNanos =
                rules.stream().mapToLong(r -> r.rule().latenessMillis()).max().orElse(0)
                        * NANOS_PER_MILLI;
        long stamp = 1;
        for (CompiledRule rule : rules) {
            stamp = 31 * stamp + rule.fingerprint();
        }
        this.rulesStamp = stamp;
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

    /** Whether any rule governs an entity; others need no state. */
    public boolean governs(String entity) {
        for (RuleDesk desk : desks) {
            if (desk.rule().appliesTo(entity)) {
                return true;
            }
        }
        return false;
    }

    /** The state of an entity that nothing is known of yet. */
    public EntityState newState() {
        return new EntityState(new SampleStore(maxSamples), List.of(), 0, 0, EntityState.NO_WAKE);
    }

    /** Takes an event of the entity. */
    public void onSignal(EntityState state, Signal signal, long limitNanos, GovernanceOutput out) {
        adopt(state, signal.entity());
        if (signal.time().physicalNanos() >= limitNanos) {
            if (insert(state.store(), signal, out)) {
                state.wakeMillis(
                        Math.min(
                                state.wakeMillis(),
                                signal.time().physicalNanos() / NANOS_PER_MILLI));
            }
            return;
        }
        advance(state, signal.entity(), limitNanos, out);
        onLateSignal(state, signal, limitNanos, out);
    }

    /** Answers everything that the limit settles, and says when to look again. */
    public void advance(EntityState state, String entity, long limitNanos, GovernanceOutput out) {
        adopt(state, entity);
        if (limitNanos > state.settledNanos()) {
            for (int i = 0; i < state.rules().size(); i++) {
                RuleProgress progress = state.rules().get(i);
                deskOf.get(progress.ref())
                        .advance(
                                state.store(),
                                progress,
                                state.settledNanos(),
                                limitNanos,
                                entity,
                                out);
            }
            state.settledNanos(limitNanos);
            state.store().evictBefore(Math.max(0, limitNanos - retentionNanos));
        }
        state.wakeMillis(nextWake(state));
    }

    /**
     * Whether nothing about the entity is worth keeping: its traces have ended, its events aged.
     */
    public boolean isForgettable(EntityState state) {
        return state.store().size() == 0 && state.wakeMillis() == EntityState.NO_WAKE;
    }

    private boolean insert(SampleStore store, Signal signal, GovernanceOutput out) {
        switch (store.insert(signal.time(), signal.fields())) {
            case STORED -> {
                return true;
            }
            case DUPLICATE -> out.duplicate();
            case CONFLICT ->
                    out.rejected(
                            reject(
                                    signal,
                                    RejectReason.CONFLICTING_DUPLICATE,
                                    "an event of "
                                            + signal.entity()
                                            + " at "
                                            + signal.time()
                                            + " with other values was here first (expected: one"
                                            + " event per entity and time)"));
            case FULL ->
                    out.rejected(
                            reject(
                                    signal,
                                    RejectReason.ENTITY_FULL,
                                    signal.entity()
                                            + " has "
                                            + store.size()
                                            + " kept events (limit: "
                                            + maxSamples
                                            + "); raise governance.max-samples-per-entity, or"
                                            + " shorten lateness and bounds of its rules"));
        }
        return false;
    }

    private void onLateSignal(
            EntityState state, Signal signal, long limitNanos, GovernanceOutput out) {
        long lateBy = limitNanos - signal.time().physicalNanos();
        if (lateBy > latenessNanos) {
            out.rejected(
                    reject(
                            signal,
                            RejectReason.LATE,
                            "the event is "
                                    + lateBy / NANOS_PER_MILLI
                                    + " ms behind the watermark (expected: at most "
                                    + latenessNanos / NANOS_PER_MILLI
                                    + " ms, the lateness of its rules)"));
            return;
        }
        SampleStore before = state.store().copy();
        if (!insert(state.store(), signal, out)) {
            return;
        }
        for (int i = 0; i < state.rules().size(); i++) {
            RuleProgress progress = state.rules().get(i);
            RuleDesk desk = deskOf.get(progress.ref());
            if (desk.isCorrectable(lateBy)) {
                state.replace(
                        i,
                        desk.correct(
                                progress,
                                before,
                                state.store(),
                                signal.time().physicalNanos(),
                                signal.entity(),
                                limitNanos,
                                out));
            }
        }
        state.wakeMillis(nextWake(state));
    }

    private static Rejected reject(Signal signal, RejectReason reason, String text) {
        return new Rejected(
                SignalJson.write(signal).getBytes(StandardCharsets.UTF_8),
                signal.origin(),
                reason,
                text);
    }

    private long nextWake(EntityState state) {
        long wake = EntityState.NO_WAKE;
        SampleStore store = state.store();
        int unsettled = store.firstAtOrAfter(state.settledNanos());
        if (unsettled < store.size()) {
            wake = store.physicalNanos(unsettled) / NANOS_PER_MILLI;
        }
        for (RuleProgress progress : state.rules()) {
            wake = Math.min(wake, deskOf.get(progress.ref()).expiryMillis(progress));
        }
        if (wake == EntityState.NO_WAKE && store.size() > 0) {
            // Nothing is pending: come back once, when the last event has aged out of the store.
            wake = (store.physicalNanos(store.size() - 1) + retentionNanos) / NANOS_PER_MILLI + 1;
        }
        return wake;
    }

    /** Matches the entity's progress with the rules in force, after a start with other rules. */
    private void adopt(EntityState state, String entity) {
        if (state.rulesStamp() == rulesStamp) {
            return;
        }
        List<RuleProgress> adopted = new ArrayList<>();
        for (RuleDesk desk : desks) {
            if (!desk.rule().appliesTo(entity)) {
                continue;
            }
            RuleProgress kept =
                    state.rules().stream()
                            .filter(progress -> progress.belongsTo(desk.rule()))
                            .findFirst()
                            .orElse(null);
            adopted.add(kept != null ? kept : desk.rebuild(state.store(), state.settledNanos()));
        }
        state.adopt(adopted, rulesStamp);
    }
}
