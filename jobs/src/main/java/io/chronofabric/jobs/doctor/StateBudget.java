package io.chronofabric.jobs.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Operators that keep nearly as much as they may, or refuse entities. */
final class StateBudget implements Symptom {
    /** What the metrics' names end with. */
    static final String BYTES = ".governance_state_bytes";

    static final String BUDGET = ".governance_state_budget_bytes";

    private static final String CODE = "DOC511";
    private static final String SUBJECT = "state budget";
    private static final double MUCH = 0.8;

    @Override
    public List<Finding> of(JobView job) {
        List<Finding> found = new ArrayList<>();
        double kept = 0;
        boolean isLimited = false;
        for (Vertex vertex : job.second().vertices()) {
            for (Map.Entry<String, double[]> metric : vertex.ending(BYTES).entrySet()) {
                String operator =
                        metric.getKey().substring(0, metric.getKey().length() - BYTES.length());
                double[] budgets = vertex.values(operator + BUDGET);
                for (int i = 0; i < vertex.parallelism(); i++) {
                    double bytes = metric.getValue()[i];
                    kept += Double.isFinite(bytes) ? bytes : 0;
                    isLimited |= Double.isFinite(budgets[i]);
                    if (bytes > MUCH * budgets[i]) {
                        found.add(nearlyFull(vertex.name(), i, bytes, budgets[i]));
                    }
                }
            }
        }
        return found.isEmpty()
                ? List.of(
                        Finding.fine(
                                CODE,
                                SUBJECT,
                                Words.bytes((long) kept)
                                        + " kept"
                                        + (isLimited ? "" : ", without a budget")))
                : found;
    }

    private static Finding nearlyFull(String name, int subtask, double bytes, double budget) {
        return new Finding(
                bytes >= budget ? Standing.PROBLEM : Standing.WARNING,
                CODE,
                SUBJECT,
                String.format(
                        Locale.ROOT,
                        "subtask %d of %s keeps %s, %.0f %% of its budget",
                        subtask,
                        name,
                        Words.bytes((long) bytes),
                        100 * bytes / budget),
                "less than 80 %: from 100 % on, events of entities that are not known yet are dead"
                        + " letters (STATE_FULL)",
                "Raise state.budget or the parallelism, or see why there are ever more entities:"
                        + " governance_state_entities.");
    }
}
