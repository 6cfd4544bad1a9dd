package io.chronofabric.it.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

/** The cluster of one job that other tests break: the job runs again whichever process was lost. */
@ExtendWith(NeedsDocker.class)
@Testcontainers
final class FlinkClusterContainerIT {
    private static final String RULE =
            """
            apiVersion: egc/v1
            kind: Rule
            metadata: {id: latency-slo, version: 1, tenant: acme}
            spec:
              appliesTo: {entity: "svc-*"}
              signals: {lat: {field: p99_ms, unit: ms, range: [0, 60000]}}
              sampling: {period: 1s, tolerance: 10%, fill: hold, maxGap: 5s}
              lateness: 1s
              formula: "historically[0s,5s](lat <= 250)"
              report: every
            """;

    @Container
    private static final FlinkCluster CLUSTER =
            new FlinkCluster()
                    .withTaskManagers(2, 1)
                    .withFlink("parallelism.default", "1")
                    .withFile("/data/trace.csv", trace())
                    .withFile("/data/rule.yaml", RULE)
                    .withJob(
                            Map.of(
                                    "replay.path", "/data/trace.csv",
                                    "replay.speed", "1x",
                                    "rules.files", "/data/rule.yaml",
                                    "output.directory", "/tmp/out"));

    @Test
    void theJobRunsAgainWhicheverProcessWasLost() throws Exception {
        String job = CLUSTER.rest().awaitRunning();
        CLUSTER.rest().awaitCheckpoints(job, 1);
        assertThat(CLUSTER.rest().savepoint(job, "file://" + FlinkCluster.STATE + "/savepoints"))
                .contains(FlinkCluster.STATE);

        // One slot is enough for the job: it moves to the TaskManager that is left.
        CLUSTER.breakTaskManager(0).kill();
        CLUSTER.rest().awaitSlots(0);
        assertThat(CLUSTER.rest().awaitRunning()).isEqualTo(job);
        CLUSTER.breakTaskManager(0).start();
        CLUSTER.rest().awaitSlots(1);

        CLUSTER.breakTaskManager(1).disconnect();
        CLUSTER.rest().awaitSlots(0);
        assertThat(CLUSTER.rest().awaitRunning()).isEqualTo(job);
        CLUSTER.breakTaskManager(1).reconnect();
        CLUSTER.rest().awaitSlots(1);

        CLUSTER.breakJobManager().kill();
        CLUSTER.breakJobManager().start();
        assertThat(CLUSTER.rest().awaitRunning()).isNotEqualTo(job);
    }

    private static String trace() {
        StringBuilder csv = new StringBuilder("time,node,entity,p99_ms\n");
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        for (int second = 0; second < 3600; second++) {
            csv.append(start.plusSeconds(second)).append(",n1,svc-a,100\n");
        }
        return csv.toString();
    }
}
