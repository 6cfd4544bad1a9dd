package io.chronofabric.jobs.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A part of the input that a source's subtask reads, such as a partition, at two moments.
 *
 * @param id Flink's name of it, such as {@code signals-3}
 * @param before its watermark in the first sample; {@link #NEVER} where it had none
 * @param now and in the second
 * @param isIdle whether it gave nothing for so long that it holds up nobody
 */
record Split(String id, double before, double now, boolean isIdle) {
    /** The watermark of a split that has none yet. */
    static final double NEVER = Long.MIN_VALUE;

    private static final String LABEL = ".split.";
    private static final double IDLE_MILLIS_A_SECOND = 900;

    /** The splits that Flink tells of for a subtask, by name. */
    static List<Split> of(JobView job, Vertex source, int subtask) {
        List<Split> splits = new ArrayList<>();
        for (Map.Entry<String, double[]> metric :
                source.ending(Vertex.SPLIT_WATERMARK).entrySet()) {
            double watermark = metric.getValue()[subtask];
            if (!Double.isFinite(watermark)) {
                continue;
            }
            String name = metric.getKey();
            String stem = name.substring(0, name.length() - Vertex.SPLIT_WATERMARK.length());
            double[] before =
                    job.first()
                            .same(source)
                            .map(same -> same.values(name))
                            .orElse(metric.getValue());
            boolean known = subtask < before.length && Double.isFinite(before[subtask]);
            splits.add(
                    new Split(
                            stem.substring(stem.indexOf(LABEL) + LABEL.length()),
                            known ? before[subtask] : NEVER,
                            watermark,
                            job.idle(source, stem)[subtask] >= IDLE_MILLIS_A_SECOND));
        }
        return splits;
    }
}
