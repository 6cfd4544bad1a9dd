package io.chronofabric.it.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

/**
 * The job jar on a cluster: two services over ten minutes, of which one breaks its rule for ten
 * seconds.
 */
@ExtendWith(NeedsDocker.class)
@Testcontainers
final class GovernanceJobContainerIT {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int SECONDS = 600;
    private static final int BREACH_FROM = 300;
    private static final int BREACH_TO = 310;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String RULE =
            """
            apiVersion: egc/v1
            kind: Rule
            metadata: {id: latency-slo, version: 7, tenant: acme}
            spec:
              appliesTo: {entity: "svc-*"}
              signals: {lat: {field: p99_ms, unit: ms, range: [0, 60000]}}
              sampling: {period: 1s, tolerance: 10%, fill: hold, maxGap: 5s}
              lateness: 1s
              params: {T: {value: 250, min: 50, max: 2000}}
              formula: "historically[0s,5s](lat <= $T)"
              emit: [verdict, correction]
              report: every
            ---
            apiVersion: egc/v1
            kind: Pattern
            metadata: {id: ever-slower, version: 1, tenant: acme}
            spec:
              signals: {lat: {field: p99_ms, unit: ms}}
              within: 1min
              sequence:
                - {name: slow, when: "lat > 60000"}
                - {name: slower, when: "lat > 2 * slow.lat"}
            """;

    @Container
    private static final FlinkCluster CLUSTER =
            new FlinkCluster()
                    .withFile("/data/trace.csv", trace())
                    .withFile("/data/rule.yaml", RULE);

    @Test
    void aReplayJudgesTheTraceAndWritesVerdicts() throws Exception {
        String job = CLUSTER.run(2, replay("/tmp/by-client", "max"));
        CLUSTER.awaitState(job, "FINISHED");

        List<JsonNode> verdicts = verdicts("/tmp/by-client");
        assertThat(verdicts)
                .allSatisfy(
                        verdict ->
                                assertThat(verdict.path("rule").asText()).isEqualTo("latency-slo"));
        assertThat(violated(verdicts, "svc-steady")).isEmpty();
        // The window looks back 5 s: the breach is seen from its first second to 5 s after its
        // last.
        assertThat(violated(verdicts, "svc-breach"))
                .containsExactlyElementsOf(moments(BREACH_FROM, BREACH_TO + 5));
        assertThat(verdicts)
                .filteredOn(
                        verdict -> verdict.path("time").asLong() == at(BREACH_FROM).toEpochMilli())
                .extracting(verdict -> verdict.path("robustness").asDouble())
                .containsExactlyInAnyOrder(150.0, -150.0);
    }

    @Test
    void theJarCanBeUploadedAndGivesTheSameVerdicts() throws Exception {
        String byClient = CLUSTER.run(1, replay("/tmp/first", "max"));
        CLUSTER.awaitState(byClient, "FINISHED");
        String byUpload = CLUSTER.upload(Checkout.jobJar(), 2, replay("/tmp/second", "max"));
        CLUSTER.awaitState(byUpload, "FINISHED");

        List<String> first = CLUSTER.lines("/tmp/first");
        assertThat(first).isNotEmpty();
        assertThat(CLUSTER.lines("/tmp/second")).containsExactlyInAnyOrderElementsOf(first);
    }

    @Test
    void aRunningJobIsSeenInTheWebUiAndByPrometheus() throws Exception {
        String job = CLUSTER.run(1, replay("/tmp/running", "2x"));
        CLUSTER.awaitState(job, "RUNNING");

        assertThat(CLUSTER.get("/")).contains("Apache Flink Web Dashboard");
        assertThat(CLUSTER.json("/jobs/overview").path("jobs"))
                .anySatisfy(
                        shown -> {
                            assertThat(shown.path("jid").asText()).isEqualTo(job);
                            assertThat(shown.path("state").asText()).isEqualTo("RUNNING");
                        });
        await("events counted in a scrape")
                .atMost(Duration.ofMinutes(1))
                .until(() -> sum(CLUSTER.scrape(), "governance_events_total") > 0);
        assertThat(metricNames(CLUSTER.scrape())).containsAll(RecordingRules.flinkNames().values());

        CLUSTER.cancel(job);
    }

    @Test
    void mistakesInTheSettingsAreToldAllAtOnceAndWithoutAStackTrace() throws Exception {
        ExecResult result =
                CLUSTER.tryToRun(
                        1, List.of("-D", "replay.pth=/data/trace.csv", "-D", "replay.speed=fast"));

        String said = result.getStdout() + result.getStderr();
        assertThat(result.getExitCode()).isNotZero();
        assertThat(said)
                .contains("replay.pth")
                .contains("replay.speed")
                .contains("rules.files")
                .doesNotContain("\tat ");
    }

    private static List<String> replay(String output, String speed) {
        return List.of(
                "-D",
                "replay.path=/data/trace.csv",
                "-D",
                "replay.speed=" + speed,
                "-D",
                "rules.files=/data/rule.yaml",
                "-D",
                "output.directory=" + output);
    }

    private static String trace() {
        StringBuilder csv = new StringBuilder("time,node,entity,p99_ms\n");
        for (int second = 0; second < SECONDS; second++) {
            boolean breach = second >= BREACH_FROM && second <= BREACH_TO;
            csv.append(at(second)).append(",n1,svc-steady,100\n");
            csv.append(at(second))
                    .append(",n1,svc-breach,")
                    .append(breach ? 400 : 100)
                    .append('\n');
        }
        return csv.toString();
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }

    private static List<Long> moments(int from, int to) {
        List<Long> moments = new ArrayList<>();
        for (int second = from; second <= to; second++) {
            moments.add(at(second).toEpochMilli());
        }
        return moments;
    }

    private static List<JsonNode> verdicts(String output) throws IOException, InterruptedException {
        List<JsonNode> verdicts = new ArrayList<>();
        for (String line : CLUSTER.lines(output + "/verdicts")) {
            verdicts.add(JSON.readTree(line));
        }
        return verdicts;
    }

    private static List<Long> violated(List<JsonNode> verdicts, String entity) {
        return verdicts.stream()
                .filter(verdict -> verdict.path("entity").asText().equals(entity))
                .filter(verdict -> verdict.path("robustness").asDouble() < 0)
                .map(verdict -> verdict.path("time").asLong())
                .sorted()
                .toList();
    }

    private static double sum(String scrape, String name) {
        return scrape.lines()
                .filter(line -> line.contains("_chronofabric_" + name + '{'))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static Set<String> metricNames(String scrape) {
        Set<String> names = new TreeSet<>();
        for (String line : (Iterable<String>) scrape.lines()::iterator) {
            int end = line.indexOf('{');
            if (!line.startsWith("#") && end > 0) {
                names.add(line.substring(0, end));
            }
        }
        return names;
    }
}
