package io.chronofabric.jobs.doctor;

import java.util.Arrays;
import java.util.List;

/**
 * A running job at two moments.
 *
 * @param first the earlier sample
 * @param second the later one
 */
record JobView(JobSample first, JobSample second) {
    private static final double A_SECOND = 1_000;
    private static final List<String> OF_A_TASK =
            List.of(Vertex.BUSY_MILLIS, Vertex.BACK_PRESSURED_MILLIS, Vertex.IDLE_MILLIS);

    /** How much counters grew; a restart begins them anew. */
    double growth(String part) {
        double before = first.sum(part);
        double now = second.sum(part);
        return now >= before ? now - before : now;
    }

    /** How many records each subtask took, or of a source gave, between the samples. */
    double[] records(Vertex vertex) {
        double[] now = vertex.records();
        double[] before = first.same(vertex).map(Vertex::records).orElse(new double[0]);
        double[] grown = new double[now.length];
        for (int i = 0; i < now.length; i++) {
            double past = i < before.length && Double.isFinite(before[i]) ? before[i] : 0;
            double present = Double.isFinite(now[i]) ? now[i] : 0;
            grown[i] = present >= past ? present - past : present;
        }
        return grown;
    }

    /** How many milliseconds of a second each subtask worked between the samples. */
    double[] busy(Vertex vertex) {
        return share(vertex, Vertex.BUSY_MILLIS, OF_A_TASK, Vertex.BUSY);
    }

    /** How many milliseconds of a second each subtask waited for those after it. */
    double[] backPressured(Vertex vertex) {
        return share(vertex, Vertex.BACK_PRESSURED_MILLIS, OF_A_TASK, Vertex.BACK_PRESSURED);
    }

    /**
     * How many milliseconds of a second a split of each subtask counted as idle between the
     * samples.
     *
     * @param split what the names of its metrics begin with
     */
    double[] idle(Vertex source, String split) {
        String idle = split + Vertex.SPLIT_IDLE_MILLIS;
        return share(
                source,
                idle,
                List.of(idle, split + Vertex.SPLIT_ACTIVE_MILLIS),
                split + Vertex.SPLIT_IDLE);
    }

    /** The largest of some shares. */
    static double most(double[] shares) {
        return Arrays.stream(shares).max().orElse(0);
    }

    /**
     * By what was added up since the first sample, for Flink's own rate is of the last minute and
     * so of what was before; by that where nothing was added up.
     */
    private double[] share(Vertex vertex, String part, List<String> parts, String rate) {
        double[] wanted = grown(vertex, part);
        List<double[]> grown = parts.stream().map(name -> grown(vertex, name)).toList();
        double[] rates = vertex.values(rate);
        double[] shares = new double[wanted.length];
        for (int i = 0; i < shares.length; i++) {
            int subtask = i;
            double all = grown.stream().mapToDouble(values -> values[subtask]).sum();
            if (all > 0) {
                shares[i] = A_SECOND * wanted[i] / all;
            } else {
                shares[i] = Double.isFinite(rates[i]) ? rates[i] : 0;
            }
        }
        return shares;
    }

    private double[] grown(Vertex vertex, String metric) {
        double[] now = vertex.values(metric);
        double[] before = first.same(vertex).map(same -> same.values(metric)).orElse(now);
        double[] grown = new double[now.length];
        for (int i = 0; i < now.length; i++) {
            double difference = i < before.length ? now[i] - before[i] : 0;
            grown[i] = Double.isFinite(difference) ? Math.max(0, difference) : 0;
        }
        return grown;
    }
}
