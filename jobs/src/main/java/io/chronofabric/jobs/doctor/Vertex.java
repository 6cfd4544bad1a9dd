package io.chronofabric.jobs.doctor;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A task of a job, at a moment.
 *
 * @param id Flink's
 * @param name for people
 * @param parallelism how many subtasks it has
 * @param inputs ids of the tasks before it
 * @param metrics of each name a value a subtask, NaN where there is none
 */
record Vertex(
        String id,
        String name,
        int parallelism,
        List<String> inputs,
        Map<String, double[]> metrics) {
    static final String BUSY = "busyTimeMsPerSecond";
    static final String BACK_PRESSURED = "backPressuredTimeMsPerSecond";
    static final String BUSY_MILLIS = "accumulateBusyTimeMs";
    static final String BACK_PRESSURED_MILLIS = "accumulateBackPressuredTimeMs";
    static final String IDLE_MILLIS = "accumulateIdleTimeMs";
    static final String INPUT_WATERMARK = "currentInputWatermark";
    static final String SPLIT_WATERMARK = ".watermark.currentWatermark";
    static final String SPLIT_IDLE = ".watermark.idleTimeMsPerSecond";
    static final String SPLIT_IDLE_MILLIS = ".watermark.accumulatedIdleTimeMs";
    static final String SPLIT_ACTIVE_MILLIS = ".watermark.accumulatedActiveTimeMs";
    static final String RECORDS_IN = "numRecordsIn";
    static final String RECORDS_OUT = "numRecordsOut";

    boolean isSource() {
        return inputs.isEmpty();
    }

    /** The values of a metric, one a subtask; NaN where there are none. */
    double[] values(String metric) {
        double[] none = new double[parallelism];
        Arrays.fill(none, Double.NaN);
        return metrics.getOrDefault(metric, none);
    }

    /** The metrics whose names end so. */
    Map<String, double[]> ending(String suffix) {
        return metrics.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(suffix))
                .collect(
                        Collectors.toMap(
                                Map.Entry::getKey,
                                Map.Entry::getValue,
                                (one, other) -> one,
                                TreeMap::new));
    }

    /** The sum of all subtasks over the metrics whose names hold a part; 0 where there are none. */
    double sum(String part) {
        return metrics.entrySet().stream()
                .filter(entry -> entry.getKey().contains(part))
                .flatMapToDouble(entry -> Arrays.stream(entry.getValue()))
                .filter(Double::isFinite)
                .sum();
    }

    /** The largest value over all subtasks; NaN where there is none. */
    double max(String metric) {
        return Arrays.stream(values(metric)).filter(Double::isFinite).max().orElse(Double.NaN);
    }

    /** What its subtasks counted: records in, or of a source records out. */
    double[] records() {
        return values(isSource() ? RECORDS_OUT : RECORDS_IN);
    }
}
