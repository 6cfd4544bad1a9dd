package io.chronofabric.clogic.egc;

import io.chronofabric.clogic.egc.RuleProgress.Said;
import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Decides which answers of a rule are worth sending, and says them. A robustness of 0 counts as
 * kept. Not safe for use by several threads.
 */
final class VerdictReporter {
    private final Tenure tenure;
    private final CompiledRule rule;
    private final long endMoment;
    private final VerdictMaker verdicts;
    private final boolean sendsVerdicts;
    private final boolean sendsCorrections;

    VerdictReporter(Tenure tenure) {
        this.tenure = tenure;
        this.rule = tenure.rule();
        this.endMoment = tenure.endMoment();
        this.verdicts = new VerdictMaker(rule);
        this.sendsVerdicts = rule.rule().emit().contains(Verdict.Kind.VERDICT);
        this.sendsCorrections = rule.rule().emit().contains(Verdict.Kind.CORRECTION);
    }

    /** On which side of zero a robustness is; 0 holds. */
    static Said judge(double robustness) {
        return robustness < 0 ? Said.BROKEN : Said.HOLDS;
    }

    /** Whether the tenure judges a moment, for this entity. */
    boolean isAskedFor(long moment, RuleProgress progress) {
        return moment >= progress.since() && moment < endMoment;
    }

    /** Says once that there is no answer yet, and until when. */
    void warn(long moment, String entity, RuleProgress progress, GovernanceOutput out) {
        if (progress.isWarned()) {
            return;
        }
        progress.warned();
        out.verdict(verdicts.warming(entity, moment, progress.answersFrom()));
    }

    /** Reports an answer given at the watermark. */
    void report(
            long moment,
            double robustness,
            int predicate,
            long decidedAt,
            SampleStore store,
            String entity,
            RuleProgress progress,
            Alerts alerts,
            GovernanceOutput out) {
        out.margin(rule.rule().ref(), millisOf(moment), robustness);
        Said before = progress.said();
        Said now = judge(robustness);
        long period = periodOf(moment);
        boolean due = before != now || reportsEvery() || period != progress.reportedPeriod();
        if (!due) {
            return;
        }
        progress.said(now);
        progress.reportedPeriod(period);
        Answer answer = new Answer(moment, robustness, predicate, decidedAt);
        Verdict verdict = verdicts.answer(answer, store, entity, Verdict.Kind.VERDICT, 0);
        decide(send(sendsVerdicts, verdict, out), alerts, out);
    }

    /**
     * Reports what a late event changed. Afterwards the last word on every moment worth reporting
     * is its answer, and no moment ever reported is left on the wrong side of zero: a numbered
     * correction where there was an answer, a verdict where there was none.
     *
     * @param before the answers without the event, in order of moment, at least from the moment
     *     before the first touched
     * @param after the answers with it, from the same moment on
     * @param touchedFrom the first moment that the event touches
     * @param store the entity's events
     */
    void correct(
            List<Answer> before,
            List<Answer> after,
            long touchedFrom,
            SampleStore store,
            String entity,
            RuleProgress progress,
            Alerts alerts,
            GovernanceOutput out) {
        Verdict turned = null;
        Answer preceding = null;
        Answer precedingBefore = null;
        int next = 0;
        for (Answer answer : after) {
            Answer previous = null;
            if (next < before.size() && before.get(next).moment() == answer.moment()) {
                previous = before.get(next++);
            }
            if (!isAskedFor(answer.moment(), progress) || progress.isWarming(answer.moment())) {
                continue;
            }
            if (answer.moment() >= touchedFrom) {
                boolean isReported = isReported(preceding, answer);
                boolean wasReported = previous != null && isReported(precedingBefore, previous);
                Verdict verdict =
                        reportLate(
                                answer,
                                isReported,
                                previous,
                                wasReported,
                                store,
                                entity,
                                progress,
                                out);
                turned = verdict == null ? turned : verdict;
            }
            preceding = answer;
            precedingBefore = previous;
        }
        if (preceding == null) {
            return;
        }
        Said now = judge(preceding.robustness());
        if (progress.isRunning() && preceding.moment() >= progress.traceStart()) {
            progress.said(now);
            progress.reportedPeriod(periodOf(preceding.moment()));
        }
        if (turned != null && judge(turned.robustness()) == now) {
            decide(turned, alerts, out);
        }
    }

