package io.chronofabric.clogic.egc;

import io.chronofabric.clogic.egc.RuleProgress.Said;
import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.model.Verdict;

/**
 * One rule with its tools, for any number of entities: runs their traces, reports the answers,
 * works out corrections. Not safe for use by several threads.
 */
final class RuleDesk {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final CompiledRule rule;
    private final TraceRunner runner;
    private final VerdictReporter reporter;
    private final Reporting reporting = new Reporting();
    private final long latenessNanos;

    RuleDesk(CompiledRule rule) {
        this.rule = rule;
        this.runner = new TraceRunner(rule);
        this.reporter = new VerdictReporter(rule);
        this.latenessNanos = rule.rule().latenessMillis() * NANOS_PER_MILLI;
    }

    CompiledRule rule() {
        return rule;
    }

    boolean isCorrectable(long lateByNanos) {
        return rule.isCorrectable() && lateByNanos <= latenessNanos;
    }

    /** See {@link TraceRunner#expiryMillis}. */
    long expiryMillis(RuleProgress progress) {
        return runner.expiryMillis(progress);
    }

    /** Answers and reports everything that the limit settles. */
    void advance(
            SampleStore store,
            RuleProgress progress,
            long fromNanos,
            long limitNanos,
            String entity,
            GovernanceOutput out) {
        reporting.progress = progress;
        reporting.entity = entity;
        reporting.out = out;
        runner.run(store, progress, fromNanos, limitNanos, reporting);
    }

    /** The progress that a rule new to the entity has from the kept events; reports nothing. */
    RuleProgress rebuild(SampleStore store, long settledNanos) {
        RuleProgress progress = new RuleProgress(rule);
        AnswerLog answers = new AnswerLog();
        runner.run(store, progress, 0, settledNanos, answers);
        return progress;
    }

    /**
     * Works the answers that a late event touches out anew, reports the differences, and gives the
     * progress that takes the event into account.
     *
     * @param before the entity's events without the late one
     * @param after the entity's events with it
     */
    RuleProgress correct(
            RuleProgress progress,
            SampleStore before,
            SampleStore after,
            long eventNanos,
            String entity,
            long limitNanos,
            GovernanceOutput out) {
        SamplingGrid grid = rule.grid();
        long touchedFrom = grid.firstFor(eventNanos) - rule.plan().future();
        long fedFrom =
                Math.max(
                        0, grid.nanosOf(touchedFrom - rule.plan().past() - 1) - grid.maxAgeNanos());
        AnswerLog old = new AnswerLog();
        runner.run(before, new RuleProgress(rule), fedFrom, limitNanos, old);
        AnswerLog now = new AnswerLog();
        RuleProgress corrected = new RuleProgress(rule);
        runner.run(after, corrected, fedFrom, limitNanos, now);
        corrected.continueFrom(progress);

        Verdict last = null;
        Said preceding = Said.NOTHING;
        for (Answer answer : now.answers()) {
            if (answer.moment() >= touchedFrom) {
                last =
                        reporter.reportLate(
                                answer, old.at(answer.moment()), preceding, entity, corrected, out);
            }
            preceding = VerdictReporter.judge(answer.robustness());
        }
        if (corrected.isRunning() && preceding != Said.NOTHING) {
            corrected.said(preceding);
            if (last != null) {
                reporter.decide(last, progress.said(), preceding, out);
            }
        } else {
            corrected.said(Said.NOTHING);
        }
        return corrected;
    }

    /** Hands a run's answers to the reporter; one object serves every run. */
    private final class Reporting implements TraceRunner.Answers {
        private RuleProgress progress;
        private String entity;
        private GovernanceOutput out;

        @Override
        public void answer(long moment, double robustness, int predicate, long decidedAt) {
            reporter.report(moment, robustness, predicate, decidedAt, entity, progress, out);
        }

        @Override
        public void unanswered(long moments) {
            out.unanswered(moments);
        }
    }
}
