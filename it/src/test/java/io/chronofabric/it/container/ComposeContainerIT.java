package io.chronofabric.it.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;

/** What a person does with {@code docker/compose.yaml} and nothing but kcat. */
@ExtendWith(NeedsDocker.class)
@NeedsTool({HostTool.KCAT, HostTool.COMPOSE})
final class ComposeContainerIT {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String RULE =
            """
            apiVersion: egc/v1
            kind: Rule
            metadata: {id: latency-slo, version: 1, tenant: acme}
            spec:
              appliesTo: {entity: "svc-*"}
              signals: {lat: {field: p99_ms, unit: ms, range: [0, 60000]}}
              sampling: {period: 1s, tolerance: 10%, fill: hold, maxGap: 5s}
              lateness: 0s
              formula: "historically[0s,5s](lat <= 250)"
              report: every
            """;

    @TempDir private static Path rules;

    private static final Map<String, String> VARIABLES = new HashMap<>();
    private static final int KAFKA = FreePort.next();

    @BeforeAll
    static void up() throws Exception {
        Files.writeString(rules.resolve("rule.yaml"), RULE);
        // Flink's user in the container has to read it.
        Files.setPosixFilePermissions(rules, PosixFilePermissions.fromString("rwxr-xr-x"));
        VARIABLES.put("COMPOSE_PROJECT_NAME", "chronofabric-under-test");
        VARIABLES.put("FABRIC_IMAGE", JobImage.image().get());
        VARIABLES.put("KAFKA_IMAGE", System.getProperty("kafka.image", "apache/kafka:4.2.1"));
        VARIABLES.put("KAFKA_PORT", Integer.toString(KAFKA));
        VARIABLES.put("FLINK_PORT", Integer.toString(FreePort.next()));
        VARIABLES.put("FABRIC_RULES", rules.toString());
        VARIABLES.put("RULES_FILES", "/etc/chronofabric/rule.yaml");
        // What a run that was cut short may have left.
        compose("down", "-v");
        compose("up", "-d", "--no-build");
    }

    @AfterAll
    static void down() throws Exception {
        compose("down", "-v");
        assertThat(compose("ps", "-q")).isBlank();
    }

    @Test
    void signalsFromKcatAreJudgedAlsoAfterTheJobManagerWasKilled() throws Exception {
        produce(0, 20, 100);
        awaitVerdicts(10, 1.0);

        String killed = compose("ps", "-q", "jobmanager").strip();
        kill(killed);

        produce(20, 40, 400);
        awaitVerdicts(30, -1.0);
        assertThat(DockerClientFactory.instance().client().inspectContainerCmd(killed).exec())
                .as("started again by its restart policy, not by hand")
                .satisfies(found -> assertThat(found.getRestartCount()).isPositive());
        // What was answered before is still known: the second telling continues the first.
        assertThat(seconds()).containsAll(new TreeSet<>(List.of(5L, 10L, 15L, 20L, 25L, 30L)));
    }

    /** One signal a second of one service. */
    private static void produce(int from, int to, double latency) throws Exception {
        List<String> lines = new ArrayList<>();
        for (int second = from; second < to; second++) {
            BigInteger nanos =
                    BigInteger.valueOf(START.plusSeconds(second).getEpochSecond())
                            .multiply(BigInteger.TEN.pow(9));
            lines.add(
                    """
                    {"physicalNanos":"%s","logical":0,"node":1,"entity":"svc-1","fields":{"p99_ms":%s}}
                    """
                            .formatted(nanos, latency)
                            .strip());
        }
        await("kcat can produce")
                .atMost(PATIENCE)
                .until(
                        () ->
                                kcat(
                                                        String.join("\n", lines) + '\n',
                                                        "-P",
                                                        "-t",
                                                        "chronofabric.signals",
                                                        "-k",
                                                        "svc-1",
                                                        // By default 30 s for a topic to come.
                                                        "-X",
                                                        "topic.metadata.propagation.max.ms=1000")
                                                .exit()
                                        == 0);
    }

    /** Waits for an answer about a second whose robustness has a sign. */
    private static void awaitVerdicts(int second, double sign) {
        await("a verdict about second " + second)
                .atMost(PATIENCE)
                .until(
                        () ->
                                verdicts().stream()
                                        .filter(verdict -> secondOf(verdict) == second)
                                        .anyMatch(
                                                verdict ->
                                                        Math.signum(
                                                                        verdict.path("robustness")
                                                                                .asDouble())
                                                                == sign));
    }

    private static TreeSet<Long> seconds() throws IOException {
        TreeSet<Long> seconds = new TreeSet<>();
        verdicts().forEach(verdict -> seconds.add(secondOf(verdict)));
        return seconds;
    }

    private static long secondOf(JsonNode verdict) {
        return (verdict.path("time").asLong() - START.toEpochMilli()) / 1000;
    }

    private static List<JsonNode> verdicts() throws IOException {
        HostTool.Result read =
                kcat("", "-C", "-e", "-o", "beginning", "-t", "chronofabric.verdicts");
        List<JsonNode> verdicts = new ArrayList<>();
        if (read.exit() == 0) {
            for (String line : read.output().lines().toList()) {
                verdicts.add(JSON.readTree(line));
            }
        }
        return verdicts;
    }

    private static HostTool.Result kcat(String input, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("-q", "-b", "localhost:" + KAFKA));
        return HostTool.KCAT.run(Map.of(), input, all);
    }

    /** As {@code kill -9} on the engine's host: Docker must not take it for the wish to stop. */
    private static void kill(String container) {
        DockerClient docker = DockerClientFactory.instance().client();
        long process = docker.inspectContainerCmd(container).exec().getState().getPidLong();
        try (GenericContainer<?> killer = new GenericContainer<>(JobImage.image())) {
            killer.withCreateContainerCmdModifier(
                            command -> {
                                command.withEntrypoint("/bin/kill").withUser("root");
                                command.getHostConfig().withPidMode("host");
                            })
                    .withCommand("-9", Long.toString(process))
                    .withStartupCheckStrategy(new OneShotStartupCheckStrategy())
                    .start();
        }
    }

    private static String compose(String... arguments) throws IOException {
        List<String> all =
                new ArrayList<>(List.of("-f", Checkout.file("docker/compose.yaml").toString()));
        all.addAll(List.of(arguments));
        return HostTool.COMPOSE.run(VARIABLES, "", all).expectSuccess();
    }
}
