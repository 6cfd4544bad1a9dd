package io.chronofabric.it.bench.bus;

/** Three percentiles of latencies, in nanoseconds; NaN where there were none. */
record Percentiles(double p50, double p99, double p999) {
    static final double P99 = 0.99;
    static final double P999 = 0.999;

    /** Of sorted latencies. */
    static Percentiles of(int[] sorted) {
        return new Percentiles(at(sorted, 0.5), at(sorted, P99), at(sorted, P999));
    }

    /** The smallest latency that so great a share does not exceed. */
    static double at(int[] sorted, double share) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(rank, 1) - 1];
    }
}
