package io.chronofabric.clogic.egc;

import io.chronofabric.state.codec.SignalJson;
import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.model.Form;
import io.chronofabric.state.model.Header;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Transport;
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
 * answers it touches are worked out anew from the kept events, and what differs goes out as
 * numbered corrections; later than that it is rejected.
 */
public final class EntityGovernor {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final List<RuleDesk> desks;
    private final Map<RuleRef, RuleDesk> deskOf = new HashMap<>();
    private final int maxSamples;
    private final long rulesStamp;

    /**
     * @param rules the rules in force
     * @param maxSamples events that may be kept for one entity, at least 1
     */
    public EntityGovernor(List<CompiledRule> rules, int maxSamples) {
        this.desks = rules.stream().map(RuleDesk::new).toList();
        desks.forEach(desk -> deskOf.put(desk.rule().rule().ref(), desk));
        this.maxSamples = maxSamples;
        long stamp = 1;
        for (CompiledRule rule : rules) {
            stamp = 31 * stamp + rule.fingerprint();
            stamp = 31 * stamp + rule.rule().entityPattern().hashCode();
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

    /**
     * Takes an event of the entity.
     *
     * @param limitNanos the settled limit; one that lies behind an earlier one, as after a restart,
     *     counts as that
     */
    public void onSignal(EntityState state, Signal signal, long limitNanos, GovernanceOutput out) {
        adopt(state, signal.entity());
        if (state.rules().isEmpty()) {
            out.ungoverned();
            state.rest(new SampleStore(maxSamples));
            return;
        }
        long limit = Math.max(limitNanos, state.settledNanos());
        if (signal.time().physicalNanos() >= limit) {
            if (insert(state.store(), signal, out)) {
                state.wakeMillis(Math.min(state.wakeMillis(), signal.time().epochMillis()));
            }
            return;
        }
        settle(state, signal.entity(), limit, out);
        onLateSignal(state, signal, limit, out);
        state.wakeMillis(nextWake(state));
    }

    /** Answers everything that the limit settles, and says when to look again. */
    public void advance(EntityState state, String entity, long limitNanos, GovernanceOutput out) {
        adopt(state, entity);
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
        if (state.store().size() > 0 || state.wakeMillis() != EntityState.NO_WAKE) {
            return false;
        }
        for (RuleProgress progress : state.rules()) {
            if (progress.isAlerted()) {
                return false;
            }
        }
        return true;
    }

    private void settle(EntityState state, String entity, long limitNanos, GovernanceOutput out) {
        long settled = state.settledNanos();
        if (limitNanos <= settled) {
            return;
        }
        SampleStore store = state.store();
        List<RuleProgress> rules = state.rules();
        for (int i = 0; i < rules.size(); i++) {
            RuleProgress progress = rules.get(i);
            deskOf(progress).advance(store, progress, settled, limitNanos, entity, out);
        }
        state.settledNanos(limitNanos);
        store.evictBefore(Math.max(0, limitNanos - retentionNanos(state)));
    }

    private RuleDesk deskOf(RuleProgress progress) {
        return deskOf.get(progress.ref());
    }

    /**
     * How far behind the watermark an event may be: the longest lateness of the entity's rules, so
     * that all of them judge the same events.
     */
    private long latenessMillis(EntityState state) {
        long lateness = 0;
        List<RuleProgress> rules = state.rules();
        for (int i = 0; i < rules.size(); i++) {
            lateness = Math.max(lateness, deskOf(rules.get(i)).rule().rule().latenessMillis());
        }
        return lateness;
    }

    /**
     * How long events are kept behind the limit, for the latest event to correct all it touches.
     */
    private long retentionNanos(EntityState state) {
        long reach = 0;
        List<RuleProgress> rules = state.rules();
        for (int i = 0; i < rules.size(); i++) {
            reach = Math.max(reach, deskOf(rules.get(i)).rule().reachNanos());
        }
        return SamplingGrid.later((latenessMillis(state) + 1) * NANOS_PER_MILLI, reach);
    }

    private boolean insert(SampleStore store, Signal signal, GovernanceOutput out) {
        switch (store.insert(signal.time(), signal.fields(), signal.trace())) {
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
        long lateBy = (limitNanos - 1) / NANOS_PER_MILLI - signal.time().epochMillis();
        long allowed = latenessMillis(state);
        if (lateBy > allowed) {
            out.rejected(
                    reject(
                            signal,
                            RejectReason.LATE,
                            "the event is "
                                    + lateBy
                                    + " ms behind the watermark (expected: at most "
                                    + allowed
                                    + " ms, the lateness of its rules)"));
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
            deskOf(progress).takeLate(progress, store, row, limitNanos, signal.entity(), out);
        }
    }

    private static Rejected reject(Signal signal, RejectReason reason, String text) {
        return new Rejected(
                SignalJson.write(signal).getBytes(StandardCharsets.UTF_8),
                Form.SIGNAL,
                signal.origin(),
                reason,
                text,
                transport(signal));
    }

    /** What is still known of how the event came. */
    private static Transport transport(Signal signal) {
        return signal.trace() == null
                ? Transport.NONE
                : new Transport(
                        null,
                        List.of(Header.traceparent(signal.trace())),
                        Transport.UNKNOWN_ARRIVAL);
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
            wake = Math.min(wake, deskOf(rules.get(i)).expiryMillis(rules.get(i)));
        }
        if (wake == EntityState.NO_WAKE && store.size() > 0) {
            // Nothing is pending: come back once, when the last event has aged out of the store.
            long newest = store.physicalNanos(store.size() - 1);
            wake = SamplingGrid.later(newest, retentionNanos(state)) / NANOS_PER_MILLI;
        }
        return wake;
    }

    /** Matches the entity's progress with the rules in force, after a start with other rules. */
    private void adopt(EntityState state, String entity) {
        if (state.store().maxSamples() != maxSamples) {
            state.store().maxSamples(maxSamples);
        }
        if (state.rulesStamp() == rulesStamp) {
            return;
        }
        List<RuleProgress> former = List.copyOf(state.rules());
        List<RuleProgress> adopted = new ArrayList<>();
        for (RuleDesk desk : desks) {
            if (desk.rule().appliesTo(entity)) {
                adopted.add(adopt(desk, former, state));
            }
        }
        state.adopt(adopted, rulesStamp);
        state.wakeMillis(nextWake(state));
    }

    private RuleProgress adopt(RuleDesk desk, List<RuleProgress> former, EntityState state) {
        boolean alerted = false;
        for (RuleProgress progress : former) {
            if (progress.belongsTo(desk.rule())) {
                return progress;
            }
            alerted |= progress.isAlerted() && isReplaced(progress.ref(), desk.rule().rule().ref());
        }
        RuleProgress rebuilt = desk.rebuild(state.store(), state.settledNanos());
        rebuilt.alerted(alerted);
        return rebuilt;
    }

    /** Whether a version is no longer in force and another one of the same rule is. */
    private boolean isReplaced(RuleRef former, RuleRef now) {
        return former.id().equals(now.id())
                && former.tenant().equals(now.tenant())
                && (former.version() == now.version() || !deskOf.containsKey(former));
    }
}
