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
                        .max(java.util.Comparator.comparingDouble(after -> busy(job, after)))
                        .ifPresent(after -> bottlenecks.putIfAbsent(after, before));
            }
        }
        if (!bottlenecks.isEmpty()) {
            return bottlenecks.entrySet().stream()
                    .map(entry -> told(job, entry.getKey(), entry.getValue()))
                    .toList();
        }
        return now.vertices().stream()
                .filter(vertex -> !vertex.isSource() && busy(job, vertex) >= BUSY)
                .findFirst()
                .map(
                        vertex ->
                                Finding.warning(
                                        CODE,
                                        SUBJECT,
                                        vertex.name() + " is busy " + share(busy(job, vertex)),
                                        "room for a burst: at 100 % it holds up all before it",
                                        "Raise its parallelism, or give it fewer or cheaper rules."))
                .map(List::of)
                .orElseGet(() -> List.of(Finding.fine(CODE, SUBJECT, "none")));
    }

    private static Finding told(JobView job, Vertex bottleneck, Vertex before) {
        boolean busy = busy(job, bottleneck) >= HELD_UP;
        return Finding.problem(
                CODE,
                SUBJECT,
                "the bottleneck is "
                        + bottleneck.name()
                        + ": busy "
                        + share(busy(job, bottleneck))
                        + ", and "
                        + before.name()
                        + " before it waits "
                        + share(JobView.most(job.backPressured(before)))
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
        return JobView.most(job.backPressured(vertex)) >= HELD_UP;
    }

    private static double busy(JobView job, Vertex vertex) {
        return JobView.most(job.busy(vertex));
    }

    private static String share(double millis) {
        return Math.round(millis / PER_CENT) + " %";
    }
}
