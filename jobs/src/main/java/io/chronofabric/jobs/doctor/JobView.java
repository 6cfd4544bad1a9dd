package io.chronofabric.jobs.doctor;

import java.util.Arrays;

/**
 * A running job at two moments.
 *
 * @param first the earlier sample
 * @param second the later one
 */
record JobView(JobSample first, JobSample second) {
    private static final double A_SECOND = 1_000;

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
        return share(vertex, Vertex.BUSY_MILLIS, Vertex.BUSY);
    }

    /** How many milliseconds of a second each subtask waited for those after it. */
    double[] backPressured(Vertex vertex) {
        return share(vertex, Vertex.BACK_PRESSURED_MILLIS, Vertex.BACK_PRESSURED);
    }

    /** The largest of some shares. */
    static double most(double[] shares) {
        return Arrays.stream(shares).max().orElse(0);
    }

    /**
     * By what was added up since the first sample, for Flink's own rate is of the last minute and
     * so of what was before; by that where nothing was added up.
     */
    private double[] share(Vertex vertex, String part, String rate) {
        double[] wanted = grown(vertex, part);
        double[] busy = grown(vertex, Vertex.BUSY_MILLIS);
        double[] waiting = grown(vertex, Vertex.BACK_PRESSURED_MILLIS);
        double[] idle = grown(vertex, Vertex.IDLE_MILLIS);
        double[] rates = vertex.values(rate);
        double[] shares = new double[wanted.length];
        for (int i = 0; i < shares.length; i++) {
            double all = busy[i] + waiting[i] + idle[i];
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
