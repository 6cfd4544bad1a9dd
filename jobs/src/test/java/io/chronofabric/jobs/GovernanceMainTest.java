package io.chronofabric.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chronofabric.core.Problem;
import io.chronofabric.jobs.config.ConfigurationProblems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.client.program.ProgramParametrizationException;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class GovernanceMainTest {
    @RegisterExtension
    static final MiniClusterExtension FLINK =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    private static final Path EXAMPLES =
            Path.of(System.getProperty("chronofabric.root"), "docs", "examples");

    @TempDir private Path folder;

    @Test
    void aSubmittedJobWritesItsOutputAsFiles() throws Exception {
        GovernanceMain.main(
                new String[] {
                    "-D",
                    "rules.files=" + EXAMPLES.resolve("service-latency.yaml"),
                    "-Dreplay.path=" + EXAMPLES.resolve("service-latency.csv"),
                    "-D",
                    "output.directory=" + folder.toUri(),
                });

        assertThat(lines("verdicts"))
                .containsExactlyElementsOf(
                        Files.readAllLines(EXAMPLES.resolve("service-latency.verdicts.jsonl")));
        assertThat(lines("decisions")).hasSize(4).allMatch(line -> line.startsWith("{"));
        assertThat(lines("dead-letters")).isEmpty();
    }

    @Test
    void allProblemsComeTogetherAsFlinkShowsThemWithoutAStackTrace() {
        Throwable refused =
                catchThrowable(
                        () ->
                                GovernanceMain.main(
                                        new String[] {
                                            "-D", "replay.sped=1x", "--confg", "f.yaml", "-D"
                                        }));

        assertThat(refused).isInstanceOf(ProgramParametrizationException.class);
        assertThat(refused.getMessage().lines())
                .hasSize(6)
                .anyMatch(line -> line.contains("did you mean replay.speed?"))
                .anyMatch(line -> line.contains("--confg is not understood"))
                .anyMatch(line -> line.contains("-D without a value"))
                .anyMatch(line -> line.contains("rules.files: CFG005"))
                .anyMatch(line -> line.contains("replay.path: CFG005"));
    }

    @Test
    void whatIsWrongWithTheRulesIsInTheSameReport() throws IOException {
        Path rules = Files.writeString(folder.resolve("rules.yaml"), "kind: Rul\n");
        Path settings =
                Files.writeString(
                        folder.resolve("settings.yaml"),
                        "rules.files: " + rules + "\nbus.capacity: 3\n");

        List<Problem> problems =
                catchThrowableOfType(
                                ConfigurationProblems.class,
                                () ->
                                        GovernanceMain.define(
                                                StreamExecutionEnvironment
                                                        .getExecutionEnvironment(),
                                                List.of("--config", settings.toString()),
                                                Map.of("CHRONOFABRIC_REPLAY_PATH", "x.csv")))
                        .problems();

        assertThat(problems).extracting(Problem::source).contains(rules.toString());
        assertThat(problems).extracting(Problem::code).contains("CFG004").doesNotContain("CFG005");
    }

    private List<String> lines(String output) throws IOException {
        List<String> lines = new ArrayList<>();
        if (Files.exists(folder.resolve(output))) {
            try (Stream<Path> files = Files.walk(folder.resolve(output))) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    lines.addAll(Files.readAllLines(file));
                }
            }
        }
        return lines;
    }
}
