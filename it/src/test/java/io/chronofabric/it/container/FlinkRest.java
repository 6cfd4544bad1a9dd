package io.chronofabric.it.container;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** A JobManager's REST API, as a script or the web UI uses it. */
final class FlinkRest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String BOUNDARY = "chronofabric-job-jar";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String root;

    /**
     * @param root {@code http://host:port}
     */
    FlinkRest(String root) {
        this.root = root;
    }

    /** A page of the web UI or of the REST API. */
    String get(String path) throws IOException, InterruptedException {
        return body(request(path).build());
    }

    /** What the REST API answers. */
    JsonNode json(String path) throws IOException, InterruptedException {
        return JSON.readTree(get(path));
    }

    /** Waits for a number of free slots. */
    void awaitSlots(int slots) {
        await(slots + " free slots")
                .atMost(PATIENCE)
                // It may be about to start.
                .ignoreExceptions()
                .until(() -> json("/overview").path("slots-available").asInt() == slots);
    }

    /** Waits till a job runs whose tasks all run; gives its id. */
    String awaitRunning() {
        AtomicReference<String> found = new AtomicReference<>();
        await("a job with all its tasks running")
                .atMost(PATIENCE)
                // It may be about to start.
                .ignoreExceptions()
                .until(
                        () -> {
                            for (JsonNode job : json("/jobs/overview").path("jobs")) {
                                JsonNode tasks = job.path("tasks");
                                if (job.path("state").asText().equals("RUNNING")
                                        && tasks.path("running").equals(tasks.path("total"))) {
                                    found.set(job.path("jid").asText());
                                    return true;
                                }
                            }
                            return false;
                        });
        return found.get();
    }

    /**
     * Waits till a job is in a state, and fails with the job's own reason if it can't be any more.
     */
    void awaitState(String job, String wanted) {
        await("job " + job + " is " + wanted)
                .atMost(PATIENCE)
                .until(
                        () -> {
                            String state = json("/jobs/" + job).path("state").asText();
                            if (state.equals("FAILED") && !wanted.equals(state)) {
                                throw new AssertionError(
                                        "job failed: "
                                                + json("/jobs/" + job + "/exceptions")
                                                        .toPrettyString());
                            }
                            return state.equals(wanted);
                        });
    }

    /** Waits till a job has completed that many checkpoints since the JobManager knows it. */
    void awaitCheckpoints(String job, int atLeast) {
        await(atLeast + " checkpoints of job " + job)
                .atMost(PATIENCE)
                .until(
                        () ->
                                json("/jobs/" + job + "/checkpoints")
                                                .path("counts")
                                                .path("completed")
                                                .asInt()
                                        >= atLeast);
    }

    /** Cancels a job and waits till it is. */
    void cancel(String job) throws IOException, InterruptedException {
        send("PATCH", "/jobs/" + job + "?mode=cancel", BodyPublishers.noBody(), "application/json");
        awaitState(job, "CANCELED");
    }

    /** Takes a savepoint into a folder while the job goes on; gives its path. */
    String savepoint(String job, String folder) throws IOException, InterruptedException {
        return savepoint(job, "savepoints", Map.of("target-directory", folder));
    }

    /** Stops a job with a savepoint in a folder; gives its path. */
    String stop(String job, String folder) throws IOException, InterruptedException {
        return savepoint(job, "stop", Map.of("targetDirectory", folder, "drain", false));
    }

    private String savepoint(String job, String verb, Map<String, ?> request)
            throws IOException, InterruptedException {
        String trigger =
                post("/jobs/" + job + '/' + verb, JSON.writeValueAsString(request))
                        .path("request-id")
                        .asText();
        AtomicReference<String> location = new AtomicReference<>();
        await("a savepoint of job " + job)
                .atMost(PATIENCE)
                .until(
                        () -> {
                            JsonNode answer = json("/jobs/" + job + "/savepoints/" + trigger);
                            JsonNode operation = answer.path("operation");
                            if (operation.has("failure-cause")) {
                                throw new AssertionError(operation.toPrettyString());
                            }
                            location.set(operation.path("location").asText());
                            return answer.path("status").path("id").asText().equals("COMPLETED");
                        });
        return location.get();
    }

    /** Uploads a jar as the web UI does and runs it; gives the job's id. */
    String upload(Path jar, int parallelism, List<String> arguments)
            throws IOException, InterruptedException {
        String stored =
                send(
                                "POST",
                                "/jars/upload",
                                multipart(jar),
                                "multipart/form-data; boundary=" + BOUNDARY)
                        .path("filename")
                        .asText();
        String id = stored.substring(stored.lastIndexOf('/') + 1);
        String request =
                JSON.writeValueAsString(
                        Map.of("programArgsList", arguments, "parallelism", parallelism));
        return post("/jars/" + id + "/run", request).path("jobid").asText();
    }

    private static BodyPublisher multipart(Path jar) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String head =
                "--"
                        + BOUNDARY
                        + "\r\n"
                        + "Content-Disposition: form-data; name=\"jarfile\"; filename=\""
                        + jar.getFileName()
                        + "\"\r\nContent-Type: application/x-java-archive\r\n\r\n";
        body.write(head.getBytes(StandardCharsets.UTF_8));
        Files.copy(jar, body);
        body.write(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
        return BodyPublishers.ofByteArray(body.toByteArray());
    }

    private JsonNode post(String path, String json) throws IOException, InterruptedException {
        return send("POST", path, BodyPublishers.ofString(json), "application/json");
    }

    private JsonNode send(String method, String path, BodyPublisher body, String type)
            throws IOException, InterruptedException {
        return JSON.readTree(
                body(request(path).header("Content-Type", type).method(method, body).build()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(root + path)).timeout(PATIENCE);
    }

    private String body(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new AssertionError(
                    request.uri() + ": " + response.statusCode() + ' ' + response.body());
        }
        return response.body();
    }
}
