package io.chronofabric.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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

    private void checkpoint(String name, long millis) throws IOException {
        Path metadata = Files.createDirectories(folder.resolve(name)).resolve("_metadata");
        Files.writeString(metadata, "x");
        Files.setLastModifiedTime(metadata, FileTime.fromMillis(millis));
    }
}
