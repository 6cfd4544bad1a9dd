package io.chronofabric.jobs;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.jobs.config.KafkaOptions;
import io.chronofabric.jobs.config.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointsTest {
    @TempDir private Path folder;

    @Test
    void theNewestCompleteCheckpointOfAnyJobIsFound() throws IOException {
        checkpoint("a1/chk-7", 1_000);
        checkpoint("b2/chk-3", 3_000);
        checkpoint("b2/chk-2", 2_000);
        Files.createDirectories(folder.resolve("b2/chk-4"));
        Files.createDirectories(folder.resolve("b2/shared"));
        assertThat(Checkpoints.newest(folder.toString()))
                .hasValueSatisfying(path -> assertThat(path).endsWith("b2/chk-3"));
    }

    @Test
    void whereThereIsNoneTheJobStartsWithoutState() throws IOException {
        assertThat(Checkpoints.newest(folder.toString())).isEmpty();
        assertThat(Checkpoints.newest(folder.resolve("absent").toString())).isEmpty();
    }

    @Test
    void aTransactionThatEndsBeforeTheNextCheckpointIsRefused() {
        assertThat(Checkpoints.check(flink(Map.of()), ofSeconds(10), ofSeconds(10)))
                .hasValueSatisfying(
                        problem ->
                                assertThat(problem.toString())
                                        .contains("CFG040", "10000 ms", "checkpoint.interval"));
        assertThat(
                        Checkpoints.check(
                                flink(Map.of("execution.checkpointing.interval", "1min")),
                                ofSeconds(10),
                                ofSeconds(30)))
                .as("Flink's own setting comes first")
                .hasValueSatisfying(problem -> assertThat(problem.isError()).isTrue());
    }

    @Test
    void aTransactionThatASlowCheckpointMayOutlastIsRemarkedOn() {
        Map<String, String> timeout = Map.of("execution.checkpointing.timeout", "1min");
        assertThat(Checkpoints.check(flink(timeout), ofSeconds(10), ofSeconds(69)))
                .hasValueSatisfying(
                        problem -> {
                            assertThat(problem.isError()).isFalse();
                            assertThat(problem.toString()).contains("CFG041", "70000 ms");
                        });
        assertThat(Checkpoints.check(flink(timeout), ofSeconds(10), ofSeconds(70))).isEmpty();
    }

    @Test
    void theDefaultsFitEachOther() {
        assertThat(
                        Checkpoints.check(
                                flink(Map.of()),
                                Options.CHECKPOINT_INTERVAL.defaultValue().orElseThrow(),
                                KafkaOptions.TRANSACTION_TIMEOUT.defaultValue().orElseThrow()))
                .isEmpty();
    }

    private static StreamExecutionEnvironment flink(Map<String, String> settings) {
        return new StreamExecutionEnvironment(Configuration.fromMap(settings));
    }

    private void checkpoint(String name, long millis) throws IOException {
        Path metadata = Files.createDirectories(folder.resolve(name)).resolve("_metadata");
        Files.writeString(metadata, "x");
        Files.setLastModifiedTime(metadata, FileTime.fromMillis(millis));
    }
}
