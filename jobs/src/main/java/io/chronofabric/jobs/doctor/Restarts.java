package io.chronofabric.jobs.doctor;

import java.util.List;

/** A job that does not run, or fails again and again. */
final class Restarts implements Symptom {
    private static final String CODE = "DOC501";
    private static final String SUBJECT = "restarts";
    private static final double PER_HOUR = 3;
    private static final double HOUR_MILLIS = 3.6e6;

    @Override
    public List<Finding> of(JobView job) {
        JobSample now = job.second();
        double restarts = now.job().getOrDefault("numRestarts", 0.0);
        double before = job.first().job().getOrDefault("numRestarts", 0.0);
        String last = now.lastFailure().isEmpty() ? "" : "; last: " + now.lastFailure();
        String fix =
                "Mend what it failed of (the web UI's Exceptions have all of it); docs/failures.md"
                        + " says what each failure of a part looks like.";
        if (!now.state().equals("RUNNING") || restarts > before) {
            return List.of(
                    Finding.problem(
                            CODE,
                            SUBJECT,
                            "the job is "
                                    + now.state()
                                    + ", restarted "
                                    + (long) restarts
                                    + " times"
                                    + last,
                            "RUNNING: while it restarts no answer is given, and at least once comes"
                                    + " twice",
                            fix));
        }
        if (restarts > 1 && restarts / (now.runningMillis() / HOUR_MILLIS) > PER_HOUR) {
            return List.of(
                    Finding.warning(
                            CODE,
                            SUBJECT,
                            (long) restarts + " in " + now.runningMillis() / 1_000 + " s" + last,
                            "fewer than three an hour",
                            fix));
        }
        return List.of(Finding.fine(CODE, SUBJECT, (long) restarts + last));
    }
}
