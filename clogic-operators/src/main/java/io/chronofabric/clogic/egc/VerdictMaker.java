package io.chronofabric.clogic.egc;

import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.model.Verdict;
import io.chronofabric.time.LogicalTime;

/** Makes a rule's verdicts. Not safe for use by several threads. */
final class VerdictMaker {
    /** Stands for a predicate where a formula looks at moments before the trace only. */
    private static final String NO_PREDICATE = "(no sample in the window)";

    /** Stands for a predicate where the answer is not known yet. */
    private static final String OPEN = "(not all seen)";

    private final CompiledRule rule;
    private final VerdictIds ids;
    private final DecidingEvents events;

    VerdictMaker(CompiledRule rule) {
        this.rule = rule;
        this.ids = new VerdictIds(rule.rule().ref());
        this.events = new DecidingEvents(rule);
    }

    /** An answer, or with a number from 1 on its correction. */
    Verdict answer(
            Answer answer, SampleStore store, String entity, Verdict.Kind kind, int correction) {
        long timeMillis = rule.grid().millisOf(answer.moment());
        events.find(store, answer);
        return new Verdict(
                ids.idOf(entity, timeMillis, correction),
                rule.rule().ref(),
                entity,
                timeMillis,
                kind,
                answer.robustness(),
                answer.robustness(),
                correction,
                decider(answer),
                events.trace(),
                events.clockErrorNanos(),
                events.isOrderUncertain());
    }

    /**
     * What an answer will be if no earlier event comes.
     *
     * @param arrived the event that it is said on
     */
    Verdict foreseen(Answer answer, SampleStore store, String entity, LogicalTime arrived) {
        long timeMillis = rule.grid().millisOf(answer.moment());
        events.find(store, answer);
        return new Verdict(
                ids.provisionalIdOf(entity, timeMillis, arrived),
                rule.rule().ref(),
                entity,
                timeMillis,
                Verdict.Kind.INTERVAL,
                answer.robustness(),
                answer.robustness(),
                0,
                decider(answer),
                events.trace(),
                events.clockErrorNanos(),
                events.isOrderUncertain());
    }

    /** Between what an answer will be, likewise. */
    Verdict between(long moment, double low, double high, String entity, LogicalTime arrived) {
        long timeMillis = rule.grid().millisOf(moment);
        return new Verdict(
                ids.provisionalIdOf(entity, timeMillis, arrived),
                rule.rule().ref(),
                entity,
                timeMillis,
                Verdict.Kind.INTERVAL,
                low,
                high,
                0,
                new Verdict.Decider(OPEN, arrived.epochMillis()));
    }

    /** That there is no answer yet, and from when on there will be. */
    Verdict warming(String entity, long moment, long untilMoment) {
        long timeMillis = rule.grid().millisOf(moment);
        return Verdict.warming(
                ids.idOf(entity, timeMillis, 0),
                rule.rule().ref(),
                entity,
                timeMillis,
                rule.grid().millisOf(untilMoment));
    }

    private Verdict.Decider decider(Answer answer) {
        String predicate =
                answer.predicate() < 0 ? NO_PREDICATE : rule.plan().predicate(answer.predicate());
        return new Verdict.Decider(predicate, rule.grid().millisOf(answer.decidedAt()));
    }
}
