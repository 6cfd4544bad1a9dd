package io.chronofabric.jobs.doctor;

import java.util.ArrayList;
import java.util.List;

/** Checkpoints that fail, are slow, or grow. */
final class CheckpointHealth implements Symptom {
    private static final String CODE = "DOC506";
    private static final String SUBJECT = "checkpoints";
    private static final double PATIENCE_MILLIS = 60_000;
    private static final double LONG_MILLIS = 1_000;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double LARGE = 64 << 20;
    private static final int ENOUGH = 5;

    @Override
    public List<Finding> of(JobView job) {
        Answer now = job.second().checkpoints();
        double interval = job.second().checkpointConfig().at("interval").number();
        if (!now.isThere() || !(interval > 0) || interval >= Long.MAX_VALUE) {
            return List.of(
                    Finding.problem(
                            CODE,
                            SUBJECT,
                            "off",
                            "checkpoints: without them a failure loses all state, and exactly-once"
                                    + " outputs commit nothing",
                            "Set execution.checkpointing.interval or checkpoint.interval, and start"
                                    + " the job again."));
        }
        List<Finding> found = new ArrayList<>();
        failing(job, now, interval, found);
        if (found.isEmpty()) {
            slow(job, now, interval, found);
            growing(now, found);
        }
        return found.isEmpty()
                ? List.of(
                        Finding.fine(
                                CODE,
                                SUBJECT,
                                now.at("counts", "completed").whole()
                                        + " completed, the last in "
                                        + now.at("latest", "completed", "end_to_end_duration")
                                                .whole()
                                        + " ms"))
                : found;
    }

    private static void failing(JobView job, Answer now, double interval, List<Finding> found) {
        long failed = now.at("counts", "failed").whole();
        long before = job.first().checkpoints().at("counts", "failed").whole();
        Answer lastFailed = now.at("latest", "failed");
        Answer lastGood = now.at("latest", "completed");
        double age =
                job.second().nowMillis()
                        - (lastGood.isThere()
                                ? lastGood.at("latest_ack_timestamp").number()
                                : job.second().nowMillis() - job.second().runningMillis());
        boolean failing =
                failed > before
                        || lastFailed.isThere()
                                && lastFailed.at("id").number() > lastGood.at("id").whole();
        boolean overdue = age > Math.max(PATIENCE_MILLIS, 3 * interval);
        if (!failing && !overdue) {
            return;
        }
        String why = lastFailed.at("failure_message").text().lines().findFirst().orElse("").strip();
        found.add(
                Finding.problem(
                        CODE,
                        SUBJECT,
                        (failing
                                        ? failed + " failed"
                                        : "none completed for " + (long) age / 1_000 + " s")
                                + ", "
                                + now.at("counts", "completed").whole()
                                + " completed"
                                + (why.isEmpty() ? "" : "; last: " + why),
                        "checkpoints that complete: until then exactly-once outputs show nothing,"
                                + " and a failure goes back to the last",
                        "Mend what the failure says: storage that all processes can write to, a"
                                + " longer execution.checkpointing.timeout, or the back-pressure"
                                + " that holds up the barriers."));
    }

    private static void slow(JobView job, Answer now, double interval, List<Finding> found) {
        double took = now.at("latest", "completed", "end_to_end_duration").number();
        double limit = job.second().checkpointConfig().at("timeout").number();
        double aligned =
                job.second().vertices().stream()
                                .mapToDouble(vertex -> vertex.max("checkpointAlignmentTime"))
                                .filter(Double::isFinite)
                                .max()
                                .orElse(0)
                        / NANOS_PER_MILLI;
        if (!(took > Math.max(LONG_MILLIS, interval)) && !(took > limit / 2)) {
            return;
        }
        String text =
                "the last took "
                        + (long) took
                        + " ms, "
                        + (long) aligned
                        + " of them to align; one every "
                        + (long) interval
                        + " ms";
        String fix =
                aligned > took / 2
                        ? "Mend the back-pressure; execution.checkpointing.unaligned.enabled: true"
                                + " lets barriers overtake what waits."
                        : "Look at the storage, use rocksdb with incremental checkpoints, or a"
                                + " longer interval.";
        found.add(
                took > limit / 2
                        ? Finding.problem(
                                CODE,
                                SUBJECT,
                                text,
                                "less than half of the time-out of "
                                        + (long) limit
                                        + " ms: soon they fail",
                                fix)
                        : Finding.warning(
                                CODE,
                                SUBJECT,
                                text,
                                "less than the interval: exactly-once answers come this much later",
                                fix));
    }

    private static void growing(Answer now, List<Finding> found) {
        List<Double> sizes =
                now.at("history").list().stream()
                        .filter(one -> one.at("status").text().equals("COMPLETED"))
                        .filter(one -> !Boolean.TRUE.equals(one.at("is_savepoint").value()))
                        .map(one -> one.at("state_size").number())
                        .toList();
        if (sizes.size() < ENOUGH) {
            return;
        }
        double last = sizes.get(0);
        double first = sizes.get(sizes.size() - 1);
        boolean always = true;
        for (int i = 1; i < sizes.size(); i++) {
            always &= sizes.get(i - 1) > sizes.get(i);
        }
        if (always && last > LARGE && last > first + first / 2) {
            found.add(
                    Finding.warning(
                            CODE,
                            SUBJECT,
                            "the state grew from "
                                    + Words.bytes((long) first)
                                    + " to "
                                    + Words.bytes((long) last)
                                    + " in "
                                    + sizes.size()
                                    + " checkpoints",
                            "a size that settles: kept events are bounded by lateness and reach of"
                                    + " the rules, and by governance.max-samples-per-entity",
                            "See whether entities only ever come new (an id in the entity's name),"
                                    + " or shorten the windows."));
        }
    }
}
