package io.chronofabric.jobs.doctor;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A running job at a moment.
 *
 * @param state such as {@code RUNNING}
 * @param runningMillis how long it has been there
 * @param nowMillis the JobManager's clock
 * @param vertices its tasks, sources first
 * @param job its own metrics
 * @param checkpoints as the REST API tells; nothing where they are off
 * @param checkpointConfig as the REST API tells
 * @param workers metrics of the TaskManagers by their ids
 * @param lastFailure the first line of what it failed of last; empty where it never did
 */
record JobSample(
        String state,
        long runningMillis,
        long nowMillis,
        List<Vertex> vertices,
        Map<String, Double> job,
        Answer checkpoints,
        Answer checkpointConfig,
        Map<String, Map<String, Double>> workers,
        String lastFailure) {
    /** The same task in this sample. */
    Optional<Vertex> same(Vertex vertex) {
        return vertices.stream().filter(other -> other.id().equals(vertex.id())).findFirst();
    }

    /** The sum over all tasks of the metrics whose names hold a part. */
    double sum(String part) {
        return vertices.stream().mapToDouble(vertex -> vertex.sum(part)).sum();
    }

    /** Whether any task has a metric whose name holds a part. */
    boolean has(String part) {
        return vertices.stream()
                .flatMap(vertex -> vertex.metrics().keySet().stream())
                .anyMatch(name -> name.contains(part));
    }

    /** The largest finite value of a gauge over all tasks; NaN where there is none. */
    double max(String part) {
        return vertices.stream()
                .flatMap(vertex -> vertex.metrics().entrySet().stream())
                .filter(entry -> entry.getKey().contains(part))
                .flatMapToDouble(entry -> java.util.Arrays.stream(entry.getValue()))
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NaN);
    }

    List<Vertex> sources() {
        return vertices.stream().filter(Vertex::isSource).toList();
    }

    List<Vertex> after(Vertex vertex) {
        return vertices.stream().filter(other -> other.inputs().contains(vertex.id())).toList();
    }
}
