package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.operators.sequence.MatchIds;
import io.chronofabric.operators.sequence.SequenceMatch;
import io.chronofabric.operators.sequence.SequencePattern;
import io.chronofabric.operators.sequence.TakenEvent;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Verdict;
import io.chronofabric.time.LogicalTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Says of a match what it is, to programs and to people. Not safe for use by several threads. */
final class MatchReport {
    private final PatternRule rule;
    private final MatchIds ids;

    MatchReport(PatternRule rule, SequencePattern<Reading> pattern) {
        this.rule = rule;
        this.ids = new MatchIds(pattern);
    }

    /**
     * The verdict about a match.
     *
     * @param isSure whether the watermark has settled it
     */
    Verdict verdict(String entity, SequenceMatch<Reading> match, boolean isSure) {
        List<Verdict.Step> steps = steps(match);
        List<TakenEvent<Reading>> taken = match.taken();
        return Verdict.match(
                ids.idOf(entity, match),
                rule.ref(),
                entity,
                match.end().epochMillis(),
                isSure,
                text(steps),
                steps,
                taken.get(taken.size() - 1).event().trace());
    }

    /** Takes back what was told of a match. */
    Verdict withdrawal(String entity, Foretold.Entry told) {
        long millis = told.endMillis();
        return Verdict.match(
                        told.id(),
                        rule.ref(),
                        entity,
                        millis,
                        false,
                        "an event came after all",
                        List.of(new Verdict.Step(lastStep(), 0, millis, millis)),
                        null)
                .withdrawn();
    }

    private String lastStep() {
        return rule.steps().get(rule.steps().size() - 1).name();
    }

    /** What is to be done about a withdrawal. */
    Decision withdrawalDecision(Verdict withdrawn) {
        return new Decision(
                "withdraw-" + withdrawn.id(),
                withdrawn.id(),
                withdrawn.rule(),
                withdrawn.entity(),
                withdrawn.timeMillis(),
                Decision.Action.WITHDRAW,
                withdrawn.rule().id()
                        + " for "
                        + withdrawn.entity()
                        + " at "
                        + Instant.ofEpochMilli(withdrawn.timeMillis())
                        + " is taken back: "
                        + withdrawn.decidedBy().predicate());
    }

    /**
     * That this pattern, on trial, and the version in force do not both find a match.
     *
     * @param byTrial whether this one finds it
     * @param finder the version that finds it
     */
    Decision difference(
            String entity, SequenceMatch<Reading> match, boolean byTrial, RuleRef finder) {
        String id = ids.idOf(entity, match);
        String at = Instant.ofEpochMilli(match.end().epochMillis()).toString();
        return new Decision(
                "differ-" + id,
                id,
                rule.ref(),
                entity,
                match.end().epochMillis(),
                Decision.Action.DIFFER,
                byTrial
                        ? rule.ref()
                                + ", on trial, is found for "
                                + entity
                                + " at "
                                + at
                                + " where the version in force is not: "
                                + text(steps(match))
                        : rule.ref()
                                + ", on trial, is not found for "
                                + entity
                                + " at "
                                + at
                                + " where "
                                + finder
                                + ", in force, is");
    }

    /** What is to be done about a match. */
    Decision decision(Verdict verdict) {
        return new Decision(
                "notify-" + verdict.id(),
                verdict.id(),
                verdict.rule(),
                verdict.entity(),
                verdict.timeMillis(),
                Decision.Action.NOTIFY,
                verdict.rule().id()
                        + " found for "
                        + verdict.entity()
                        + " at "
                        + Instant.ofEpochMilli(verdict.timeMillis())
                        + ": "
                        + verdict.decidedBy().predicate()
                        + ", since "
                        + Instant.ofEpochMilli(verdict.decidedBy().timeMillis()),
                verdict.trace());
    }

    /** The steps that took events, and those that had to be missing and were. */
    private List<Verdict.Step> steps(SequenceMatch<Reading> match) {
        List<Verdict.Step> steps = new ArrayList<>();
        long last = match.begin().epochMillis();
        for (int i = 0; i < rule.steps().size(); i++) {
            PatternRule.Step step = rule.steps().get(i);
            if (step.absent()) {
                steps.add(new Verdict.Step(step.name(), 0, last, nextAfter(match, i)));
                continue;
            }
            List<LogicalTime> times = timesOf(match, step.name());
            if (!times.isEmpty()) {
                last = times.get(times.size() - 1).epochMillis();
                steps.add(
                        new Verdict.Step(
                                step.name(), times.size(), times.get(0).epochMillis(), last));
            }
        }
        return steps;
    }

    private long nextAfter(SequenceMatch<Reading> match, int absent) {
        for (int i = absent + 1; i < rule.steps().size(); i++) {
            List<LogicalTime> times = timesOf(match, rule.steps().get(i).name());
            if (!times.isEmpty()) {
                return times.get(0).epochMillis();
            }
        }
        return match.end().epochMillis();
    }

    private static List<LogicalTime> timesOf(SequenceMatch<Reading> match, String step) {
        return match.taken().stream()
                .filter(event -> event.stage().equals(step))
                .map(TakenEvent::time)
                .toList();
    }

    private static String text(List<Verdict.Step> steps) {
        return steps.stream()
                .map(
                        step ->
                                switch (step.events()) {
                                    case 0 -> "no " + step.name();
                                    case 1 -> step.name();
                                    default -> step.events() + " " + step.name();
                                })
                .collect(Collectors.joining(", "));
    }
}
