package io.chronofabric.jobs.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Answers that come late, or ever later. */
final class Latency implements Symptom {
    private static final String CODE = "DOC508";
    private static final String SUBJECT = "latency";
    private static final String WATERMARK_LAG = "governance_watermark_lag_seconds";
    private static final String FRONTIER_LAG = "governance_frontier_lag_seconds";
    private static final String SILENT = "governance_governor_silent";
    private static final String PENDING = ".pendingRecords";
    private static final double LONG_SECONDS = 30;
    private static final double FRONTIER_SECONDS = 5;
    private static final double MANY = 1_000;
    private static final double GROWN = 1.1;

    @Override
    public List<Finding> of(JobView job) {
        List<Finding> found = new ArrayList<>();
        double pending = job.second().sum(PENDING);
        double before = job.first().sum(PENDING);
        if (pending > MANY && pending > before * GROWN) {
            found.add(
                    Finding.problem(
                            CODE,
                            SUBJECT,
                            (long) pending
                                    + " records wait in the topics, "
                                    + (long) (pending - before)
                                    + " more than before",
                            "a job that keeps up: answers come ever later",
                            "See back-pressure for the task that limits it, and skew; else raise"
                                    + " the parallelism."));
        }
        double lag = job.second().max(WATERMARK_LAG);
        if (lag > LONG_SECONDS) {
            found.add(
                    Finding.warning(
                            CODE,
                            SUBJECT,
                            String.format(
                                    Locale.ROOT,
                                    "final answers are %.1f s of event time behind the newest event",
                                    lag),
                            "less than "
                                    + (int) LONG_SECONDS
                                    + " s: so long a verdict waits for the slowest split",
                            "See watermark; else lower kafka.out-of-orderness and"
                                    + " kafka.idle-after."));
        }
        if (job.second().max(SILENT) > 0) {
            found.add(
                    Finding.problem(
                            CODE,
                            SUBJECT,
                            "the governor of the rules is silent",
                            "a governor: verdicts wait for its promise (rules.governor.silence)",
                            "Start chronofabric rules governor again, or set"
                                    + " rules.governor=job."));
        } else if (job.second().max(FRONTIER_LAG) > FRONTIER_SECONDS) {
            found.add(
                    Finding.warning(
                            CODE,
                            SUBJECT,
                            String.format(
                                    Locale.ROOT,
                                    "verdicts wait %.1f s for the governor",
                                    job.second().max(FRONTIER_LAG)),
                            "less than 5 s",
                            "Raise rules.governor.lead above the distance of the clocks."));
        }
        return found.isEmpty()
                ? List.of(
                        Finding.fine(
                                CODE,
                                SUBJECT,
                                Double.isNaN(lag)
                                        ? "nothing piles up"
                                        : String.format(
                                                Locale.ROOT,
                                                "final answers %.1f s behind the newest event",
                                                lag)))
                : found;
    }
}
