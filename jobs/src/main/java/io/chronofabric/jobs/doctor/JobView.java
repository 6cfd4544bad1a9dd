package io.chronofabric.jobs.doctor;

/**
 * A running job at two moments.
 *
 * @param first the earlier sample
 * @param second the later one
 */
record JobView(JobSample first, JobSample second) {
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
}
