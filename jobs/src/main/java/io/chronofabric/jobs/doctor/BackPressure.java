package io.chronofabric.jobs.doctor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A task that holds up those before it. */
final class BackPressure implements Symptom {
    private static final String CODE = "DOC502";
    private static final String SUBJECT = "back-pressure";
    private static final double HELD_UP = 500;
    private static final double BUSY = 900;
    private static final double PER_CENT = 10;

    @Override
    public List<Finding> of(JobView job) {
        JobSample now = job.second();
        Map<Vertex, Vertex> bottlenecks = new LinkedHashMap<>();
        for (Vertex before : now.vertices()) {
            if (isHeldUp(job, before)) {
                now.after(before).stream()
                        .filter(after -> !isHeldUp(job, after))
                        // Of several, the busiest holds up.
                        .max(
                                java.util.Comparator.comparingDouble(
                                        after -> finite(after.max(Vertex.BUSY))))
                        .ifPresent(after -> bottlenecks.putIfAbsent(after, before));
            }
        }
        if (!bottlenecks.isEmpty()) {
            return bottlenecks.entrySet().stream()
                    .map(entry -> told(entry.getKey(), entry.getValue()))
                    .toList();
        }
        return now.vertices().stream()
                .filter(vertex -> !vertex.isSource() && finite(vertex.max(Vertex.BUSY)) >= BUSY)
                .findFirst()
                .map(
                        vertex ->
                                Finding.warning(
                                        CODE,
                                        SUBJECT,
                                        vertex.name() + " is busy " + share(vertex, Vertex.BUSY),
                                        "room for a burst: at 100 % it holds up all before it",
                                        "Raise its parallelism, or give it fewer or cheaper rules."))
                .map(List::of)
                .orElseGet(() -> List.of(Finding.fine(CODE, SUBJECT, "none")));
    }

    private static Finding told(Vertex bottleneck, Vertex before) {
        boolean busy = finite(bottleneck.max(Vertex.BUSY)) >= HELD_UP;
        return Finding.problem(
                CODE,
                SUBJECT,
                "the bottleneck is "
                        + bottleneck.name()
                        + ": busy "
                        + share(bottleneck, Vertex.BUSY)
                        + ", and "
                        + before.name()
                        + " before it waits "
                        + share(before, Vertex.BACK_PRESSURED)
                        + " of the time",
                "tasks that keep up: what waits makes answers late and checkpoints slow",
                busy
                        ? "Raise the parallelism of "
                                + bottleneck.name()
                                + ", or give it fewer or cheaper rules; if one subtask alone is"
                                + " busy, see skew."
                        : "It waits for something outside of Flink: look at the brokers or the"
                                + " storage that "
                                + bottleneck.name()
                                + " writes to.");
    }

    private static boolean isHeldUp(JobView job, Vertex vertex) {
        double before =
                job.first()
                        .same(vertex)
                        .map(same -> finite(same.max(Vertex.BACK_PRESSURED)))
                        .orElse(0.0);
        return (finite(vertex.max(Vertex.BACK_PRESSURED)) + before) / 2 >= HELD_UP;
    }

    private static String share(Vertex vertex, String metric) {
        return Math.round(finite(vertex.max(metric)) / PER_CENT) + " %";
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : 0;
    }
}
