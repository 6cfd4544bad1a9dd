package io.chronofabric.jobs.doctor;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads samples of a job. For one thread. */
final class JobReading {
    private static final List<String> OF_TASKS =
            List.of(
                    Vertex.BUSY,
                    Vertex.BACK_PRESSURED,
                    Vertex.INPUT_WATERMARK,
                    Vertex.RECORDS_IN,
                    Vertex.RECORDS_OUT,
                    Vertex.BUSY_MILLIS,
                    Vertex.BACK_PRESSURED_MILLIS,
                    Vertex.IDLE_MILLIS,
                    "checkpointAlignmentTime");

    private static final List<String> ENDINGS =
            List.of(
                    ".currentOutputWatermark",
                    Vertex.SPLIT_WATERMARK,
                    Vertex.SPLIT_IDLE,
                    Vertex.SPLIT_IDLE_MILLIS,
                    Vertex.SPLIT_ACTIVE_MILLIS,
                    ".pendingRecords");

    private static final List<String> PARTS =
            List.of(
                    "governance_events_total",
                    "governance_dead_letters_total",
                    "governance_late_total",
                    "governance_watermark_lag_seconds",
                    "governance_frontier_lag_seconds",
                    "governance_governor_silent",
                    StateBudget.BYTES,
                    StateBudget.BUDGET,
                    "chronofabric_causality_violations_total");

    private static final List<String> OF_WORKERS =
            List.of(
                    "Status.JVM.GarbageCollector.All.TimeMsPerSecond",
                    "Status.JVM.Memory.Heap.Used",
                    "Status.JVM.Memory.Heap.Max",
                    "Status.JVM.Memory.Metaspace.Used",
                    "Status.JVM.Memory.Metaspace.Max");

    private static final int LONGEST_QUERY = 3_000;

    private final FlinkRest rest;
    private final String id;

    JobReading(FlinkRest rest, String id) {
        this.rest = rest;
        this.id = id;
    }

    JobSample sample() {
        Answer job = rest.get("jobs/" + id);
        Map<String, List<String>> inputs = new HashMap<>();
        for (Answer node : job.at("plan", "nodes").list()) {
            inputs.put(
                    node.at("id").text(),
                    node.at("inputs").list().stream().map(in -> in.at("id").text()).toList());
        }
        List<Vertex> vertices = new ArrayList<>();
        for (Answer vertex : job.at("vertices").list()) {
            vertices.add(vertex(vertex, inputs.getOrDefault(vertex.at("id").text(), List.of())));
        }
        Map<String, Map<String, Double>> workers = new HashMap<>();
        for (Answer worker : rest.get("taskmanagers").at("taskmanagers").list()) {
            String name = worker.at("id").text();
            workers.put(
                    name,
                    rest.find("taskmanagers/" + encoded(name) + "/metrics?get=" + of(OF_WORKERS))
                            .map(JobReading::values)
                            .orElse(Map.of()));
        }
        List<Answer> failures =
                rest.find("jobs/" + id + "/exceptions")
                        .orElse(Answer.NOTHING)
                        .at("exceptionHistory", "entries")
                        .list();
        return new JobSample(
                job.at("state").text(),
                job.at("duration").whole(),
                job.at("now").whole(),
                vertices,
                rest.find("jobs/" + id + "/metrics?get=numRestarts")
                        .map(JobReading::values)
                        .orElse(Map.of()),
                rest.find("jobs/" + id + "/checkpoints").orElse(Answer.NOTHING),
                rest.find("jobs/" + id + "/checkpoints/config").orElse(Answer.NOTHING),
                workers,
                failures.isEmpty() ? "" : failure(failures.get(0)));
    }

    private static String failure(Answer entry) {
        String trace = entry.at("stacktrace").text();
        String told = trace.isEmpty() ? entry.at("exceptionName").text() : trace;
        return told.lines().findFirst().orElse("");
    }

    private Vertex vertex(Answer vertex, List<String> inputs) {
        String place = "jobs/" + id + "/vertices/" + vertex.at("id").text() + "/metrics";
        int parallelism = (int) vertex.at("parallelism").whole();
        Map<String, double[]> metrics = new HashMap<>();
        Predicate<String> wanted =
                name ->
                        OF_TASKS.contains(name)
                                || ENDINGS.stream().anyMatch(name::endsWith)
                                || PARTS.stream().anyMatch(name::contains);
        List<String> names =
                rest.find(place).orElse(Answer.NOTHING).list().stream()
                        .map(metric -> metric.at("id").text())
                        // A comma parts names in a question.
                        .filter(name -> name.matches("\\d+\\.[^,]+"))
                        .filter(name -> wanted.test(name.substring(name.indexOf('.') + 1)))
                        .toList();
        for (String query : queries(names)) {
            Optional<Answer> found = rest.find(place + "?get=" + query);
            values(found.orElse(Answer.NOTHING))
                    .forEach(
                            (name, value) -> {
                                int dot = name.indexOf('.');
                                int subtask = Integer.parseInt(name.substring(0, dot));
                                if (subtask < parallelism) {
                                    metrics.computeIfAbsent(
                                                            name.substring(dot + 1),
                                                            ignored -> nothing(parallelism))[
                                                    subtask] =
                                            value;
                                }
                            });
        }
        return new Vertex(
                vertex.at("id").text(), vertex.at("name").text(), parallelism, inputs, metrics);
    }

    private static double[] nothing(int parallelism) {
        double[] values = new double[parallelism];
        Arrays.fill(values, Double.NaN);
        return values;
    }

    private static List<String> queries(List<String> names) {
        List<String> queries = new ArrayList<>();
        StringBuilder query = new StringBuilder();
        for (String name : names) {
            if (query.length() > LONGEST_QUERY) {
                queries.add(query.toString());
                query.setLength(0);
            }
            query.append(query.length() == 0 ? "" : ",").append(encoded(name));
        }
        if (query.length() > 0) {
            queries.add(query.toString());
        }
        return queries;
    }

    private static Map<String, Double> values(Answer metrics) {
        Map<String, Double> values = new HashMap<>();
        for (Answer metric : metrics.list()) {
            values.put(metric.at("id").text(), metric.at("value").number());
        }
        return values;
    }

    private static String of(List<String> names) {
        return String.join(",", names.stream().map(JobReading::encoded).toList());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
