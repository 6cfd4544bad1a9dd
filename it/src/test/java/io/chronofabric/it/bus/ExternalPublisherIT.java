package io.chronofabric.it.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo and its publisher in two processes. */
class ExternalPublisherIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COMMAND = "  bin/chronofabric ";

    @TempDir Path folder;

    @Test
    void theDemoJudgesWhatTheCommandThatItPrintsPublishes() throws Exception {
        Path home = folder.resolve("bus");
        try (BusProcess demo =
                BusProcess.start(
                        folder,
                        "demo",
                        "--publisher",
                        "external",
                        "--directory",
                        home.toString(),
                        "--json")) {
            demo.awaitErr(COMMAND);
            assertThat(demo.err()).contains("The bus driver listens in " + home);
            String command =
                    demo.err()
                            .lines()
                            .filter(line -> line.startsWith(COMMAND))
                            .findFirst()
                            .orElseThrow();
            try (BusProcess publisher =
                    BusProcess.start(folder, command.substring(COMMAND.length()).split(" ", -1))) {
                await().atMost(BusProcess.PATIENCE)
                        .until(
                                () ->
                                        demo.out().lines().count() >= 3
                                                || !demo.isAlive()
                                                || !publisher.isAlive());
                List<String> verdicts = demo.out().lines().limit(3).toList();
                assertThat(verdicts).as(demo.err() + publisher.err()).hasSize(3);
                for (String line : verdicts) {
                    JsonNode verdict = JSON.readTree(line);
                    assertThat(verdict.path("kind").asText()).isEqualTo("verdict");
                    assertThat(verdict.path("entity").asText()).isNotEmpty();
                }
                // The demo reads what comes from when it listens on: by now it does.
                try (BusProcess stranger =
                        BusProcess.start(
                                folder,
                                "bus",
                                "publish",
                                "telemetry",
                                "--source",
                                "stranger",
                                "--durable",
                                "--directory",
                                home.toString())) {
                    stranger.type("no signal\n{\"fields\":{\"x\":1}}\n");
                    stranger.endInput();
                    assertThat(stranger.exit()).as(stranger.err()).isZero();
                }
                publisher.terminate();
                assertThat(publisher.exit()).as(publisher.err()).isZero();
                assertThat(publisher.err()).contains("in the log");
            }
            await().atMost(BusProcess.PATIENCE)
                    .failFast("the demo has ended", () -> !demo.isAlive())
                    .untilAsserted(() -> assertThat(demo.err()).contains("dead letters 2"));
            demo.terminate();
            assertThat(demo.exit()).as(demo.err()).isZero();
            assertThat(demo.err())
                    .contains("dead letters MALFORMED: 1", "dead letters BAD_IDENTITY: 1");
        }
    }
}
