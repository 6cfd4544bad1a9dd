package io.chronofabric.jobs.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Source subtasks that read nothing while others do, and splits that give nothing. */
final class SilentSources implements Symptom {
    private static final String CODE = "DOC504";
    private static final String SUBJECT = "sources";

    @Override
    public List<Finding> of(JobView job) {
        List<Finding> found = new ArrayList<>();
        double all = 0;
        for (Vertex source : job.second().sources()) {
            double[] records = job.records(source);
            double sum = Arrays.stream(records).sum();
            all += sum;
            List<String> silent = new ArrayList<>();
            List<String> silentSplits = new ArrayList<>();
            for (int i = 0; i < records.length; i++) {
                int known = silentSplits.size();
                for (Split split : Split.of(job, source, i)) {
                    if (split.isIdle()) {
                        silentSplits.add(split.id());
                    }
                }
                if (records[i] == 0 && silentSplits.size() == known) {
                    silent.add(String.valueOf(i));
                }
            }
            if (sum > 0 && !silentSplits.isEmpty()) {
                found.add(
                        Finding.warning(
                                CODE,
                                SUBJECT,
                                source.name()
                                        + ": nothing comes from "
                                        + (silentSplits.size() == 1 ? "split " : "splits ")
                                        + Words.some(silentSplits),
                                "records from each: rules can say nothing of the entities there,"
                                        + " and patterns take them for silent; the others are judged"
                                        + " without them",
                                "See whether its producers still send. A partition that is left"
                                        + " empty on purpose can be forgotten."));
            }
            if (sum > 0 && !silent.isEmpty()) {
                found.add(
                        Finding.warning(
                                CODE,
                                SUBJECT,
                                source.name()
                                        + ": nothing was read by subtask "
                                        + Words.some(silent)
                                        + " of "
                                        + records.length,
                                "records for each: a silent one holds back answers until it counts"
                                        + " as idle, and one without a partition does nothing",
                                "Use at least as many partitions as the parallelism, and see"
                                        + " whether their producers still send."));
            }
        }
        if (all == 0) {
            return List.of(
                    Finding.warning(
                            CODE,
                            SUBJECT,
                            "nothing was read at all",
                            "records: else there is nothing to judge",
                            "See whether anybody sends, and whether the job reads the right"
                                    + " topics."));
        }
        return found.isEmpty()
                ? List.of(Finding.fine(CODE, SUBJECT, (long) all + " records in the meantime"))
                : found;
    }
}
