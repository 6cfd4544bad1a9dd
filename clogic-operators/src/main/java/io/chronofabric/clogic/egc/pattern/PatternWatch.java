package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.clogic.egc.GovernanceOutput;
import io.chronofabric.clogic.egc.RejectedEvents;
import io.chronofabric.operators.sequence.SequenceEngine;
import io.chronofabric.operators.sequence.SequenceMatch;
import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import io.chronofabric.time.LogicalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks for patterns in the events of entities. Holds the patterns and nothing about any entity:
 * that is in the {@link PatternsState} handed in. Time comes in as the settled limit, the instant
 * before which all events are there; not safe for use by several threads.
 *
 * <p>Events of an entity are looked at in the order of their HLC time once the limit has passed
 * them and the longest lateness of the patterns that look at the entity; what comes later than that
 * is rejected. So a match does not depend on the order in which events came, and is not taken back.
 *
 * <p>A pattern with a guard whose last step must not happen is also told by the wall clock, where
 * the watermark stands still: provisionally, once the entity's own time (its newest event's, and
 * what has passed since that came) is past the end by the guard. When the watermark settles it, it
 * is told again as sure; when an event shows that it was wrong, it is taken back.
 */
public final class PatternWatch {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final List<CompiledPattern> patterns;
    private final int maxWaiting;
    private long cut;

    /**
     * @param patterns what is looked for
     * @param maxWaiting events of an entity that may wait for the watermark, at least 1
     */
    public PatternWatch(List<CompiledPattern> patterns, int maxWaiting) {
        this.patterns = List.copyOf(patterns);
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
        return PatternsState.empty(new SampleStore(maxWaiting));
    }

    /** Values of features that had to leave their window before their time, so far. */
    public long cutFromWindows() {
        return cut;
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
                state.wakeMillis(wake(state));
                hear(state, signal, nowMillis, out);
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
        long settled =
                limitNanos == Long.MAX_VALUE ? limitNanos : limitNanos - latenessNanos(state);
        if (settled > state.settledNanos()) {
            SampleStore waiting = state.waiting();
            int ready = waiting.firstAtOrAfter(settled);
            for (int i = 0; i < state.patterns().size(); i++) {
                PatternProgress progress = state.patterns().get(i);
                CompiledPattern pattern = patterns.get(state.placeOf(i));
                for (int row = 0; row < ready; row++) {
                    pattern.engine()
                            .onEvent(
                                    progress.runs(),
                                    reading(pattern, progress, waiting, row),
                                    match -> report(state, pattern, entity, match, out));
                }
                progress.windows().moveTo(settled);
                pattern.engine()
                        .advanceTo(
                                progress.runs(),
                                settled,
                                match -> report(state, pattern, entity, match, out));
            }
            waiting.evictBefore(settled);
            state.settledNanos(settled);
            takeBack(
                    state,
                    entity,
                    state.foretold()
                            .takeBack(told -> told.endMillis() <= settled / NANOS_PER_MILLI),
                    out);
        }
        state.wakeMillis(wake(state));
    }

    /**
     * Looks for silence by the wall clock, at {@link PatternsState#checkMillis}, and says when to
     * look again.
     */
    public void check(PatternsState state, String entity, long nowMillis, GovernanceOutput out) {
        adopt(state, entity);
        Foretold foretold = state.foretold();
        foretold.checkMillis(Foretold.NEVER);
        if (!foretold.hasHeard()) {
            return;
        }
        long next = Foretold.NEVER;
        for (int i = 0; i < state.patterns().size(); i++) {
            CompiledPattern pattern = patterns.get(state.placeOf(i));
            if (!isGuarded(pattern)) {
                continue;
            }
            long passed = foretold.ownMillis(nowMillis) - pattern.rule().guardMillis();
            Foreseen foreseen = new Foreseen(state, i, pattern);
            for (Verdict match : foreseen.upTo(entity, passed)) {
                if (foretold.tell(
                        new Foretold.Entry(match.id(), match.rule(), match.timeMillis()))) {
                    out.verdict(match);
                    out.decision(pattern.report().decision(match));
                }
            }
            if (foreseen.nextMillis != Foretold.NEVER) {
                next = Math.min(next, nowMillis + Math.max(1, foreseen.nextMillis - passed));
            }
        }
        foretold.checkMillis(next);
    }

