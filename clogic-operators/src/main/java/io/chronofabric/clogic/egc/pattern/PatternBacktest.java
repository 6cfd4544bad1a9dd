package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.clogic.egc.Backtest;
import io.chronofabric.clogic.egc.GovernanceOutput;
import io.chronofabric.clogic.egc.PairedRuns;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.PatternBacktestOutcome;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Looks in recorded events for two versions of a pattern, and tells, entity by entity, which
 * matches only one of them finds. Keeps counts, and of the matches those that the other version may
 * still find, so that what has been recorded may be long. There is no wall clock, so that guards
 * find nothing. Not safe for use by several threads.
 */
public final class PatternBacktest implements Backtest {
    /** Matches that may wait for the other version. */
    static final int MAX_WAITING_MATCHES = 200_000;

    private final CompiledPattern baseline;
    private final CompiledPattern candidate;
    private final int maxSamples;
    private final int maxWaitingMatches;
    private final Map<String, Entity> entities = new HashMap<>();

    /** Matches that one version has found, by their end and what they are made of. */
    private final TreeMap<Long, Map<Match, Side>> waiting = new TreeMap<>();

    private int waitingMatches;
    private long rejected;
    private long early;

    private record Match(String entity, String id) {}

    /**
     * @param baseline the version compared with, which compiles
     * @param candidate the other version, which compiles
     * @param maxSamples events of an entity that may wait for the watermark, at least 1
     */
    public PatternBacktest(PatternRule baseline, PatternRule candidate, int maxSamples) {
        this(baseline, candidate, maxSamples, MAX_WAITING_MATCHES);
    }

    PatternBacktest(
            PatternRule baseline, PatternRule candidate, int maxSamples, int maxWaitingMatches) {
        // Ids name the version, too; under one version the same events have the same id.
        this.baseline = compile(baseline.as(candidate.ref()));
        this.candidate = compile(candidate);
        this.maxSamples = maxSamples;
        this.maxWaitingMatches = maxWaitingMatches;
    }

    private static CompiledPattern compile(PatternRule pattern) {
        return PatternCheck.compile(List.of(pattern)).patterns().get(0);
    }

    @Override
    public long latenessMillis() {
        return Math.max(baseline.rule().latenessMillis(), candidate.rule().latenessMillis());
    }

    @Override
    public Pass pass() {
        return new Stream();
    }

    /** What was found, in order of entity. */
    public List<PatternBacktestOutcome> outcomes() {
        List<PatternBacktestOutcome> outcomes = new ArrayList<>();
        entities.forEach((name, entity) -> outcomes.add(entity.outcome(name)));
        outcomes.sort((one, other) -> one.entity().compareTo(other.entity()));
        return outcomes;
    }

    @Override
    public long rejected() {
        return rejected;
    }

    /**
     * Matches that count as found by one version only, though the other might still have found
     * them: there were too many to wait for.
     */
    public long early() {
        return early;
    }

    private Entity entity(String name) {
        return entities.computeIfAbsent(name, unused -> new Entity());
    }

    private void found(Verdict match, Side side) {
        Map<Match, Side> ending =
                waiting.computeIfAbsent(match.timeMillis(), unused -> new LinkedHashMap<>());
        Match key = new Match(match.entity(), match.id());
        Side other = ending.get(key);
        if (other == null) {
            ending.put(key, side);
            waitingMatches++;
        } else if (other != side) {
            ending.remove(key);
            waitingMatches--;
        }
        if (ending.isEmpty()) {
            waiting.remove(match.timeMillis());
        }
        if (waitingMatches > maxWaitingMatches) {
            int before = waitingMatches;
            settleFirst();
            early += before - waitingMatches;
        }
    }

    /** What ended before a time is found by one version only. */
    private void settleBefore(long millis) {
        while (!waiting.isEmpty() && waiting.firstKey() < millis) {
            settleFirst();
        }
    }

    private void settleFirst() {
        Map.Entry<Long, Map<Match, Side>> first = waiting.pollFirstEntry();
        first.getValue()
                .forEach((match, side) -> entity(match.entity()).differs(first.getKey(), side));
        waitingMatches -= first.getValue().size();
    }

    /** How long after its end a match of either may be found. */
    private long delayMillis() {
        return Math.max(baseline.rule().answerDelayMillis(), candidate.rule().answerDelayMillis());
    }

    /** A stream: what is found at last is settled when nothing more can be. */
    private final class Stream implements Pass {
        private final PairedRuns runs = new PairedRuns(run(baseline, true), run(candidate, false));

        private PatternRun run(CompiledPattern pattern, boolean isBaseline) {
            return new PatternRun(
                    new PatternWatch(List.of(pattern), maxSamples), new Side(isBaseline));
        }

        @Override
        public void signal(Signal signal) {
            if (baseline.appliesTo(signal.entity()) || candidate.appliesTo(signal.entity())) {
                entity(signal.entity());
            }
            runs.signal(signal);
        }

        @Override
        public void watermark(long millis) {
            runs.watermark(millis);
            if (delayMillis() != PatternRule.UNLIMITED) {
                settleBefore(millis - delayMillis());
            }
        }

        @Override
        public void end() {
            runs.end();
            settleBefore(Long.MAX_VALUE);
        }
    }

    private static final class Entity {
        private long matchesBefore;
        private long matchesAfter;
        private long alertsBefore;
        private long alertsAfter;
        private long onlyBefore;
        private long onlyAfter;
        private long firstMillis = Long.MAX_VALUE;

        void differs(long millis, Side side) {
            firstMillis = Math.min(firstMillis, millis);
            onlyBefore += side.isBaseline ? 1 : 0;
            onlyAfter += side.isBaseline ? 0 : 1;
        }

        PatternBacktestOutcome outcome(String name) {
            return new PatternBacktestOutcome(
                    name,
                    new PatternBacktestOutcome.Count(matchesBefore, alertsBefore),
                    new PatternBacktestOutcome.Count(matchesAfter, alertsAfter),
                    onlyBefore,
                    onlyAfter,
                    firstMillis);
        }
    }

    private final class Side implements GovernanceOutput {
        private final boolean isBaseline;

        Side(boolean isBaseline) {
            this.isBaseline = isBaseline;
        }

        @Override
        public void verdict(Verdict verdict) {
            Entity entity = entity(verdict.entity());
            entity.matchesBefore += isBaseline ? 1 : 0;
            entity.matchesAfter += isBaseline ? 0 : 1;
            found(verdict, this);
        }

        @Override
        public void decision(Decision decision) {
            Entity entity = entity(decision.entity());
            entity.alertsBefore += isBaseline ? 1 : 0;
            entity.alertsAfter += isBaseline ? 0 : 1;
        }

        @Override
        public void rejected(Rejected letter) {
            rejected += isBaseline ? 0 : 1;
        }

        @Override
        public void duplicate() {
            // It changes nothing.
        }

        @Override
        public void ungoverned() {
            // The version does not look at it.
        }

        @Override
        public void unanswered(long moments) {
            // Patterns answer for no moments.
        }

        @Override
        public void margin(RuleRef rule, long timeMillis, double robustness) {
            // Patterns have none.
        }
    }
}
