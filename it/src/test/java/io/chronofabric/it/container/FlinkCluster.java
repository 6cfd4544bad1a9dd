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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.lifecycle.Startable;
import org.testcontainers.lifecycle.Startables;

/**
 * A session cluster of one JobManager and one TaskManager with two slots, from the image that
 * {@code docker/Dockerfile} makes of the Flink image under test. Not for use by several threads.
 */
final class FlinkCluster implements Startable {
    /** Where the image has the job jar. */
    private static final String JOB_JAR = "/opt/flink/usrlib/chronofabric-job.jar";

    private static final int REST = 8081;
    private static final int METRICS = 9249;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern SUBMITTED = Pattern.compile("JobID ([0-9a-f]{32})");
    private static final String BOUNDARY = "chronofabric-job-jar";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> files = new TreeMap<>();
    private Network network;
    private GenericContainer<?> jobManager;
    private GenericContainer<?> taskManager;

    /** Puts a text file into both containers. */
    FlinkCluster withFile(String path, String content) {
        files.put(path, content);
        return this;
    }

    @Override
    public void start() {
        ImageFromDockerfile image =
                // A fixed name: each run takes the place of the last one's image.
                new ImageFromDockerfile("chronofabric/job-under-test:latest", false)
                        .withFileFromPath("Dockerfile", Checkout.file("docker/Dockerfile"))
                        .withFileFromPath("LICENSE", Checkout.file("LICENSE"))
                        .withFileFromPath("NOTICE", Checkout.file("NOTICE"))
                        .withFileFromPath(
                                "flink-conf/config.yaml", Checkout.file("flink-conf/config.yaml"))
                        .withFileFromPath("jobs/target/chronofabric-job.jar", Checkout.jobJar())
                        .withBuildArg(
                                "FLINK_IMAGE",
                                System.getProperty("flink.image", "flink:2.3.0-java17"));
        network = Network.newNetwork();
        jobManager =
                container(image, "jobmanager")
                        .withExposedPorts(REST)
                        .waitingFor(Wait.forHttp("/overview").forPort(REST));
        taskManager = container(image, "taskmanager").withExposedPorts(METRICS);
        Startables.deepStart(jobManager, taskManager).join();
        await("a task manager with two slots")
                .atMost(PATIENCE)
                .until(() -> json("/overview").path("slots-available").asInt() == 2);
    }

    private GenericContainer<?> container(ImageFromDockerfile image, String role) {
        GenericContainer<?> container =
                new GenericContainer<>(image)
                        .withNetwork(network)
                        .withNetworkAliases(role)
                        .withEnv(
                                "FLINK_PROPERTIES",
                                """
                                jobmanager.rpc.address: jobmanager
                                execution.checkpointing.interval: 1s
                                """)
                        .withStartupTimeout(PATIENCE)
                        .withCommand(role);
        files.forEach(
                (path, content) -> container.withCopyToContainer(Transferable.of(content), path));
        return container;
    }

    @Override
    public void stop() {
        if (taskManager != null) {
            taskManager.stop();
            jobManager.stop();
        }
        if (network != null) {
            network.close();
        }
    }

    /** {@code flink run} inside the JobManager's container; gives the job's id. */
    String run(int parallelism, List<String> arguments) throws IOException, InterruptedException {
        ExecResult result = tryToRun(parallelism, arguments);
        Matcher submitted = SUBMITTED.matcher(result.getStdout());
        if (result.getExitCode() != 0 || !submitted.find()) {
            throw new AssertionError(
                    "flink run: exit "
                            + result.getExitCode()
                            + " (expected: 0 and a JobID)\n"
                            + result.getStdout()
                            + result.getStderr());
        }
        return submitted.group(1);
    }

    /** What {@code flink run} says and how it ends. */
    ExecResult tryToRun(int parallelism, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("flink", "run", "-d", "-p", Integer.toString(parallelism), JOB_JAR));
        command.addAll(arguments);
        return jobManager.execInContainer(command.toArray(String[]::new));
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
        return send(
                        "POST",
                        "/jars/" + id + "/run",
                        BodyPublishers.ofString(request),
                        "application/json")
                .path("jobid")
                .asText();
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

    /** Cancels a job and waits till it is. */
    void cancel(String job) throws IOException, InterruptedException {
        send("PATCH", "/jobs/" + job + "?mode=cancel", BodyPublishers.noBody(), "application/json");
        awaitState(job, "CANCELED");
    }

    /** A page of the web UI or of the REST API. */
    String get(String path) throws IOException, InterruptedException {
        return body(request(jobManager, REST, path).build());
    }

    /** What the REST API answers. */
    JsonNode json(String path) throws IOException, InterruptedException {
        return JSON.readTree(get(path));
    }

    /** One scrape of the TaskManager, as Prometheus does it. */
    String scrape() throws IOException, InterruptedException {
        return body(request(taskManager, METRICS, "/metrics").build());
    }

    /** The lines of all finished files under a folder of the TaskManager. */
    List<String> lines(String folder) throws IOException, InterruptedException {
        // A file still being written has a name that starts with a dot.
        ExecResult result =
                taskManager.execInContainer(
                        "find", folder, "-type", "f", "-not", "-name", ".*", "-exec", "cat", "{}",
                        "+");
        if (result.getExitCode() != 0) {
            throw new AssertionError(folder + ": " + result.getStderr());
        }
        return result.getStdout().lines().toList();
    }

    private JsonNode send(String method, String path, BodyPublisher body, String type)
            throws IOException, InterruptedException {
        return JSON.readTree(
                body(
                        request(jobManager, REST, path)
                                .header("Content-Type", type)
                                .method(method, body)
                                .build()));
    }

    private static HttpRequest.Builder request(
            GenericContainer<?> container, int port, String path) {
        return HttpRequest.newBuilder(
                        URI.create(
                                "http://"
                                        + container.getHost()
                                        + ':'
                                        + container.getMappedPort(port)
                                        + path))
                .timeout(PATIENCE);
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
