package io.chronofabric.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronofabric.it.container.HostTool;
import io.chronofabric.it.container.NeedsTool;
import io.chronofabric.it.page.Page;
import io.chronofabric.it.page.ReadersFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The commands of {@code docs/kafka.md}, as they stand there but for the broker's address. */
@NeedsTool(HostTool.KCAT)
class KafkaPageIT {
    private static final String SECTION = "## In five commands\n";
    private static final ObjectMapper JSON = new ObjectMapper();

    @RegisterExtension static final EmbeddedKafka KAFKA = EmbeddedKafka.broker();

    @TempDir Path folder;

    @Test
    void whoFollowsThePageGetsTheAnswersThatItPromises() throws Exception {
        List<String> commands = commands();
        assertThat(commands).hasSize(3);
        ReadersFolder.in(folder);

        try (Started job = shell(commands.get(0))) {
            await().atMost(FlinkInside.PATIENCE)
                    .until(() -> job.output().contains("Running.") || !job.isAlive());
            assertThat(job.output())
                    .contains("Created topic chronofabric.signals", "Flink's web UI: http://");

            assertThat(toItsEnd(commands.get(1))).isEmpty();

            await().atMost(FlinkInside.PATIENCE)
                    .untilAsserted(
                            () -> {
                                List<JsonNode> read = json(toItsEnd(commands.get(2)));
                                assertThat(read)
                                        .filteredOn(line -> line.has("robustness"))
                                        .extracting(line -> line.path("robustness").asDouble())
                                        .containsExactly(150.0, 50.0, -50.0, 50.0);
                                assertThat(read)
                                        .filteredOn(line -> !line.has("robustness"))
                                        .extracting(line -> line.path("action").asText())
                                        .containsExactly("alert", "clear");
                            });

            job.terminate();
            assertThat(job.exit()).as(job.output()).isZero();
            assertThat(job.output()).contains("Stopped.");
        }
    }

    /** The blocks that a reader copies, in their order. */
    private static List<String> commands() throws IOException {
        return Page.blocks("docs/kafka.md", SECTION).stream()
                .map(block -> block.commands().replace("localhost:9092", KAFKA.bootstrap()))
                .toList();
    }

    private Started shell(String commands) throws IOException {
        return Started.of(
                folder, new ProcessBuilder("sh", "-euc", commands).directory(folder.toFile()));
    }

    private String toItsEnd(String commands) throws IOException, InterruptedException {
        try (Started started = shell(commands)) {
            assertThat(started.exit()).as(started.output()).isZero();
            return started.output();
        }
    }

    private static List<JsonNode> json(String lines) {
        return lines.lines()
                .map(
                        line -> {
                            try {
                                return JSON.readTree(line);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        })
                .toList();
    }
}
