package io.chronofabric.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronofabric.it.container.Checkout;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The commands of {@code docs/rule-life.md}, as they stand there but for the broker's address. */
class RuleLifePageIT {
    private static final Pattern COMMANDS = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");

    @RegisterExtension static final EmbeddedKafka KAFKA = EmbeddedKafka.broker();

    @TempDir Path folder;

    @Test
    void whoFollowsThePageSeesARuleComeAndGo() throws Exception {
        List<String> commands = commands();
        assertThat(commands).hasSize(8);
        aCommandLine();

        try (Started job = shell(commands, 1)) {
            await().atMost(FlinkInside.PATIENCE)
                    .until(() -> job.output().contains("Running.") || !job.isAlive());
            assertThat(job.output())
                    .contains("Created topic egc.rules: 1 partition, compacted.", "Running.");

            assertThat(toItsEnd(commands, 2))
                    .contains(
                            "acme/latency-slo@1: accepted, in force from ",
                            "RULE              KIND  IN FORCE");
            assertThat(toItsEnd(commands, 3))
                    .contains(
                            "params.T.value    250   300",
                            "State can be carried over: onSwap: carry works.",
                            "acme/latency-slo@2: accepted, on trial from ",
                            "; beside version 1");
            assertThat(toItsEnd(commands, 4))
                    .contains("acme/latency-slo@2 against acme/latency-slo@1, 0 events of 0");
            assertThat(toItsEnd(commands, 5))
                    .contains(
                            "acme/latency-slo@2: accepted, in force from ",
                            "; replaces version 1",
                            "VERSION  FROM",
                            "scheduled",
                            "last promise by job")
                    .doesNotContain("Refused:", "silent");
            assertThat(toItsEnd(commands, 6))
                    .contains(
                            "acme/latency-slo@1: accepted, in force from ",
                            "acme/latency-slo: accepted, ends at ");
            assertThat(toItsEnd(commands, 7)).contains("Promised up to ");
            await("the rule's end")
                    .atMost(FlinkInside.PATIENCE)
                    .until(
                            () ->
                                    Ran.command("rules", "list", "--bootstrap", KAFKA.bootstrap())
                                            .out()
                                            .contains("No rules on topic egc.rules."));

            job.terminate();
            assertThat(job.exit()).as(job.output()).isZero();
            assertThat(job.output()).contains("Stopped.");
        }
    }

    /** The blocks that a reader copies, in their order. */
    private static List<String> commands() throws IOException {
        return COMMANDS.matcher(Files.readString(Checkout.file("docs/rule-life.md")))
                .results()
                .map(found -> found.group(1).replace("localhost:9092", KAFKA.bootstrap()))
                .toList();
    }

    /** The start script at its place on the page, with the classes of this test. */
    private void aCommandLine() throws IOException {
        String opens =
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(argument -> argument.startsWith("--add-opens"))
                        .collect(Collectors.joining(" "));
        Path script = Files.createDirectories(folder.resolve("bin")).resolve("chronofabric");
        Files.writeString(
                script,
                "#!/bin/sh\nexec '"
                        + Path.of(System.getProperty("java.home"), "bin", "java")
                        + "' "
                        + opens
                        + " -XX:TieredStopAtLevel=1 '-Dlog4j2.configurationFile="
                        + Checkout.file("flink-conf/log4j2.properties").toAbsolutePath()
                        + "' -cp '"
                        + System.getProperty("java.class.path")
                        + "' io.chronofabric.jobs.cli.Main \"$@\"\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
    }

    /** A block in a shell that has run the first one, which sets the environment. */
    private Started shell(List<String> commands, int block) throws IOException {
        String text = commands.get(0) + (block == 1 ? "exec " : "") + commands.get(block);
        return Started.of(
                folder, new ProcessBuilder("sh", "-euc", text).directory(folder.toFile()));
    }

    private String toItsEnd(List<String> commands, int block) throws Exception {
        try (Started started = shell(commands, block)) {
            assertThat(started.exit()).as(started.output()).isZero();
            return started.output();
        }
    }
}
