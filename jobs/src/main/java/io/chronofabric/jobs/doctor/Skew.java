package io.chronofabric.jobs.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A subtask that has much more to do than the others. */
final class Skew implements Symptom {
    private static final String CODE = "DOC505";
    private static final String SUBJECT = "skew";
    private static final double LEAST_RECORDS = 100;
    private static final double OF_TWO = 1.5;
    private static final double OF_MORE = 2;
    private static final double HOT = 800;
    private static final double COOL = 500;

    @Override
    public List<Finding> of(JobView job) {
        List<Finding> found = new ArrayList<>();
        for (Vertex vertex : job.second().vertices()) {
            if (vertex.parallelism() > 1) {
                look(job, vertex, found);
            }
        }
        return found.isEmpty() ? List.of(Finding.fine(CODE, SUBJECT, "none")) : found;
    }

    private static void look(JobView job, Vertex vertex, List<Finding> found) {
        double[] records = job.records(vertex);
        double sum = Arrays.stream(records).sum();
        double mean = sum / records.length;
        int hottest = 0;
        for (int i = 1; i < records.length; i++) {
            if (records[i] > records[hottest]) {
                hottest = i;
            }
        }
        double ratio = records[hottest] / mean;
        if (sum < LEAST_RECORDS || ratio < (records.length == 2 ? OF_TWO : OF_MORE)) {
            return;
        }
        double[] busy = job.busy(vertex);
        double others = 0;
        for (int i = 0; i < busy.length; i++) {
            if (i != hottest) {
                others += busy[i] / (busy.length - 1);
            }
        }
        boolean limits = busy[hottest] >= HOT && others < COOL;
        found.add(
                new Finding(
                        limits ? Standing.PROBLEM : Standing.WARNING,
                        CODE,
                        SUBJECT,
                        String.format(
                                Locale.ROOT,
                                "subtask %d of %s has %.1f times the records of the mean (%.0f %%"
                                        + " of all), busy %.0f %%, the others %.0f %%",
                                hottest,
                                vertex.name(),
                                ratio,
                                100 * records[hottest] / sum,
                                busy[hottest] / 10,
                                others / 10),
                        limits
                                ? "subtasks that share the work: this one is full while the others"
                                        + " wait, and more parallelism does not help it"
                                : "subtasks that share the work: this one will be full first",
                        "See which entities send so much (or whether all have one key): split a hot"
                                + " entity, or spread what a source reads over more partitions."));
    }
}
