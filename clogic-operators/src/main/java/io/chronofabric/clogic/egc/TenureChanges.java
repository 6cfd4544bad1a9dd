package io.chronofabric.clogic.egc;

import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Takes tenures up for an entity and lets go of them: when the settled limit passes the beginning
 * of one, when one has said everything, and when the table itself has changed. Holds nothing about
 * any entity. Not safe for use by several threads.
 */
final class TenureChanges {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final RuleDesks desks;

    TenureChanges(RuleDesks desks) {
        this.desks = desks;
    }

    /**
     * Matches the entity's progress with the table, which has changed: keeps what goes on, drops
     * what is no more, and notes what is to come.
     */
    void adopt(EntityState state, String entity, GovernanceOutput out) {
        List<RuleProgress> former = List.copyOf(state.rules());
        state.rules().clear();
        for (RuleDesk desk : desks.all()) {
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
        state.rulesStamp(desks.stamp());
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
            if (desks.isContinued(lineage, entity, Tenure.ALWAYS)) {
                continue;
            }
            RuleRef heir = desks.heirOf(lineage, entity);
            if (heir != null) {
                entry.lineage(heir);
            } else {
                withdraw(lineage, state, entity, state.settledNanos() / NANOS_PER_MILLI, out);
            }
        }
    }

    /** Takes up the tenures that events count for from here on, for an entity settled up to it. */
    void begin(EntityState state, String entity, long boundary, long limitNanos) {
        for (RuleDesk desk : desks.all()) {
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
        Kept kept = cold ? Kept.nothingBefore(tenure) : keptBefore(tenure, entity);
        progress.feedsFrom(kept.lastFrom());
        CompiledRule rule = tenure.rule();
        if (!cold && rule.isCorrectable() && rule.plan().past() > 0) {
            SamplingGrid grid = rule.grid();
            long whole =
                    Math.max(
                            SamplingGrid.later(kept.lastFrom(), grid.maxAgeNanos()),
                            kept.allFrom());
            long complete = grid.firstFor(whole) + 1;
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
     * What is kept of an entity for certain, whatever else the store may hold.
     *
     * @param lastFrom the instant from which on it is known of each moment what values were the
     *     last before it
     * @param allFrom the instant from which on all events are kept
     */
    private record Kept(long lastFrom, long allFrom) {
        static Kept nothingBefore(Tenure tenure) {
            return new Kept(tenure.feedsFromNanos(), tenure.feedsFromNanos());
        }
    }

    /**
     * What is kept when a tenure begins: what the tenures until then promised to keep, and what was
     * kept when they began.
     */
    private Kept keptBefore(Tenure begins, String entity) {
        List<Tenure> before = new ArrayList<>();
        for (RuleDesk desk : desks.all()) {
            Tenure tenure = desk.tenure();
            if (tenure.fromMillis() <= begins.fromMillis() && tenure.rule().appliesTo(entity)) {
                before.add(tenure);
            }
        }
        before.sort(Comparator.comparingLong(Tenure::fromMillis));
        List<Kept> kept = new ArrayList<>();
        for (Tenure tenure : before) {
            Kept known = Kept.nothingBefore(tenure);
            for (int i = 0; i < kept.size(); i++) {
                Tenure keeping = before.get(i);
                if (keeping.fromMillis() < tenure.fromMillis()
                        && keeping.toMillis() >= tenure.fromMillis()) {
                    known = longer(known, kept.get(i), tenure.feedsFromNanos(), keeping);
                }
            }
            if (tenure.equals(begins)) {
                return known;
            }
            kept.add(known);
        }
        return Kept.nothingBefore(begins);
    }

    private static Kept longer(Kept known, Kept before, long atNanos, Tenure keeping) {
        long last = Math.max(Math.max(0, atNanos - keeping.retentionNanos()), before.lastFrom());
        long all = Math.max(Math.max(0, atNanos - keeping.closeRetentionNanos()), before.allFrom());
        return new Kept(Math.min(known.lastFrom(), last), Math.min(known.allFrom(), all));
    }

    /** Where the next tenure begins that governs the entity and that it has not taken up. */
    private long nextTenureNanos(EntityState state, String entity, long fromNanos) {
        long next = Long.MAX_VALUE;
        for (RuleDesk desk : desks.all()) {
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
    void retire(EntityState state, String entity, long limitNanos, GovernanceOutput out) {
        List<RuleProgress> rules = state.rules();
        for (int i = rules.size() - 1; i >= 0; i--) {
            Tenure tenure = desks.of(rules.get(i)).tenure();
            if (tenure.isOpen() || tenure.doneNanos() > limitNanos) {
                continue;
            }
            rules.remove(i);
            if (!tenure.onTrial()
                    && !desks.isContinued(tenure.lineage(), entity, tenure.toMillis())) {
                withdraw(tenure.lineage(), state, entity, tenure.toMillis(), out);
            }
        }
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
}
