package io.chronofabric.clogic.egc;

import io.chronofabric.state.flink.SampleStore;

/**
 * One rule with its tools, for any number of entities: runs their traces, reports the answers,
 * works out corrections. Not safe for use by several threads.
 */
final class RuleDesk {
    private final CompiledRule rule;
    private final TraceRunner runner;
    private final VerdictReporter reporter;
    private final Reporting reporting = new Reporting();

    /** Runs without a late event use it, so that a burst of them costs one monitor. */
    private final RuleProgress scratch;

    RuleDesk(CompiledRule rule) {
        this.rule = rule;
        this.runner = new TraceRunner(rule);
        this.reporter = new VerdictReporter(rule);
        this.scratch = new RuleProgress(rule);
    }

    CompiledRule rule() {
        return rule;
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
        reporting.store = store;
        reporting.progress = progress;
        reporting.entity = entity;
        reporting.out = out;
        runner.run(store, TraceRunner.NO_ROW, progress, fromNanos, limitNanos, reporting);
    }

    /** The progress that a rule new to the entity has from the kept events; reports nothing. */
    RuleProgress rebuild(SampleStore store, long settledNanos) {
        RuleProgress progress = new RuleProgress(rule);
        if (settledNanos > 0) {
            AnswerLog unsaid = new AnswerLog();
            runner.run(store, TraceRunner.NO_ROW, progress, 0, settledNanos, unsaid);
            progress.since(rule.grid().firstFor(settledNanos) - rule.plan().future());
        }
        return progress;
    }

    /**
     * Works the answers that a late event touches out anew, reports the differences, and brings the
     * progress to where it would be had the event come in time.
     *
     * @param row the event's row in the store
     */
    void takeLate(
            RuleProgress progress,
            SampleStore store,
            int row,
            long limitNanos,
            String entity,
            GovernanceOutput out) {
        if (!reads(store, row)) {
            return;
        }
        if (!rule.isCorrectable()) {
            runner.holdLate(store, row, progress, limitNanos);
            return;
        }
        SamplingGrid grid = rule.grid();
        long touchedFrom = grid.firstFor(store.physicalNanos(row)) - rule.plan().future();
        long fedFrom =
                Math.max(
                        0, grid.nanosOf(touchedFrom - rule.plan().past() - 1) - grid.maxAgeNanos());
        AnswerLog before = new AnswerLog();
        scratch.rewind();
        runner.run(store, row, scratch, fedFrom, limitNanos, before);
        AnswerLog after = new AnswerLog();
        progress.rewind();
        runner.run(store, TraceRunner.NO_ROW, progress, fedFrom, limitNanos, after);
        reporter.correct(
                before.answers(), after.answers(), touchedFrom, store, entity, progress, out);
    }

    private boolean reads(SampleStore store, int row) {
        for (String field : rule.fields()) {
            int column = store.column(field);
            if (column >= 0 && !Double.isNaN(store.value(row, column))) {
                return true;
            }
        }
        return false;
    }

    /** Hands a run's answers to the reporter; one object serves every run. */
    private final class Reporting implements TraceRunner.Answers {
        private SampleStore store;
        private RuleProgress progress;
        private String entity;
        private GovernanceOutput out;

        @Override
        public void answer(long moment, double robustness, int predicate, long decidedAt) {
            reporter.report(moment, robustness, predicate, decidedAt, store, entity, progress, out);
        }

        @Override
        public void unanswered(long moments) {
            out.unanswered(moments);
        }
    }
}
