package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.clogic.egc.GovernanceOutput;
import io.chronofabric.clogic.egc.RejectedEvents;
import io.chronofabric.clogic.egc.RuleQuota;
import io.chronofabric.clogic.egc.RuleTable;
import io.chronofabric.clogic.egc.Tenure;
import io.chronofabric.operators.sequence.SequenceMatch;
import io.chronofabric.operators.sequence.SequenceOutput;
import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for the patterns of a table in the events of entities. Holds the patterns and nothing about
 * any entity: that is in the {@link PatternsState} handed in. Time comes in as the settled limit,
 * the instant before which all events are there; not safe for use by several threads.
 *
 * <p>Events of an entity are looked at in the order of their HLC time once the limit has passed
 * them and the longest lateness of the patterns that look at the entity; what comes later than that
 * is rejected. So a match does not depend on the order in which events came, and is not taken back.
 *
 * <p>Each event is looked at by the version in force at its time. Versions change where the events
 * before have been looked at and no other has, the same for every entity: see {@link
 * PatternAdoption} for what a new one knows. Of a version on trial differences are told and no
 * matches: see {@link TrialMatches}.
 *
 * <p>For patterns with a guard see {@link SilenceGuard}.
 */
public final class PatternWatch {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final PatternTenures tenures;
    private final PatternAdoption adoption;
    private final SilenceGuard guard = new SilenceGuard();
    private final Readings readings = new Readings();
    private final TrialMatches trials = new TrialMatches();
    private final int maxWaiting;

    /**
     * @param table the patterns in force; after it has changed, {@link #tableChanged} must be
     *     called
     * @param maxWaiting events of an entity that may wait for the watermark, at least 1
     */
    public PatternWatch(RuleTable table, int maxWaiting) {
        this.tenures = new PatternTenures(table);
        this.adoption = new PatternAdoption(tenures);
        this.maxWaiting = maxWaiting;
    }

    /**
     * @param patterns what is looked for, for ever
     * @param maxWaiting events of an entity that may wait for the watermark, at least 1
     */
    public PatternWatch(List<CompiledPattern> patterns, int maxWaiting) {
        this(new RuleTable(patterns, RuleQuota.DEFAULT, new EveryDocument()), maxWaiting);
    }

    /** Takes up what has changed in the table. */
    public void tableChanged() {
        tenures.tableChanged();
    }

    /** Whether an event matters to any pattern; if not, an entity without a state needs none. */
    public boolean watches(String entity, long eventNanos) {
        return tenures.watch(entity, eventNanos);
    }

    /** The state of an entity that nothing is known of yet. */
    public PatternsState newState() {
        return PatternsState.empty(new SampleStore(maxWaiting));
    }

    /** Values of features that had to leave their window before their time, so far. */
    public long cutFromWindows() {
        return readings.cutFromWindows();
    }

    /**
     * Takes an event of the entity.
     *
     * @param limitNanos the settled limit
     * @param nowMillis the wall clock, for guards
     */
    public void onSignal(
            PatternsState state,
            Signal signal,
            long limitNanos,
            long nowMillis,
            GovernanceOutput out) {
        advance(state, signal.entity(), limitNanos, out);
        if (signal.time().physicalNanos() < state.settledNanos()) {
            out.rejected(late(signal, limitNanos, state));
            return;
        }
        switch (state.waiting()
                .insert(signal.time(), signal.fields(), signal.trace(), signal.clockErrorNanos())) {
            case STORED -> {
                state.wakeMillis(wake(state, signal.entity()));
                guard.hear(state, signal, nowMillis, out);
            }
            case DUPLICATE -> out.duplicate();
            case CONFLICT -> out.rejected(RejectedEvents.conflicting(signal));
            case FULL ->
                    out.rejected(RejectedEvents.beyond(signal, state.waiting().size(), maxWaiting));
        }
    }

    /** Looks at all that the limit settles, and says when to look again. */
    public void advance(PatternsState state, String entity, long limitNanos, GovernanceOutput out) {
        adopt(state, entity);
        for (long settled = settles(state, limitNanos);
                settled > state.settledNanos();
                settled = settles(state, limitNanos)) {
            long change = tenures.nextChange(entity, state.settledNanos());
            step(state, entity, Math.min(change, settled), out);
            if (change <= settled && change != Long.MAX_VALUE) {
                guard.takeBack(
                        state,
                        entity,
                        told -> !tenures.looksUntil(told.rule(), told.endMillis()),
                        out);
                adoption.adopt(state, entity);
            }
        }
        state.wakeMillis(wake(state, entity));
    }

    /**
     * Looks for silence by the wall clock, at {@link PatternsState#checkMillis}, and says when to
     * look again.
     */
    public void check(PatternsState state, String entity, long nowMillis, GovernanceOutput out) {
        adopt(state, entity);
        guard.check(state, entity, nowMillis, out);
    }

