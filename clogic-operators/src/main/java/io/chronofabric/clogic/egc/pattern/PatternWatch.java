package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.clogic.egc.EntityTimers;
import io.chronofabric.clogic.egc.GovernanceOutput;
import io.chronofabric.clogic.egc.RejectedEvents;
import io.chronofabric.operators.sequence.SequenceMatch;
import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import io.chronofabric.time.LogicalTime;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for patterns in the events of entities. Holds the patterns and nothing about any entity:
 * that is in the {@link PatternsState} handed in. Time comes in as the settled limit, the instant
 * before which all events are there; not safe for use by several threads.
 *
 * <p>Events of an entity are looked at in the order of their HLC time once the limit has passed
 * them and the longest lateness of the patterns that look at the entity; what comes later than that
 * is rejected. So a match is never taken back, and its moment does not depend on the order in which
 * events came.
 */
public final class PatternWatch {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final List<CompiledPattern> patterns;
    private final List<MatchReport> reports;
    private final int maxWaiting;
    private long cut;

    /**
     * @param patterns what is looked for
     * @param maxWaiting events of an entity that may wait for the watermark, at least 1
     */
    public PatternWatch(List<CompiledPattern> patterns, int maxWaiting) {
        this.patterns = List.copyOf(patterns);
        this.reports = patterns.stream().map(each -> new MatchReport(each.rule())).toList();
        this.maxWaiting = maxWaiting;
    }

    /** Whether any pattern looks at an entity. */
    public boolean watches(String entity) {
        for (CompiledPattern pattern : patterns) {
            if (pattern.appliesTo(entity)) {
                return true;
            }
        }
        return false;
    }

    /** The state of an entity that nothing is known of yet. */
    public PatternsState newState() {
        return new PatternsState(new SampleStore(maxWaiting), new EntityTimers());
    }

    /** Values of features that had to leave their window before their time, so far. */
    public long cutFromWindows() {
        return cut;
    }

    /**
     * Takes an event of the entity.
     *
     * @param limitNanos the settled limit
     */
    public void onSignal(
            PatternsState state, Signal signal, long limitNanos, GovernanceOutput out) {
        adopt(state, signal.entity());
        advance(state, signal.entity(), limitNanos, out);
        long nanos = signal.time().physicalNanos();
        if (nanos < state.settledNanos()) {
            out.rejected(late(signal, limitNanos, state));
            return;
        }
        switch (state.waiting()
                .insert(signal.time(), signal.fields(), signal.trace(), signal.clockErrorNanos())) {
            case STORED -> state.wakeMillis(wake(state));
            case DUPLICATE -> out.duplicate();
            case CONFLICT -> out.rejected(RejectedEvents.conflicting(signal));
            case FULL ->
                    out.rejected(RejectedEvents.beyond(signal, state.waiting().size(), maxWaiting));
        }
    }

    /** Looks at all that the limit settles, and says when to look again. */
    public void advance(PatternsState state, String entity, long limitNanos, GovernanceOutput out) {
        adopt(state, entity);
        long settled =
                limitNanos == Long.MAX_VALUE ? limitNanos : limitNanos - latenessNanos(state);
        if (settled > state.settledNanos()) {
            SampleStore waiting = state.waiting();
            int ready = waiting.firstAtOrAfter(settled);
            for (int row = 0; row < ready; row++) {
                look(state, entity, row, out);
            }
            waiting.evictBefore(settled);
            state.settledNanos(settled);
            for (int i = 0; i < state.patterns().size(); i++) {
                PatternProgress progress = state.patterns().get(i);
                int index = state.placeOf(i);
                progress.features().moveTo(settled);
                patterns.get(index)
                        .engine()
                        .advanceTo(
                                progress.runs(),
                                settled,
                                match -> report(index, entity, match, out));
            }
        }
        state.wakeMillis(wake(state));
    }

