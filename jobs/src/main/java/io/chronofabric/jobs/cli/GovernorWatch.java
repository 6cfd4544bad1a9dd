package io.chronofabric.jobs.cli;

import io.chronofabric.jobs.config.RulesOptions;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.deadletters.Printable;
import io.chronofabric.jobs.rules.RuleLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a log tells of the governor, and of records that are none. */
final class GovernorWatch {
    private static final int TEXT = 300;

    private final RuleLog log;
    private final Duration timeout;
    private final RulesOptions.OnSilence silence;

    GovernorWatch(RuleLog log, Settings settings) {
        this.log = log;
        this.timeout = settings.get(RulesOptions.TIMEOUT);
        this.silence = settings.get(RulesOptions.SILENCE);
    }

    /** Whether nobody has promised for too long, or ever. */
    boolean isSilent(long now) {
        Optional<RuleLog.Promise> promise = log.promise();
        return promise.isEmpty() || now - promise.get().writtenMillis() > timeout.toMillis();
    }

    /** How the frontier stands, a sentence or two. */
    String frontier(long now) {
        Optional<RuleLog.Promise> promise = log.promise();
        if (promise.isEmpty()) {
            return "Frontier: nobody has promised anything yet; no job with this topic has run, or"
                    + " its governor is external and was never started.";
        }
        long through = log.table().frontierMillis();
        return "Frontier: "
                + RuleMoments.show(through)
                + (through >= now
                        ? ", " + RuleMoments.amount(through - now) + " ahead of now"
                        : ", " + RuleMoments.amount(now - through) + " behind now")
                + "; last promise by "
                + Printable.line(promise.get().by(), TEXT)
                + " "
                + RuleMoments.amount(Math.max(0, now - promise.get().writtenMillis()))
                + " ago."
                + (isSilent(now)
                        ? " The governor is silent: jobs that read this topic "
                                + (silence == RulesOptions.OnSilence.HOLD
                                        ? "hold what they cannot judge for sure."
                                        : "judge on by the rules they know.")
                        : "");
    }

    /** What should be said beside a list. */
    List<String> remarks(long now) {
        List<String> remarks = new ArrayList<>();
        if (isSilent(now)) {
            remarks.add(frontier(now));
        }
        if (!log.hasBase()) {
            remarks.add(
                    "Rules that jobs start with from files are not known to the topic; --base FILE"
                            + " adds them.");
        }
        remarks.addAll(unreadable());
        return remarks;
    }

    /** A sentence on records that could not be read, if there are such. */
    List<String> unreadable() {
        if (log.unreadableCount() == 0) {
            return List.of();
        }
        RuleLog.Unreadable first = log.unreadable().get(0);
        return List.of(
                log.unreadableCount()
                        + (log.unreadableCount() == 1 ? " record" : " records")
                        + " on the topic cannot be read and change nothing; the first at offset "
                        + first.offset()
                        + ": "
                        + Printable.line(first.reason(), TEXT));
    }
}
