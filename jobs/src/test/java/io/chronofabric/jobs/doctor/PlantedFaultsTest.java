package io.chronofabric.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A healthy setup of which doctor says nothing, and what it says when one thing is spoilt. */
class PlantedFaultsTest {
    @TempDir Path folder;

    private Doctor withFlink(String configuration, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("config.yaml"), configuration);
        String[] arguments = {
            "--flink-conf",
            file.toString(),
            "--rules",
            Doctor.ROOT.resolve("docs/examples/service-latency.yaml").toString(),
            "-D",
            "checkpoint.directory=" + folder.resolve("checkpoints")
        };
        String[] all = new String[arguments.length + more.length];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return Doctor.run(all);
    }

    private static String spoilt(String line, String instead) throws IOException {
        String text = Doctor.cluster();
        assertThat(text).containsPattern("(?m)^" + Pattern.quote(line) + "$");
        return text.replaceFirst(
                "(?m)^" + Pattern.quote(line) + "$",
                java.util.regex.Matcher.quoteReplacement(instead));
    }

    @Test
    void aHealthySetupHasNothingToMend() throws IOException {
        Doctor said = withFlink(Doctor.cluster());

        assertThat(said.code()).as(said.out()).isZero();
        assertThat(said.out())
                .contains("0 problem, 0 warning, 1 not checked,", "kafka.bootstrap is not set");
        assertThat(said.out().lines().count()).isGreaterThan(20);
        assertThat(withFlink(Doctor.cluster(), "--quiet").out()).isEmpty();
    }

    @Test
    void nothingIsMadeWhereTheCheckpointsWillBe() throws IOException {
        withFlink(Doctor.cluster());
        assertThat(folder.resolve("checkpoints")).doesNotExist();
    }

    @Test
    void jsonHasAnObjectAFinding() throws IOException {
        Doctor said = withFlink(Doctor.cluster(), "--json");
        assertThat(said.out().lines())
                .hasSizeGreaterThan(20)
                .allMatch(
                        line ->
                                line.matches(
                                        "\\{\"standing\":\"(fine|not checked)\",\"code\":\"DOC.*}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    execution.checkpointing.interval: 10s|# |DOC202|execution.checkpointing.interval is not set|execution.checkpointing.interval: 10s
                    execution.checkpointing.interval: 10s|execution.checkpointing.interval: 0s|DOC202|execution.checkpointing.interval: 0s|execution.checkpointing.interval: 10s
                    execution.checkpointing.mode: EXACTLY_ONCE|execution.checkpointing.mode: AT_LEAST_ONCE|DOC202|AT_LEAST_ONCE|execution.checkpointing.mode: EXACTLY_ONCE
                    state.backend.type: hashmap|state.backend.type: forst|DOC204|forst|hashmap
                    pipeline.generic-types: false|# |DOC205|pipeline.generic-types is not set|pipeline.generic-types: false
                    taskmanager.memory.process.size: 2048m|taskmanager.memory.process.size: 9000g|DOC209|9000g|Lower it
                    taskmanager.numberOfTaskSlots: 2|taskmanager.numberOfTaskSlots: many|DOC210|many|Correct the value
                    """)
    void aSpoiltLineOfFlinksConfigurationIsFound(
            String line, String instead, String code, String reason, String fix)
            throws IOException {
        withFlink(spoilt(line, instead)).hasProblem(code, reason, fix);
    }

    @Test
    void theLineOfAFaultIsNamed() throws IOException {
        String text =
                "pipeline.generic-types: true\n" + spoilt("pipeline.generic-types: false", "");
        assertThat(withFlink(text).under("DOC205")).contains("config.yaml:1)");
    }

    @Test
    void aPackageThatFlinkDoesNotOpenIsFound() throws IOException {
        String text = Doctor.cluster().replace(" --add-opens=java.base/java.util=ALL-UNNAMED", "");
        withFlink(text)
                .hasProblem(
                        "DOC208",
                        "does not open java.util",
                        "--add-opens=java.base/java.util=ALL-UNNAMED");
    }

    @Test
    void aTakenPortIsFound() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String text =
                    Doctor.cluster().replace("30000-30150", String.valueOf(taken.getLocalPort()));
            withFlink(text)
                    .hasProblem(
                            "DOC108",
                            "port " + taken.getLocalPort() + " is taken",
                            "set rest.bind-port to another");
        }
    }

    @Test
    void aRuleThatDoesNotCompileIsFound() throws IOException {
        Path rule =
                Files.writeString(
                        folder.resolve("rule.yaml"),
                        Files.readString(Doctor.ROOT.resolve("docs/examples/service-latency.yaml"))
                                .replaceFirst("(?m)formula:.*$", "formula: \"always[0,10s](\""));
        withFlink(Doctor.cluster(), "--rules", rule.toString())
                .hasProblem("DOC302", "rule.yaml:", "");
    }

    @Test
    void anUnknownSettingIsFound() throws IOException {
        withFlink(Doctor.cluster(), "-D", "kafka.bootstrp=localhost:9")
                .hasProblem("DOC301", "kafka.bootstrp", "did you mean kafka.bootstrap?");
    }

    @Test
    void aFolderOfCheckpointsThatIsAFileIsFound() throws IOException {
        Path file = Files.writeString(folder.resolve("checkpoints"), "");
        withFlink(Doctor.cluster()).hasProblem("DOC107", file + " is no folder", "another path");
    }

    @Test
    void whatWorksForAWhileIsWarnedOfAndIsNoFailure() throws IOException {
        Doctor said =
                withFlink(
                        spoilt("restart-strategy.type: exponential-delay", "restart-strategy: none")
                                .replaceAll("(?m)^metrics.*$", "")
                                .replace("parallelism.default: 1", "parallelism.default: 7"),
                        "-D",
                        "kafka.idle-after=5min");
        assertThat(said.code()).as(said.out()).isZero();
        assertThat(said.under("DOC210")).startsWith("warning").contains("Start 4 TaskManagers");
        assertThat(said.under("DOC211")).startsWith("warning").contains("none");
        assertThat(said.under("DOC303")).startsWith("warning").contains("kafka.idle-after=10s");
    }

    @Test
    void wrongArgumentsAreNoFindings() {
        Doctor said = Doctor.run("--flink-conf", folder.resolve("absent.yaml").toString());
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.out()).isEmpty();
        assertThat(said.err()).contains("absent.yaml (expected: a file that can be read)");
        assertThat(Doctor.run("--job", "x").err()).contains("--job without --rest");
        assertThat(Doctor.run("--rest", "localhost:1", "--for", "soon").err())
                .contains("--for: soon (expected: a duration such as 10s");
        assertThat(Doctor.run("--rest", "ftp://localhost").err())
                .contains("--rest: this is no address of a web server");
        Doctor secret = Doctor.run("--rest", "http://ada:hunter2@localhost:1");
        assertThat(secret.code()).isEqualTo(2);
        assertThat(secret.err()).contains("it holds a user").doesNotContain("hunter2");
    }

    @Test
    void secretsAreNotShown() throws IOException {
        Doctor said =
                withFlink(
                        Doctor.cluster() + "s3.secret-key: hunter2\n",
                        "--bootstrap",
                        "localhost:1",
                        "-D",
                        "kafka.properties.sasl.jaas.config=hunter2",
                        "-D",
                        "kafka.properties.ssl.keystore.password=hunter2");
        assertThat(said.under("DOC301"))
                .startsWith("warning")
                .contains("CFG024", "sasl.jaas.config", "ssl.keystore.password");
        assertThat(said.out() + said.err()).doesNotContain("hunter2");
    }
}
