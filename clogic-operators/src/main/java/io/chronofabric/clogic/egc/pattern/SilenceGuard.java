package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.clogic.egc.GovernanceOutput;
import io.chronofabric.clogic.egc.Tenure;
import io.chronofabric.operators.sequence.SequenceEngine;
import io.chronofabric.operators.sequence.SequenceMatch;
import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Tells of silence by the wall clock where the watermark stands still. A pattern with a guard whose
 * last step must not happen is told provisionally, once the entity's own time (its newest event's,
 * and what has passed since that came) is past the end by the guard. When the watermark settles it,
 * it is told again as sure; when an event shows that it was wrong, it is taken back. Holds nothing
 * about any entity, which must be adopted. Not safe for use by several threads.
 */
final class SilenceGuard {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    /** What is only foreseen cuts nothing. */
    private final Readings readings = new Readings();

    /** Looks for silence, and says when to look again. */
    void check(PatternsState state, String entity, long nowMillis, GovernanceOutput out) {
        Foretold foretold = state.foretold();
        foretold.checkMillis(Foretold.NEVER);
        if (!foretold.hasHeard()) {
            return;
        }
        long next = Foretold.NEVER;
        for (Tenure tenure : state.tenures()) {
            if (!isGuarded(tenure, state, entity)) {
                continue;
            }
            CompiledPattern pattern = PatternTenures.patternOf(tenure);
            long passed = foretold.ownMillis(nowMillis) - pattern.rule().guardMillis();
            Foreseen foreseen = new Foreseen(state, tenure, entity);
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

    /** Notes an event, and takes back what it shows to be wrong. */
    void hear(PatternsState state, Signal signal, long nowMillis, GovernanceOutput out) {
        Foretold foretold = state.foretold();
        long soonest = Foretold.NEVER;
        for (Tenure tenure : state.tenures()) {
            if (!isGuarded(tenure, state, signal.entity())) {
                continue;
            }
            CompiledPattern pattern = PatternTenures.patternOf(tenure);
            soonest = Math.min(soonest, pattern.rule().guardMillis());
            if (!foretold.isEmpty()) {
                Map<String, Verdict> still = new LinkedHashMap<>();
                new Foreseen(state, tenure, signal.entity())
                        .upTo(signal.entity(), Long.MAX_VALUE / NANOS_PER_MILLI)
                        .forEach(match -> still.put(match.id(), match));
                takeBack(
                        state,
                        signal.entity(),
                        told ->
                                told.rule().equals(pattern.rule().ref())
                                        && !still.containsKey(told.id()),
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

    /** Takes back what was told and is not so. */
    void takeBack(
            PatternsState state,
            String entity,
            Predicate<Foretold.Entry> wrong,
            GovernanceOutput out) {
        for (Foretold.Entry told : state.foretold().takeBack(wrong)) {
            state.tenures().stream()
                    .filter(tenure -> !tenure.onTrial() && tenure.ref().equals(told.rule()))
                    .findFirst()
                    .map(tenure -> PatternTenures.patternOf(tenure).report())
                    .ifPresent(
                            report -> {
                                Verdict withdrawn = report.withdrawal(entity, told);
                                out.verdict(withdrawn);
                                out.decision(report.withdrawalDecision(withdrawn));
                            });
        }
    }

    /** Whether a version has a guard, looks at an entity and has not ended. */
    private static boolean isGuarded(Tenure tenure, PatternsState state, String entity) {
        return !tenure.onTrial()
                && PatternTenures.toNanos(tenure) > state.settledNanos()
                && tenure.version().appliesTo(entity)
                && PatternTenures.patternOf(tenure).rule().guardMillis() != PatternRule.UNLIMITED;
    }

    /** What a version knows of an entity, or will know where it takes over from another. */
    private PatternProgress known(PatternsState state, Tenure tenure, String entity) {
        PatternProgress known = state.of(tenure);
        if (known != null) {
            return known.copy();
        }
        CompiledPattern pattern = PatternTenures.patternOf(tenure);
        Tenure former = before(state, tenure, entity);
        if (former == null) {
            return PatternProgress.of(pattern, entity);
        }
        PatternProgress carried = known(state, former, entity);
        look(former, carried, state.waiting(), Long.MAX_VALUE);
        return carried.of(pattern);
    }

    /** The version whose sequences go on in another; null if there is none. */
    private static Tenure before(PatternsState state, Tenure tenure, String entity) {
        if (tenure.carriedFrom() == null) {
            return null;
        }
        for (Tenure former : state.tenures()) {
            if (!former.onTrial()
                    && former.ref().equals(tenure.carriedFrom().ref())
                    && former.toMillis() == tenure.fromMillis()
                    && former.version().appliesTo(entity)) {
                return former;
            }
        }
        return null;
    }

    /** What a version finds in the events that wait, and then by time alone until an instant. */
    private List<SequenceMatch<Reading>> look(
            Tenure tenure, PatternProgress progress, SampleStore waiting, long untilNanos) {
        CompiledPattern pattern = PatternTenures.patternOf(tenure);
        SequenceEngine<Reading> engine = pattern.foresight();
        List<SequenceMatch<Reading>> found = new ArrayList<>();
        int[] columns = Readings.columns(pattern, waiting);
        long endNanos = PatternTenures.toNanos(tenure);
        int ready = waiting.firstAtOrAfter(endNanos);
        for (int row = waiting.firstAtOrAfter(PatternTenures.fromNanos(tenure));
                row < ready;
                row++) {
            Reading reading = readings.of(pattern, progress, waiting, columns, row);
            engine.onEvent(progress.runs(), reading, found::add);
        }
        engine.advanceTo(progress.runs(), Math.min(untilNanos, endNanos), found::add);
        return found;
    }

    /** What would be found if nothing came but what waits already. */
    private final class Foreseen {
        private final PatternsState state;
        private final Tenure tenure;
        private final PatternProgress progress;
        private final CompiledPattern pattern;
        private long nextMillis = Foretold.NEVER;

        Foreseen(PatternsState state, Tenure tenure, String entity) {
            this.state = state;
            this.tenure = tenure;
            this.pattern = PatternTenures.patternOf(tenure);
            this.progress = known(state, tenure, entity);
        }

        /** The silences that are complete at a time; also finds when there may be more. */
        List<Verdict> upTo(String entity, long millis) {
            long endNanos = PatternTenures.toNanos(tenure);
            long nanos = Math.min(millis * NANOS_PER_MILLI, endNanos);
            List<SequenceMatch<Reading>> found = look(tenure, progress, state.waiting(), nanos);
            long due = pattern.foresight().wakeNanos(progress.runs());
            nextMillis =
                    due == Long.MAX_VALUE || nanos == endNanos
                            ? Foretold.NEVER
                            : due / NANOS_PER_MILLI + 1;
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
}
