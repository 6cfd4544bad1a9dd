package io.chronofabric.jobs.doctor;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Flink's REST API, read only; each answer comes or fails within seconds. For one thread. */
final class FlinkRest {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final String EXPECTED = "Flink's REST API, such as http://localhost:8081";

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final URI root;

    /**
     * @param address {@code http://host:port}, or {@code host:port}
     * @throws ChronoFabricException if it is no address
     */
    FlinkRest(String address) {
        String text = address.contains("://") ? address : "http://" + address;
        URI given;
        try {
            given = URI.create(text.endsWith("/") ? text : text + "/");
        } catch (IllegalArgumentException e) {
            throw wrong("this is no address", "Correct --rest.");
        }
        if (given.getHost() == null || !("" + given.getScheme()).matches("https?")) {
            throw wrong("this is no address of a web server", "Correct --rest.");
        }
        if (given.getUserInfo() != null) {
            throw wrong("it holds a user", "Leave the user out; a proxy has to let this host in.");
        }
        this.root = given;
    }

    /** The address, for messages. */
    String address() {
        return root.getScheme() + "://" + root.getAuthority();
    }

    /**
     * Finds out whether it is Flink's.
     *
     * @return Flink's version
     * @throws ChronoFabricException if it is not, or does not answer
     */
    String version() {
        Optional<Answer> overview = find("overview");
        String version = overview.orElse(Answer.NOTHING).at("flink-version").text();
        if (version.isEmpty()) {
            throw wrong(
                    address() + " answers, and is not Flink's",
                    "Name the JobManager's REST port; flink run prints it.");
        }
        return version;
    }

    /** What is at a path, which must be there. */
    Answer get(String path) {
        return find(path)
                .orElseThrow(
                        () ->
                                wrong(
                                        address() + " has no " + path,
                                        "Check that the job still runs."));
    }

    /** What is at a path; empty where nothing is. */
    Optional<Answer> find(String path) {
        HttpRequest request = HttpRequest.newBuilder(root.resolve(path)).timeout(ANSWER).build();
        HttpResponse<String> response;
        // The request's own time-out ends with the headers; this one bounds the body, too.
        CompletableFuture<HttpResponse<String>> answer =
                http.sendAsync(request, BodyHandlers.ofString());
        try {
            response = answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw silent(Words.firstLine(e.getCause()));
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw silent("within " + ANSWER.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw wrong("interrupted", "Run doctor again.");
        }
        if (response.statusCode() == NOT_FOUND) {
            return Optional.empty();
        }
        if (response.statusCode() != OK) {
            throw wrong(
                    address() + " answers " + response.statusCode() + " to " + path,
                    "Check the address, and whether a proxy is in between.");
        }
        try {
            return Optional.of(Answer.of(response.body()));
        } catch (IllegalArgumentException e) {
            throw wrong(
                    address() + " answers, and is not Flink's",
                    "Name the JobManager's REST port; flink run prints it.");
        }
    }

    private ChronoFabricException silent(String why) {
        return wrong(
                address() + " does not answer (" + why + ")",
                "Check the address, the network, and that the JobManager runs.");
    }

    private static ChronoFabricException wrong(String given, String action) {
        return new ChronoFabricException(
                ErrorCode.INPUT_INVALID, "--rest: " + given, EXPECTED, action);
    }
}