    /** Whether nothing about the entity is worth keeping. */
    public boolean isForgettable(PatternsState state) {
        if (state.waiting().size() > 0) {
            return false;
        }
        for (PatternProgress progress : state.patterns()) {
            if (!progress.runs().isIdle() || !progress.features().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private void look(PatternsState state, String entity, int row, GovernanceOutput out) {
        SampleStore waiting = state.waiting();
        LogicalTime time =
                LogicalTime.ofWords(waiting.physicalNanos(row), waiting.logicalAndNode(row));
        for (int p = 0; p < state.patterns().size(); p++) {
            PatternProgress progress = state.patterns().get(p);
            int index = state.placeOf(p);
            CompiledPattern pattern = patterns.get(index);
            double[] values = pattern.newValues();
            for (int i = 0; i < pattern.fields().size(); i++) {
                int column = waiting.column(pattern.fields().get(i));
                values[i] = column < 0 ? Double.NaN : waiting.value(row, column);
            }
            cut += progress.features().take(values, time.physicalNanos());
            Reading reading = new Reading(time, values, waiting.trace(row));
            pattern.engine()
                    .onEvent(progress.runs(), reading, match -> report(index, entity, match, out));
        }
    }

    private void report(
            int pattern, String entity, SequenceMatch<Reading> match, GovernanceOutput out) {
        Verdict verdict = reports.get(pattern).verdict(entity, match);
        out.verdict(verdict);
        out.decision(reports.get(pattern).decision(verdict));
    }

    /** Matches what is known of the entity with the patterns that look at it. */
    private void adopt(PatternsState state, String entity) {
        if (state.isAdoptedBy(this)) {
            return;
        }
        state.waiting().maxSamples(maxWaiting);
        List<PatternProgress> wanted = new ArrayList<>();
        int[] places = new int[patterns.size()];
        for (int i = 0; i < patterns.size(); i++) {
            CompiledPattern pattern = patterns.get(i);
            if (pattern.appliesTo(entity)) {
                places[wanted.size()] = i;
                wanted.add(
                        state.patterns().stream()
                                .filter(each -> each.belongsTo(pattern))
                                .findFirst()
                                .orElseGet(() -> PatternProgress.of(pattern, entity)));
            }
        }
        state.adopt(wanted, places, this);
    }

    private long latenessNanos(PatternsState state) {
        long millis = 0;
        for (int i = 0; i < state.patterns().size(); i++) {
            millis = Math.max(millis, patterns.get(state.placeOf(i)).rule().latenessMillis());
        }
        return millis * NANOS_PER_MILLI;
    }

    /** The watermark to look again at. */
    private long wake(PatternsState state) {
        long nanos = Long.MAX_VALUE;
        if (state.waiting().size() > 0) {
            nanos = state.waiting().physicalNanos(0);
        }
        for (int i = 0; i < state.patterns().size(); i++) {
            PatternProgress progress = state.patterns().get(i);
            // What is due at an instant is decided when all before the instant is there.
            long due = patterns.get(state.placeOf(i)).engine().wakeNanos(progress.runs());
            nanos = Math.min(nanos, due == Long.MAX_VALUE ? due : due - 1);
            nanos = Math.min(nanos, progress.features().emptyAtNanos());
        }
        return nanos == Long.MAX_VALUE
                ? PatternsState.NO_WAKE
                : (nanos + latenessNanos(state)) / NANOS_PER_MILLI;
    }

    private static Rejected late(Signal signal, long limitNanos, PatternsState state) {
        long behind = (limitNanos - 1 - signal.time().physicalNanos()) / NANOS_PER_MILLI;
        return RejectedEvents.reject(
                signal,
                RejectReason.LATE,
                "the event is "
                        + behind
                        + " ms behind the watermark, and "
                        + (state.settledNanos() - signal.time().physicalNanos()) / NANOS_PER_MILLI
                        + " ms behind what its patterns have looked at (expected: within their"
                        + " lateness)");
    }
}
