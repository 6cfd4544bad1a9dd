package io.chronofabric.clogic.egc;

import io.chronofabric.state.codec.SignalJson;
import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Form;
import io.chronofabric.state.model.Header;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

    private final RuleTable table;
    private final int maxSamples;
    private final List<RuleDesk> desks = new ArrayList<>();
    private final Map<RuleRef, List<RuleDesk>> desksOf = new HashMap<>();
    private long rulesStamp;
    private boolean hasTrials;

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
        this.table = table;
        this.maxSamples = maxSamples;
        rulesChanged();
    }

    /** Takes up what has changed in the table. */
    public void rulesChanged() {
        Map<RuleRef, List<RuleDesk>> former = Map.copyOf(desksOf);
        desks.clear();
        desksOf.clear();
        hasTrials = false;
        for (Tenure tenure : table.tenures()) {
            RuleDesk known = null;
            for (RuleDesk desk : former.getOrDefault(tenure.ref(), List.of())) {
                known = desk.tenure().equals(tenure) ? desk : known;
            }
            RuleDesk desk = known == null ? new RuleDesk(tenure) : known;
            desks.add(desk);
            desksOf.computeIfAbsent(tenure.ref(), unused -> new ArrayList<>()).add(desk);
            hasTrials |= tenure.onTrial();
        }
        rulesStamp = table.stamp();
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
        for (int i = 0; i < desks.size(); i++) {
            Tenure tenure = desks.get(i).tenure();
            if (tenure.needs(eventNanos) && tenure.rule().appliesTo(entity)) {
                return true;
            }
        }
        return false;
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
        if (state.rules().isEmpty() && !governs(signal.entity(), signal.time().physicalNanos())) {
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
            }
            return;
        }
        settle(state, signal.entity(), limit, out);
        onLateSignal(state, signal, limit, out);
        state.wakeMillis(nextWake(state));
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

    private void settle(EntityState state, String entity, long limitNanos, GovernanceOutput out) {
        while (state.nextTenureNanos() < limitNanos) {
            long boundary = state.nextTenureNanos();
            step(state, entity, boundary, out);
            begin(state, entity, boundary, limitNanos);
        }
        step(state, entity, limitNanos, out);
        retire(state, entity, limitNanos, out);
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
            RuleDesk desk = deskOf(progress);
            List<RuleProgress> trials = hasTrials ? trialsOf(desk.tenure(), rules) : List.of();
            desk.advance(store, progress, settled, limitNanos, entity, state.alerts(), trials, out);
        }
        state.settledNanos(limitNanos);
        store.evictBefore(Math.max(0, limitNanos - retentionNanos(state)));
    }

    private List<RuleProgress> trialsOf(Tenure inForce, List<RuleProgress> rules) {
        List<RuleProgress> trials = new ArrayList<>();
        for (RuleProgress progress : rules) {
            if (progress.comparison() != null
                    && !inForce.onTrial()
                    && isSameRule(progress.ref(), inForce.ref())) {
                trials.add(progress);
            }
        }
        return trials;
    }

    /** Takes up the tenures that events count for from here on, for an entity settled up to it. */
    private void begin(EntityState state, String entity, long boundary, long limitNanos) {
        for (RuleDesk desk : desks) {
            Tenure tenure = desk.tenure();
            if (tenure.feedsFromNanos() == boundary
                    && tenure.fromMillis() != Tenure.ALWAYS
                    && tenure.rule().appliesTo(entity)
                    && !isBegun(tenure, state)
                    && !isOver(tenure, state, limitNanos)) {
                state.rules().add(begin(desk, state, entity));
            }
        }
        state.nextTenureNanos(nextTenureNanos(state, entity, boundary + 1));
    }

    private static boolean isBegun(Tenure tenure, EntityState state) {
        for (RuleProgress progress : state.rules()) {
            if (progress.tenureFrom() == tenure.fromMillis()
                    && progress.ref().equals(tenure.ref())) {
                return true;
            }
        }
        return false;
    }

    /** Whether a tenure has ended without an event of the entity that it could have judged. */
    private static boolean isOver(Tenure tenure, EntityState state, long limitNanos) {
        SampleStore store = state.store();
        return tenure.doneNanos() <= limitNanos
                && (store.size() == 0 || store.physicalNanos(0) >= tenure.doneNanos());
    }

    private RuleProgress begin(RuleDesk desk, EntityState state, String entity) {
        Tenure tenure = desk.tenure();
        RuleProgress progress = desk.begin();
        RuleProgress former = carried(tenure, state);
        if (former != null) {
            progress.carry(former);
            return progress;
        }
        boolean cold = tenure.rule().rule().onSwap() == Rule.OnSwap.COLD;
        long known = cold ? tenure.feedsFromNanos() : knownFromNanos(tenure, entity);
        progress.feedsFrom(known);
        CompiledRule rule = tenure.rule();
        if (!cold && rule.isCorrectable() && rule.plan().past() > 0) {
            SamplingGrid grid = rule.grid();
            long complete = grid.firstFor(SamplingGrid.later(known, grid.maxAgeNanos())) + 1;
            progress.warms(complete + rule.plan().past(), complete);
        }
        desk.catchUp(state.store(), progress, state.settledNanos());
        return progress;
    }

    private RuleProgress carried(Tenure tenure, EntityState state) {
        Tenure from = tenure.carriedFrom();
        for (RuleProgress progress : state.rules()) {
            if (from != null
                    && progress.tenureFrom() == from.fromMillis()
                    && progress.ref().equals(from.ref())) {
                return progress;
            }
        }
        return null;
    }

    /**
     * From when on all events of an entity are kept for certain when a tenure begins, whatever else
     * the store may hold: what the tenures until then promised to keep, and what was kept when they
     * began.
     */
    private long knownFromNanos(Tenure begins, String entity) {
        List<Tenure> before = new ArrayList<>();
        for (RuleDesk desk : desks) {
            Tenure tenure = desk.tenure();
            if (tenure.fromMillis() <= begins.fromMillis() && tenure.rule().appliesTo(entity)) {
                before.add(tenure);
            }
        }
        before.sort(Comparator.comparingLong(Tenure::fromMillis));
        long[] known = new long[before.size()];
        for (int i = 0; i < known.length; i++) {
            Tenure tenure = before.get(i);
            known[i] = tenure.feedsFromNanos();
            for (int j = 0; j < i; j++) {
                Tenure keeping = before.get(j);
                if (keeping.fromMillis() < tenure.fromMillis()
                        && keeping.toMillis() >= tenure.fromMillis()) {
                    long kept = Math.max(0, tenure.feedsFromNanos() - keeping.retentionNanos());
                    known[i] = Math.min(known[i], Math.max(kept, known[j]));
                }
            }
            if (tenure.equals(begins)) {
                return known[i];
            }
        }
        return begins.feedsFromNanos();
    }

    /** Where the next tenure begins that governs the entity and that it has not taken up. */
    private long nextTenureNanos(EntityState state, String entity, long fromNanos) {
        long next = Long.MAX_VALUE;
        for (RuleDesk desk : desks) {
            Tenure tenure = desk.tenure();
            if (tenure.fromMillis() != Tenure.ALWAYS
                    && tenure.feedsFromNanos() >= fromNanos
                    && tenure.feedsFromNanos() < next
                    && tenure.rule().appliesTo(entity)
                    && !isBegun(tenure, state)) {
                next = tenure.feedsFromNanos();
            }
        }
        return next;
    }

    /** Lets go of the tenures that have said everything, and closes the alerts they leave. */
    private void retire(EntityState state, String entity, long limitNanos, GovernanceOutput out) {
        List<RuleProgress> rules = state.rules();
        for (int i = rules.size() - 1; i >= 0; i--) {
            Tenure tenure = deskOf(rules.get(i)).tenure();
            if (tenure.isOpen() || tenure.doneNanos() > limitNanos) {
                continue;
            }
            rules.remove(i);
            if (!tenure.onTrial() && !isContinued(tenure.lineage(), entity, tenure.toMillis())) {
                withdraw(tenure.lineage(), state, entity, tenure.toMillis(), out);
            }
        }
    }

    /** Whether a later tenure of a lineage can close its alert for an entity. */
    private boolean isContinued(RuleRef lineage, String entity, long fromMillis) {
        for (RuleDesk desk : desks) {
            Tenure tenure = desk.tenure();
            if (!tenure.onTrial()
                    && tenure.lineage().equals(lineage)
                    && tenure.toMillis() > fromMillis
                    && tenure.rule().appliesTo(entity)) {
                return true;
            }
        }
        return false;
    }

    /** Closes the alert of a rule that no longer governs the entity. */
    private static void withdraw(
            RuleRef lineage,
            EntityState state,
            String entity,
            long timeMillis,
            GovernanceOutput out) {
        Alerts.Entry entry = state.alerts().withdraw(lineage);
        if (entry != null && entry.isOpen()) {
            out.decision(
                    new Decision(
                            "clear-" + entry.verdictId(),
                            entry.verdictId(),
                            lineage,
                            entity,
                            timeMillis,
                            Decision.Action.CLEAR,
                            lineage.id()
                                    + " no longer governs "
                                    + entity
                                    + " from "
                                    + Instant.ofEpochMilli(timeMillis)
                                    + " on"));
        }
    }

    private RuleDesk deskOf(RuleProgress progress) {
        List<RuleDesk> tenures = desksOf.getOrDefault(progress.ref(), List.of());
        for (int i = 0; i < tenures.size(); i++) {
            if (tenures.get(i).tenure().fromMillis() == progress.tenureFrom()) {
                return tenures.get(i);
            }
        }
        throw new IllegalStateException(
                "no tenure of " + progress.ref() + " (expected: rules adopted before)");
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
            deskOf(progress)
                    .takeLate(
                            progress, store, row, limitNanos, signal.entity(), state.alerts(), out);
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
            RuleDesk desk = deskOf(rules.get(i));
            wake = Math.min(wake, desk.expiryMillis(rules.get(i)));
            if (!desk.tenure().isOpen() && state.alerts().isOpen(desk.tenure().lineage())) {
                wake = Math.min(wake, desk.tenure().doneNanos() / NANOS_PER_MILLI);
            }
        }
        if (wake == EntityState.NO_WAKE && store.size() > 0) {
            // Nothing is pending: come back once, when the last event has aged out of the store.
            long newest = store.physicalNanos(store.size() - 1);
            wake = SamplingGrid.later(newest, retentionNanos(state)) / NANOS_PER_MILLI;
        }
        return wake;
    }

    /**
     * Matches the entity's progress with the table, where that has changed: keeps what goes on,
     * drops what is no more, and notes what is to come. Whatever is done with an entity begins with
     * it; it is called alone for an entity of which no event may be to come.
     */
    public void adoptRules(EntityState state, String entity, GovernanceOutput out) {
        if (state.store().maxSamples() != maxSamples) {
            state.store().maxSamples(maxSamples);
        }
        if (state.rulesStamp() == rulesStamp) {
            return;
        }
        List<RuleProgress> former = List.copyOf(state.rules());
        state.rules().clear();
        for (RuleDesk desk : desks) {
            Tenure tenure = desk.tenure();
            if (!tenure.rule().appliesTo(entity)) {
                continue;
            }
            RuleProgress known = knownOf(tenure, former);
            boolean hasBegun =
                    tenure.fromMillis() == Tenure.ALWAYS
                            || tenure.feedsFromNanos() < state.settledNanos();
            if (known != null) {
                state.rules().add(known);
            } else if (hasBegun && tenure.doneNanos() > state.settledNanos()) {
                state.rules().add(beginLate(desk, state, entity));
            }
        }
        adoptAlerts(state, entity, out);
        state.nextTenureNanos(nextTenureNanos(state, entity, state.settledNanos()));
        state.rulesStamp(rulesStamp);
        state.wakeMillis(nextWake(state));
    }

    private static RuleProgress knownOf(Tenure tenure, List<RuleProgress> former) {
        for (RuleProgress progress : former) {
            if (progress.belongsTo(tenure)) {
                return progress;
            }
        }
        return null;
    }

    /**
     * Takes up a tenure that began before the entity could: its rules come from a file that was
     * changed, or the governor was silent. It answers for what has no answer yet.
     */
    private RuleProgress beginLate(RuleDesk desk, EntityState state, String entity) {
        Tenure tenure = desk.tenure();
        if (state.settledNanos() == 0) {
            return desk.begin();
        }
        RuleProgress progress;
        if (tenure.fromMillis() == Tenure.ALWAYS) {
            progress = desk.begin();
            desk.catchUp(state.store(), progress, state.settledNanos());
        } else {
            progress = begin(desk, state, entity);
        }
        CompiledRule rule = tenure.rule();
        progress.since(
                Math.max(
                        progress.since(),
                        rule.grid().firstFor(state.settledNanos()) - rule.plan().future()));
        return progress;
    }

    /** Hands alerts of rules that came from files to what stands there now, or closes them. */
    private void adoptAlerts(EntityState state, String entity, GovernanceOutput out) {
        for (Alerts.Entry entry : List.copyOf(state.alerts().entries())) {
            RuleRef lineage = entry.lineage();
            if (isContinued(lineage, entity, Tenure.ALWAYS)) {
                continue;
            }
            RuleRef heir = heirOf(lineage, entity);
            if (heir != null) {
                entry.lineage(heir);
            } else {
                withdraw(lineage, state, entity, state.settledNanos() / NANOS_PER_MILLI, out);
            }
        }
    }

    /** Another version of a rule, in place of one that is in no file any more. */
    private RuleRef heirOf(RuleRef lineage, String entity) {
        for (RuleDesk desk : desks) {
            Tenure tenure = desk.tenure();
            if (!tenure.onTrial()
                    && isSameRule(tenure.ref(), lineage)
                    && tenure.rule().appliesTo(entity)) {
                return tenure.lineage();
            }
        }
        return null;
    }

    private static boolean isSameRule(RuleRef left, RuleRef right) {
        return left.id().equals(right.id()) && left.tenant().equals(right.tenant());
    }
}