    /** Reports a moment that a late event touched; null where there is nothing to report. */
    private Verdict reportLate(
            Answer answer,
            boolean isReported,
            Answer previous,
            boolean wasReported,
            SampleStore store,
            String entity,
            RuleProgress progress,
            GovernanceOutput out) {
        boolean changed = !answer.equals(previous);
        if (changed) {
            out.margin(rule.rule().ref(), millisOf(answer.moment()), answer.robustness());
        }
        if (previous == null) {
            return isReported
                    ? send(
                            sendsVerdicts,
                            verdicts.answer(answer, store, entity, Verdict.Kind.VERDICT, 0),
                            out)
                    : null;
        }
        boolean due =
                judge(answer.robustness()) != judge(previous.robustness())
                        || (isReported && !wasReported)
                        || (changed && (isReported || wasReported));
        if (!due) {
            return null;
        }
        int number = progress.nextCorrection();
        return send(
                sendsCorrections,
                verdicts.answer(answer, store, entity, Verdict.Kind.CORRECTION, number),
                out);
    }

    private static Verdict send(boolean sends, Verdict verdict, GovernanceOutput out) {
        if (sends) {
            out.verdict(verdict);
        }
        return verdict;
    }

    /** Whether an answer goes out, given the one before it, which may be null or further back. */
    private boolean isReported(Answer preceding, Answer answer) {
        return reportsEvery()
                || preceding == null
                || preceding.moment() != answer.moment() - 1
                || judge(preceding.robustness()) != judge(answer.robustness())
                || periodOf(preceding.moment()) != periodOf(answer.moment());
    }

    /** Raises an alert when a rule comes to be broken, clears it when it holds again. */
    private void decide(Verdict verdict, Alerts alerts, GovernanceOutput out) {
        boolean alert = judge(verdict.robustness()) == Said.BROKEN;
        if (!alerts.decide(tenure, alert, verdict.id())) {
            return;
        }
        String text =
                String.format(
                        Locale.ROOT,
                        "%s %s for %s at %s: margin %s, decided by %s at %s",
                        verdict.rule().id(),
                        alert ? "is broken" : "holds again",
                        verdict.entity(),
                        Instant.ofEpochMilli(verdict.timeMillis()),
                        verdict.robustness(),
                        verdict.decidedBy().predicate(),
                        Instant.ofEpochMilli(verdict.decidedBy().timeMillis()));
        out.decision(
                new Decision(
                        (alert ? "alert-" : "clear-") + verdict.id(),
                        verdict.id(),
                        verdict.rule(),
                        verdict.entity(),
                        verdict.timeMillis(),
                        alert ? Decision.Action.ALERT : Decision.Action.CLEAR,
                        text,
                        verdict.trace()));
    }

    /** Whether an answer goes out though it is on the side of the one before. */
    boolean isDue(long moment, long preceding) {
        return reportsEvery() || periodOf(moment) != periodOf(preceding);
    }

    /** Whether every answer goes out. */
    boolean reportsEvery() {
        return rule.rule().report() instanceof Rule.Report.Every;
    }

    private long millisOf(long moment) {
        return rule.grid().millisOf(moment);
    }

    /** Number of the reporting period of a moment; always the same where reports have no period. */
    private long periodOf(long moment) {
        return rule.rule().report() instanceof Rule.Report.Period period
                ? Math.floorDiv(millisOf(moment), period.millis())
                : RuleProgress.IDLE;
    }
}
