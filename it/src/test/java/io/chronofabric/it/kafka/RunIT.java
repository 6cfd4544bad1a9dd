package io.chronofabric.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronofabric.it.kafka.EmbeddedKafka.Stamps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code chronofabric run}, in a process of its own where it is to be stopped from outside. */
class RunIT {
    /** Flink's own bound for checkpoints in its memory. */
    private static final long FLINKS_BOUND = 5 << 20;

    private static final Pattern FOLDER = Pattern.compile("Checkpoints are in (\\S+) and go");

    @RegisterExtension static final EmbeddedKafka KAFKA = EmbeddedKafka.broker();

    @TempDir Path folder;

    @Test
    void withoutAFolderOfItsOwnARunTakesOneForStateOfAnySizeAndLeavesNothing() throws Exception {
        Lane lane = new Lane(KAFKA, "scratch");
        Workload load = Workload.seeded(Seeds.next()).services(60_000).seconds(2).make();
        KAFKA.createTopic(lane.signals(), 4, Stamps.LOG_APPEND_TIME);
        KAFKA.produce(load.records(lane.signals()));

        try (Started run = Started.chronofabric(folder, arguments(lane))) {
            await().atMost(FlinkInside.PATIENCE)
                    .until(() -> FOLDER.matcher(run.output()).find() || !run.isAlive());
            Matcher told = FOLDER.matcher(run.output());
            assertThat(told.find()).as(run.output()).isTrue();
            Path checkpoints = Path.of(told.group(1));
            await("a checkpoint too large for Flink's memory")
                    .atMost(FlinkInside.PATIENCE)
                    .until(() -> largestComplete(checkpoints) > FLINKS_BOUND);

            run.terminate();

            assertThat(run.exit()).as(run.output()).isZero();
            assertThat(run.output()).contains("--state FOLDER keeps them", "Stopped.");
            assertThat(checkpoints).doesNotExist();
        }
    }

    private String[] arguments(Lane lane, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "run",
                                "--bootstrap",
                                KAFKA.bootstrap(),
                                "--rules",
                                Workload.rulesIn(folder),
                                "--topic",
                                lane.signals(),
                                "-Dkafka.verdicts.topic=" + lane.verdicts(),
                                "-Dkafka.decisions.topic=" + lane.name() + ".decisions",
                                "-Dkafka.dead-letters.topic=" + lane.deadLetters(),
                                "-Dkafka.group=" + lane.name(),
                                "-Dcheckpoint.interval=500ms",
                                "-Dembedded.parallelism=1"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    /** The largest file of a complete checkpoint, in bytes. */
    private static long largestComplete(Path checkpoints) {
        try (Stream<Path> files = Files.walk(checkpoints)) {
            return files.filter(file -> Files.exists(file.resolveSibling("_metadata")))
                    .mapToLong(file -> file.toFile().length())
                    .max()
                    .orElse(0);
        } catch (IOException | UncheckedIOException e) {
            return 0; // an older one was removed on the way
        }
    }
}
