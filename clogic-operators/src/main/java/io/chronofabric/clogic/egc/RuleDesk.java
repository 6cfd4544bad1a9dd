package io.chronofabric.clogic.egc;

import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import java.util.List;

/**
 * One tenure of a rule with its tools, for any number of entities: runs their traces, reports the
 * answers, works out corrections. Not safe for use by several threads.
 */
final class RuleDesk {
    private final Tenure tenure;
    private final CompiledRule rule;
    private final TraceRunner runner;
    private final VerdictReporter reporter;
    private final TrialReporter trial;
    private final Reporting reporting = new Reporting();

    /** Null where nothing is said before the watermark. */
    private final Foresight foresight;

    /** Runs without a late event use it, so that a burst of them costs one monitor. */
    private RuleProgress scratch;

    RuleDesk(Tenure tenure) {
        this.tenure = tenure;
        this.rule = tenure.rule();
        this.runner = new TraceRunner(tenure);
        this.reporter = new VerdictReporter(tenure);
        this.trial = new TrialReporter(tenure);
        this.foresight =
                Foresight.isAskedOf(tenure) ? new Foresight(tenure, runner, reporter) : null;
    }

    Tenure tenure() {
        return tenure;
    }

    CompiledRule rule() {
        return rule;
    }

    /** See {@link TraceRunner#expiryMillis}. */
    long expiryMillis(RuleProgress progress, long settledNanos) {
        return runner.expiryMillis(progress, settledNanos);
    }

    /**
     * Answers and reports everything that the limit settles.
     *
     * @param trials the desks and progress of the versions on trial that the answers are compared
     *     with; empty mostly
     */
    void advance(
            SampleStore store,
            RuleProgress progress,
            long fromNanos,
            long limitNanos,
            String entity,
            Alerts alerts,
            List<RuleProgress> trials,
            GovernanceOutput out) {
        reporting.store = store;
        reporting.progress = progress;
        reporting.entity = entity;
        reporting.alerts = alerts;
        reporting.trials = trials;
        reporting.out = out;
        runner.run(store, TraceRunner.NO_ROW, progress, fromNanos, limitNanos, reporting);
    }

    /** Says what the events that are not settled yet let foresee, if the rule asks for that. */
    void foresee(
            SampleStore store,
            RuleProgress progress,
            long settledNanos,
            Signal event,
            GovernanceOutput out) {
        if (foresight != null) {
            foresight.look(store, progress, settledNanos, event, out);
        }
    }

    /** A progress that has seen nothing. */
    RuleProgress begin() {
        RuleProgress progress = new RuleProgress(tenure);
        progress.since(tenure.firstMoment());
        return progress;
    }

    /** Feeds a new progress the kept events, and reports nothing. */
    void catchUp(SampleStore store, RuleProgress progress, long settledNanos) {
        runner.run(store, TraceRunner.NO_ROW, progress, 0, settledNanos, Unsaid.INSTANCE);
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
            Alerts alerts,
            GovernanceOutput out) {
        if (store.physicalNanos(row) < progress.feedsFrom() || !reads(store, row)) {
            return;
        }
        if (!rule.isCorrectable()) {
            runner.holdLate(store, row, progress, limitNanos);
            return;
        }
        SamplingGrid grid = rule.grid();
        long touchedFrom = grid.firstTouchedBy(store.physicalNanos(row)) - rule.plan().future();
        long fedFrom =
                Math.max(
                        0, grid.nanosOf(touchedFrom - rule.plan().past() - 1) - grid.maxAgeNanos());
        AnswerLog before = answersWithout(row, store, progress, fedFrom, limitNanos);
        AnswerLog after = new AnswerLog();
        progress.rewind();
        runner.run(store, TraceRunner.NO_ROW, progress, fedFrom, limitNanos, after);
        if (!tenure.onTrial()) {
            reporter.correct(
                    before.answers(),
                    after.answers(),
                    touchedFrom,
                    store,
                    entity,
                    progress,
                    alerts,
                    out);
        }
    }

    private AnswerLog answersWithout(
            int row, SampleStore store, RuleProgress progress, long fedFrom, long limitNanos) {
        if (scratch == null) {
            scratch = new RuleProgress(tenure);
        }
        scratch.rewind();
        scratch.since(progress.since());
        scratch.feedsFrom(progress.feedsFrom());
        AnswerLog answers = new AnswerLog();
        runner.run(store, row, scratch, fedFrom, limitNanos, answers);
        return answers;
    }

    private boolean reads(SampleStore store, int row) {
        List<Rule.SignalSpec> signals = rule.signals();
        for (int i = 0; i < signals.size(); i++) {
            if (signals.get(i).readsAnyField()) {
                return true;
            }
            int column = store.column(signals.get(i).field());
            if (column >= 0 && !Double.isNaN(store.value(row, column))) {
                return true;
            }
        }
        return false;
    }

    /** Takes answers that were given by another version, or that nobody asked for. */
    private enum Unsaid implements TraceRunner.Answers {
        INSTANCE;

        @Override
        public void answer(long moment, double robustness, int predicate, long decidedAt) {
            // Another tenure answers for it.
        }

        @Override
        public void unanswered(long moments) {
            // It was counted by those in force at the time.
        }
    }

    /** Hands a run's answers to the reporters; one object serves every run. */
    private final class Reporting implements TraceRunner.Answers {
        private SampleStore store;
        private RuleProgress progress;
        private String entity;
        private Alerts alerts;
        private List<RuleProgress> trials;
        private GovernanceOutput out;

        @Override
        public void answer(long moment, double robustness, int predicate, long decidedAt) {
            if (!reporter.isAskedFor(moment, progress)) {
                return;
            }
            if (progress.isWarming(moment)) {
                reporter.warn(moment, entity, progress, out);
                return;
            }
            long millis = rule.grid().millisOf(moment);
            if (tenure.onTrial()) {
                trial.trial(millis, robustness, progress, entity, out);
                return;
            }
            reporter.report(
                    moment, robustness, predicate, decidedAt, store, entity, progress, alerts, out);
            for (int i = 0; i < trials.size(); i++) {
                trial.inForce(millis, robustness, trials.get(i), entity, out);
            }
        }

        @Override
        public void unanswered(long moments) {
            if (!tenure.onTrial()) {
                out.unanswered(moments);
            }
        }
    }
}
