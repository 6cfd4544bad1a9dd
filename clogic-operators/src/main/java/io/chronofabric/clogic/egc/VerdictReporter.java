package io.chronofabric.clogic.egc;

import io.chronofabric.clogic.egc.RuleProgress.Said;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Verdict;
import java.time.Instant;
import java.util.Locale;

/**
 * Decides which answers of a rule are worth sending, and says them. A robustness of 0 counts as
 * kept. Not safe for use by several threads.
 */
final class VerdictReporter {
    /** Stands for a predicate where a formula looks at moments before the trace only. */
    private static final String NO_PREDICATE = "(no sample in the window)";

    private final CompiledRule rule;
    private final VerdictIds ids;
    private final boolean sendsVerdicts;
    private final boolean sendsCorrections;

    VerdictReporter(CompiledRule rule) {
        this.rule = rule;
        this.ids = new VerdictIds(rule.rule().ref());
        this.sendsVerdicts = rule.rule().emit().contains(Verdict.Kind.VERDICT);
        this.sendsCorrections = rule.rule().emit().contains(Verdict.Kind.CORRECTION);
    }

    static Said judge(double robustness) {
        return robustness < 0 ? Said.BROKEN : Said.HOLDS;
    }

    /** Reports an answer given at the watermark. */
    void report(
            long moment,
            double robustness,
            int predicate,
            long decidedAt,
            String entity,
            RuleProgress progress,
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
        Verdict verdict = verdict(answer, entity, Verdict.Kind.VERDICT, 0);
        if (sendsVerdicts) {
            out.verdict(verdict);
        }
        decide(verdict, before, now, out);
    }

    /**
     * Reports an answer worked out anew because an event came late: as a numbered correction where
     * there was another answer, as a verdict where there was none.
     *
     * @param previous the earlier answer, or null
     * @param preceding what the new answer for the moment before says
     * @return the verdict for the moment, or null where nothing changed
     */
    Verdict reportLate(
            Answer answer,
            Answer previous,
            Said preceding,
            String entity,
            RuleProgress progress,
            GovernanceOutput out) {
        Said now = judge(answer.robustness());
        boolean onlyChanges = rule.rule().report() instanceof Rule.Report.OnChange;
        if (previous == null) {
            out.margin(rule.rule().ref(), millisOf(answer.moment()), answer.robustness());
            Verdict verdict = verdict(answer, entity, Verdict.Kind.VERDICT, 0);
            if (sendsVerdicts && (now != preceding || !onlyChanges)) {
                out.verdict(verdict);
            }
            return verdict;
        }
        if (previous.robustness() == answer.robustness()) {
            return null;
        }
        out.margin(rule.rule().ref(), millisOf(answer.moment()), answer.robustness());
        Verdict verdict =
                verdict(answer, entity, Verdict.Kind.CORRECTION, progress.nextCorrection());
        if (sendsCorrections && (now != judge(previous.robustness()) || !onlyChanges)) {
            out.verdict(verdict);
        }
        return verdict;
    }

    /** Raises an alert when a rule comes to be broken, clears it when it holds again. */
    void decide(Verdict verdict, Said before, Said now, GovernanceOutput out) {
        boolean alert = now == Said.BROKEN && before != Said.BROKEN;
        boolean clear = now == Said.HOLDS && before == Said.BROKEN;
        if (!alert && !clear) {
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
                        text));
    }

    private Verdict verdict(Answer answer, String entity, Verdict.Kind kind, int correction) {
        long timeMillis = millisOf(answer.moment());
        double robustness = answer.robustness() + 0.0; // -0.0 becomes 0.0
        return new Verdict(
                ids.idOf(entity, timeMillis, correction),
                rule.rule().ref(),
                entity,
                timeMillis,
                kind,
                robustness,
                robustness,
                correction,
                new Verdict.Decider(
                        predicateText(answer.predicate()), millisOf(answer.decidedAt())));
    }

    private String predicateText(int predicate) {
        return predicate < 0 ? NO_PREDICATE : rule.plan().predicate(predicate);
    }

    private boolean reportsEvery() {
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
