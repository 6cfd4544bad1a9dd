package io.chronofabric.clogic.egc;

import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.RuleRef;
import java.time.Instant;
import java.util.Locale;

/**
 * Tells where a version on trial and the one in force judge differently, once when it begins and
 * once when it ends. Not safe for use by several threads.
 */
final class TrialReporter {
    private final Tenure tenure;

    TrialReporter(Tenure tenure) {
        this.tenure = tenure;
    }

    /** Takes an answer of this tenure, which is on trial. */
    void trial(
            long millis,
            double robustness,
            RuleProgress progress,
            String entity,
            GovernanceOutput out) {
        out.margin(tenure.ref(), millis, robustness);
        progress.comparison()
                .trial(
                        millis,
                        robustness,
                        (at, differ, trial, inForce) ->
                                tell(progress.ref(), at, differ, trial, inForce, entity, out));
    }

    /** Takes an answer of this tenure, which is in force, to compare another with. */
    void inForce(
            long millis,
            double robustness,
            RuleProgress onTrial,
            String entity,
            GovernanceOutput out) {
        onTrial.comparison()
                .inForce(
                        millis,
                        robustness,
                        (at, differ, trial, inForce) ->
                                tell(onTrial.ref(), at, differ, trial, inForce, entity, out));
    }

    private static void tell(
            RuleRef trialRef,
            long millis,
            boolean differ,
            Comparison.Word trial,
            Comparison.Word inForce,
            String entity,
            GovernanceOutput out) {
        String verdict = new VerdictIds(trialRef).idOf(entity, millis, 0);
        String text =
                differ
                        ? String.format(
                                Locale.ROOT,
                                "%s, on trial, %s for %s at %s%s where the version in force %s%s",
                                trialRef,
                                words(trial),
                                entity,
                                Instant.ofEpochMilli(millis),
                                margin(trial),
                                words(inForce),
                                margin(inForce))
                        : String.format(
                                Locale.ROOT,
                                "%s, on trial, agrees with the version in force again for %s at"
                                        + " %s: %s",
                                trialRef,
                                entity,
                                Instant.ofEpochMilli(millis),
                                words(trial));
        out.decision(
                new Decision(
                        (differ ? "differ-" : "agree-") + verdict,
                        verdict,
                        trialRef,
                        entity,
                        millis,
                        differ ? Decision.Action.DIFFER : Decision.Action.AGREE,
                        text));
    }

    private static String words(Comparison.Word word) {
        return word.broken() ? "is broken" : "holds";
    }

    private static String margin(Comparison.Word word) {
        return Double.isNaN(word.margin()) ? "" : " (margin " + (word.margin() + 0.0) + ")";
    }
}