    /** Whether nothing about the entity is worth keeping. */
    public boolean isForgettable(PatternsState state) {
        if (state.waiting().size() > 0 || !state.foretold().isEmpty()) {
            return false;
        }
        for (PatternProgress progress : state.patterns()) {
            if (!progress.runs().isIdle() || !progress.windows().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private static boolean isGuarded(CompiledPattern pattern) {
        return pattern.rule().guardMillis() != PatternRule.UNLIMITED;
    }

    private Reading reading(
            CompiledPattern pattern, PatternProgress progress, SampleStore waiting, int row) {
        LogicalTime time =
                LogicalTime.ofWords(waiting.physicalNanos(row), waiting.logicalAndNode(row));
        double[] values = pattern.newValues();
        for (int i = 0; i < pattern.fields().size(); i++) {
            int column = waiting.column(pattern.fields().get(i));
            values[i] = column < 0 ? Double.NaN : waiting.value(row, column);
        }
        cut += pattern.features().take(progress.windows(), values, time.physicalNanos());
        return new Reading(time, values, waiting.trace(row));
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

    /** Notes an event for the guards, and takes back what it shows to be wrong. */
    private void hear(PatternsState state, Signal signal, long nowMillis, GovernanceOutput out) {
        Foretold foretold = state.foretold();
        long soonest = Foretold.NEVER;
        for (int i = 0; i < state.patterns().size(); i++) {
            CompiledPattern pattern = patterns.get(state.placeOf(i));
            if (!isGuarded(pattern)) {
                continue;
            }
            soonest = Math.min(soonest, pattern.rule().guardMillis());
            if (!foretold.isEmpty()) {
                Map<String, Verdict> still = new LinkedHashMap<>();
                new Foreseen(state, i, pattern)
                        .upTo(signal.entity(), Long.MAX_VALUE / NANOS_PER_MILLI)
                        .forEach(match -> still.put(match.id(), match));
                takeBack(
                        state,
                        signal.entity(),
                        foretold.takeBack(
                                told ->
                                        told.rule().equals(pattern.rule().ref())
                                                && !still.containsKey(told.id())),
                        out);
            }
        }
        if (soonest != Foretold.NEVER) {
            foretold.heard(signal.time().epochMillis(), nowMillis);
            if (foretold.checkMillis() == Foretold.NEVER) {
                // Nothing can be told before: so busy entities are looked at once a guard.
                foretold.checkMillis(nowMillis + soonest);
            }
        }
    }

    private void takeBack(
            PatternsState state, String entity, List<Foretold.Entry> wrong, GovernanceOutput out) {
        for (Foretold.Entry told : wrong) {
            for (int i = 0; i < state.patterns().size(); i++) {
                CompiledPattern pattern = patterns.get(state.placeOf(i));
                if (pattern.rule().ref().equals(told.rule())) {
                    Verdict withdrawn = pattern.report().withdrawal(entity, told);
                    out.verdict(withdrawn);
                    out.decision(pattern.report().withdrawalDecision(withdrawn));
                }
            }
        }
    }

    /** What would be found if nothing came but what waits already. */
    private final class Foreseen {
        private final SampleStore waiting;
        private final PatternProgress progress;
        private final CompiledPattern pattern;
        private long nextMillis = Foretold.NEVER;

        Foreseen(PatternsState state, int index, CompiledPattern pattern) {
            this.waiting = state.waiting();
            this.progress = state.patterns().get(index).copy();
            this.pattern = pattern;
        }

        /** The silences that are complete at a time; also finds when there may be more. */
        List<Verdict> upTo(String entity, long millis) {
            SequenceEngine<Reading> engine = pattern.foresight();
            List<SequenceMatch<Reading>> found = new ArrayList<>();
            long cutBefore = cut;
            for (int row = 0; row < waiting.size(); row++) {
                Reading reading = reading(pattern, progress, waiting, row);
                engine.onEvent(progress.runs(), reading, found::add);
            }
            cut = cutBefore;
            long nanos = millis * NANOS_PER_MILLI;
            engine.advanceTo(progress.runs(), nanos, found::add);
            long due = engine.wakeNanos(progress.runs());
            nextMillis = due == Long.MAX_VALUE ? Foretold.NEVER : due / NANOS_PER_MILLI + 1;
            List<Verdict> silences = new ArrayList<>();
            for (SequenceMatch<Reading> match : found) {
                if (match.byTime() && match.end().physicalNanos() <= nanos) {
                    silences.add(pattern.report().verdict(entity, match, false));
                } else if (match.byTime()) {
                    nextMillis = Math.min(nextMillis, match.end().epochMillis() + 1);
                }
            }
            return silences;
        }
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
            nanos = Math.min(nanos, progress.windows().emptyAtNanos());
        }
        return nanos == Long.MAX_VALUE
                ? PatternsState.NO_WAKE
                : (nanos + latenessNanos(state)) / NANOS_PER_MILLI;
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
