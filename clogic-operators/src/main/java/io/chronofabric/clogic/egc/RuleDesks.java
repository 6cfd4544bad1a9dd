package io.chronofabric.clogic.egc;

import io.chronofabric.state.model.RuleRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The desks of a table's tenures, found by whose progress they work on. Not safe for use by several
 * threads.
 */
final class RuleDesks {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final RuleTable table;
    private final List<RuleDesk> desks = new ArrayList<>();
    private final Map<RuleRef, List<RuleDesk>> desksOf = new HashMap<>();
    private Object tenures = new Object();
    private long stamp;
    private boolean hasTrials;
    private boolean foresee;

    RuleDesks(RuleTable table) {
        this.table = table;
        tableChanged();
    }

    /** Takes up what has changed in the table; desks of tenures that stay are kept. */
    void tableChanged() {
        Map<RuleRef, List<RuleDesk>> former = Map.copyOf(desksOf);
        desks.clear();
        desksOf.clear();
        hasTrials = false;
        foresee = false;
        for (Tenure tenure : table.tenures(CompiledRule.class)) {
            RuleDesk known = null;
            for (RuleDesk desk : former.getOrDefault(tenure.ref(), List.of())) {
                known = desk.tenure().equals(tenure) ? desk : known;
            }
            RuleDesk desk = known == null ? new RuleDesk(tenure) : known;
            desks.add(desk);
            desksOf.computeIfAbsent(tenure.ref(), unused -> new ArrayList<>()).add(desk);
            hasTrials |= tenure.onTrial();
            foresee |= Foresight.isAskedOf(tenure);
        }
        tenures = new Object();
        stamp = table.stamp(CompiledRule.class);
    }

    /** Tells this set of tenures from any other. */
    long stamp() {
        return stamp;
    }

    /** All of them, in the order of the table. */
    List<RuleDesk> all() {
        return desks;
    }

    /** Whether any of them says something when an event comes. */
    boolean foresee() {
        return foresee;
    }

    /** Whether an event of an entity matters to any rule, or may to one that is to come. */
    boolean govern(String entity, long eventNanos) {
        if (table.mayChangeAt(eventNanos / NANOS_PER_MILLI)) {
            return true;
        }
        for (int i = 0; i < desks.size(); i++) {
            Tenure tenure = desks.get(i).tenure();
            if (tenure.needs(eventNanos) && tenure.rule().appliesTo(entity)) {
                return true;
            }
        }
        return false;
    }

    /** The progress of the versions on trial that a tenure's answers are compared with. */
    List<RuleProgress> trialsOf(Tenure inForce, List<RuleProgress> rules) {
        if (!hasTrials || inForce.onTrial()) {
            return List.of();
        }
        List<RuleProgress> trials = new ArrayList<>();
        for (RuleProgress progress : rules) {
            if (progress.comparison() != null && isSameRule(progress.ref(), inForce.ref())) {
                trials.add(progress);
            }
        }
        return trials;
    }

    /** Whether a later tenure of a lineage can close its alert for an entity. */
    boolean isContinued(RuleRef lineage, String entity, long fromMillis) {
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

    /** Another version of a rule, in place of one that is in no file any more. */
    RuleRef heirOf(RuleRef lineage, String entity) {
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

    /** The desk that works on a progress. */
    RuleDesk of(RuleProgress progress) {
        RuleDesk known = progress.deskIn(tenures);
        if (known != null) {
            return known;
        }
        for (RuleDesk desk : desksOf.getOrDefault(progress.ref(), List.of())) {
            if (desk.tenure().fromMillis() == progress.tenureFrom()) {
                progress.desk(desk, tenures);
                return desk;
            }
        }
        throw new IllegalStateException(
                "no tenure of " + progress.ref() + " (expected: rules adopted before)");
    }

    /**
     * How far behind the watermark an event may be: the longest lateness of the entity's rules, so
     * that all of them judge the same events.
     */
    long latenessMillis(EntityState state) {
        long lateness = 0;
        List<RuleProgress> rules = state.rules();
        for (int i = 0; i < rules.size(); i++) {
            lateness = Math.max(lateness, of(rules.get(i)).rule().rule().latenessMillis());
        }
        return lateness;
    }

    /**
     * How long events are kept behind the limit, for the latest event to correct all it touches.
     */
    long retentionNanos(EntityState state) {
        long reach = 0;
        List<RuleProgress> rules = state.rules();
        for (int i = 0; i < rules.size(); i++) {
            reach = Math.max(reach, of(rules.get(i)).rule().reachNanos());
        }
        return SamplingGrid.later((latenessMillis(state) + 1) * NANOS_PER_MILLI, reach);
    }

    /** How long all of them are; of those before only the last of each field. */
    long closeRetentionNanos(EntityState state) {
        long reach = 0;
        List<RuleProgress> rules = state.rules();
        for (int i = 0; i < rules.size(); i++) {
            reach = Math.max(reach, of(rules.get(i)).rule().closeReachNanos());
        }
        return SamplingGrid.later((latenessMillis(state) + 1) * NANOS_PER_MILLI, reach);
    }

    private static boolean isSameRule(RuleRef left, RuleRef right) {
        return left.id().equals(right.id()) && left.tenant().equals(right.tenant());
    }
}
