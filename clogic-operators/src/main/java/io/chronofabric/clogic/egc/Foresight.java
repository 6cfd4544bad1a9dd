package io.chronofabric.clogic.egc;

import io.chronofabric.clogic.egc.RuleProgress.Said;
import io.chronofabric.clogic.egc.stl.RobustInterval;
import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import io.chronofabric.time.LogicalTime;

/**
 * Says on arrival of an event what can be said before the watermark settles it: goes ahead of the
 * settled events through those that have come since, as if no earlier one were still to come. Of
 * the moments that they answer it gives the answer, of the first that they do not the interval in
 * which it will lie. All of this is provisional: an event that comes out of order may change it,
 * and the answers at the watermark say so. Not safe for use by several threads.
 */
final class Foresight implements TraceRunner.Answers {
    private final CompiledRule rule;
    private final VerdictReporter reporter;
    private final TraceRunner runner;
    private final VerdictMaker verdicts;
    private final RobustInterval interval;
    private final RuleProgress ahead;

    // Of the event at hand.
    private SampleStore store;
    private RuleProgress progress;
    private String entity;
    private GovernanceOutput out;
    private LogicalTime arrived;

    Foresight(Tenure tenure, TraceRunner runner, VerdictReporter reporter) {
        this.rule = tenure.rule();
        this.reporter = reporter;
        this.runner = runner;
        this.verdicts = new VerdictMaker(rule);
        this.interval = rule.plan().robustInterval();
        this.ahead = new RuleProgress(tenure);
    }

    /** Whether a tenure says anything on arrival. */
    static boolean isAskedOf(Tenure tenure) {
        return !tenure.onTrial() && tenure.rule().rule().emit().contains(Verdict.Kind.INTERVAL);
    }

    /**
     * Says what is new.
     *
     * @param of the entity's progress, which has seen the events before the settled instant
     * @param event that came
     */
    void look(
            SampleStore events,
            RuleProgress of,
            long settledNanos,
            Signal event,
            GovernanceOutput output) {
        store = events;
        progress = of;
        entity = event.entity();
        arrived = event.time();
        out = output;
        long newest = events.physicalNanos(events.size() - 1);
        ahead.follow(of);
        believeAnswers(settledNanos);
        long limit = SamplingGrid.later(newest, rule.grid().toleranceNanos() + 1);
        runner.run(events, TraceRunner.NO_ROW, ahead, settledNanos, limit, this);
        if (ahead.isRunning() && rule.plan().future() > 0) {
            interval.look(ahead.monitor());
            open(ahead.traceStart() + interval.moment());
        }
    }

    /** Where the answers have come as far as what was foreseen, they are what counts. */
    private void believeAnswers(long settledNanos) {
        long upTo = progress.foreseenUpTo();
        long answered = progress.traceStart() + progress.monitor().answerIndex();
        if (progress.isRunning() && progress.monitor().answered() && answered >= upTo) {
            progress.foreseen(progress.said(), answered);
        } else if (!progress.isRunning()
                && upTo != RuleProgress.IDLE
                && rule.grid().closesAt(upTo) < settledNanos) {
            progress.foreseen(Said.NOTHING, upTo);
        }
    }

    @Override
    public void answer(long moment, double robustness, int predicate, long decidedAt) {
        long upTo = progress.foreseenUpTo();
        if (moment < upTo || !isAskedFor(moment)) {
            return;
        }
        Said side = VerdictReporter.judge(robustness);
        boolean due =
                side != progress.foreseen() || (moment > upTo && reporter.isDue(moment, upTo));
        progress.foreseen(side, moment);
        if (due) {
            Answer answer = new Answer(moment, robustness, predicate, decidedAt);
            out.verdict(verdicts.foreseen(answer, store, entity, arrived));
        }
    }

    /** Says in which interval the answer for a moment will be, if that is worth saying. */
    private void open(long moment) {
        if (moment <= progress.foreseenUpTo() || !isAskedFor(moment)) {
            return;
        }
        boolean due = reporter.reportsEvery();
        if (interval.conclusive()) {
            Said side = VerdictReporter.judge(interval.low());
            due |= side != progress.foreseen();
            // Its value is still to be said.
            progress.foreseen(side, moment - 1);
        }
        if (due) {
            out.verdict(verdicts.between(moment, interval.low(), interval.high(), entity, arrived));
        }
    }

    private boolean isAskedFor(long moment) {
        return reporter.isAskedFor(moment, progress) && !ahead.isWarming(moment);
    }

    @Override
    public void unanswered(long moments) {
        // An event out of order may close the gap: it is counted when it is settled.
    }
}