    /** What a limit settles for those who look at the entity where that has settled. */
    private static long settles(PatternsState state, long limitNanos) {
        return limitNanos == Long.MAX_VALUE ? limitNanos : limitNanos - state.latenessNanos();
    }

    /** Whether nothing about the entity is worth keeping. */
    public boolean isForgettable(PatternsState state) {
        if (state.waiting().size() > 0 || !state.foretold().isEmpty()) {
            return false;
        }
        for (PatternProgress progress : state.patterns()) {
            if (!progress.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private void adopt(PatternsState state, String entity) {
        if (!state.isAdoptedFor(tenures.all())) {
            state.waiting().maxSamples(maxWaiting);
            adoption.adopt(state, entity);
        }
    }

    /** Looks at the events before an instant, and at what is due until then. */
    private void step(PatternsState state, String entity, long settled, GovernanceOutput out) {
        SampleStore waiting = state.waiting();
        int ready = waiting.firstAtOrAfter(settled);
        int count = state.patterns().size();
        List<SequenceOutput<Reading>> sinks = new ArrayList<>(count);
        int[][] columns = new int[count][];
        List<Tenure> onTrial = state.onTrial();
        for (int i = 0; i < count; i++) {
            sinks.add(sink(state, i, entity, !onTrial.isEmpty(), out));
            columns[i] = ready == 0 ? null : Readings.columns(state.patternOf(i), waiting);
        }
        for (int row = 0; row < ready; row++) {
            for (int i = 0; i < count; i++) {
                PatternProgress progress = state.patterns().get(i);
                CompiledPattern pattern = state.patternOf(i);
                Reading reading = readings.of(pattern, progress, waiting, columns[i], row);
                pattern.engine().onEvent(progress.runs(), reading, sinks.get(i));
            }
            trials.tell(onTrial, entity, out);
        }
        for (int i = 0; i < count; i++) {
            PatternProgress progress = state.patterns().get(i);
            progress.windows().moveTo(settled);
            state.patternOf(i).engine().advanceTo(progress.runs(), settled, sinks.get(i));
        }
        trials.tell(onTrial, entity, out);
        waiting.evictBefore(settled);
        state.settledNanos(settled);
        guard.takeBack(state, entity, told -> told.endMillis() <= settled / NANOS_PER_MILLI, out);
    }

    private SequenceOutput<Reading> sink(
            PatternsState state,
            int index,
            String entity,
            boolean isCompared,
            GovernanceOutput out) {
        Tenure tenure = state.tenureOf(index);
        if (tenure.onTrial()) {
            return match -> trials.add(tenure, match);
        }
        CompiledPattern pattern = state.patternOf(index);
        return match -> {
            report(state, pattern, entity, match, out);
            if (isCompared) {
                trials.add(tenure, match);
            }
        };
    }

    private static void report(
            PatternsState state,
            CompiledPattern pattern,
            String entity,
            SequenceMatch<Reading> match,
            GovernanceOutput out) {
        Verdict verdict = pattern.report().verdict(entity, match, true);
        boolean wasTold = state.foretold().settle(verdict.id());
        out.verdict(verdict);
        if (!wasTold) {
            out.decision(pattern.report().decision(verdict));
        }
    }

    /** The watermark to look again at. */
    private long wake(PatternsState state, String entity) {
        long nanos = Long.MAX_VALUE;
        if (state.waiting().size() > 0) {
            // Who looks at it then may wait for less.
            long change = tenures.nextChange(entity, state.settledNanos());
            nanos = Math.min(state.waiting().physicalNanos(0), change);
        }
        for (int i = 0; i < state.patterns().size(); i++) {
            PatternProgress progress = state.patterns().get(i);
            if (progress.isEmpty()) {
                continue;
            }
            // What is due at an instant is decided when all before the instant is there.
            long due = state.patternOf(i).engine().wakeNanos(progress.runs());
            nanos = Math.min(nanos, due == Long.MAX_VALUE ? due : due - 1);
            nanos = Math.min(nanos, progress.windows().emptyAtNanos());
            nanos = Math.min(nanos, PatternTenures.toNanos(state.tenureOf(i)));
        }
        return nanos == Long.MAX_VALUE
                ? PatternsState.NO_WAKE
                : (nanos + state.latenessNanos()) / NANOS_PER_MILLI;
    }

    private static Rejected late(Signal signal, long limitNanos, PatternsState state) {
        long behind = (limitNanos - 1 - signal.time().physicalNanos()) / NANOS_PER_MILLI;
        long missed = (state.settledNanos() - signal.time().physicalNanos()) / NANOS_PER_MILLI;
        return RejectedEvents.reject(
                signal,
                RejectReason.LATE,
                "the event is "
                        + behind
                        + " ms behind the watermark, and "
                        + missed
                        + " ms behind what its patterns have looked at (expected: within their"
                        + " lateness)");
    }
}
