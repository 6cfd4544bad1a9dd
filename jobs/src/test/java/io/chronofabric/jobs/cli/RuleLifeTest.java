package io.chronofabric.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands that change rules say where there is no broker. */
class RuleLifeTest {
    private static final Path EXAMPLE = Ran.ROOT.resolve("docs/examples/service-latency.yaml");

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list",
                "list --json",
                "status x",
                "diff x 1 2",
                "disable x",
                "rollback x",
                "promote x",
                "governor --once",
                "governor"
            })
    void aBrokerThatIsDownIsToldInOneSentenceWithCode1(String command) {
        Ran ran = down(command.split(" "));

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .startsWith("KAFKA_UNAVAILABLE: brokers at localhost:1: ")
                .contains("Check kafka.bootstrap");
    }

    @Test
    void rulesAreCheckedBeforeAnyBrokerIsAsked() throws IOException {
        Path bad = folder.resolve("bad.yaml");
        Files.writeString(bad, Files.readString(EXAMPLE).replace("errors < 5", "errrors <"));

        Ran ran = down("apply", bad.toString(), folder.resolve("none.yaml").toString());

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .contains(bad + ":", "STL")
                .contains("none.yaml: RULE015")
                .doesNotContain("KAFKA_UNAVAILABLE");
        assertThat(down("apply", EXAMPLE.toString()).code()).isEqualTo(1);
    }

    @Test
    void twoVersionsOfARuleCannotBeginAtOnce() throws IOException {
        Path next = folder.resolve("next.yaml");
        Files.writeString(next, Files.readString(EXAMPLE).replace("version: 1", "version: 2"));

        Ran ran = down("apply", EXAMPLE.toString(), next.toString());

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .contains("example/latency-slo@2 beside example/latency-slo@1")
                .contains("RULE016");
    }

    @Test
    void baseFilesAndSettingsThatAreWrongAreToldTogether() {
        Ran ran =
                Ran.command(
                        "rules",
                        "list",
                        "--base",
                        "none.yaml",
                        "-D",
                        "rules.topick=x",
                        "-D",
                        "rules.governor.lead=soon");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .contains("none.yaml: RULE015")
                .contains("did you mean rules.topic?")
                .contains("rules.governor.lead: \"soon\"")
                .contains("add --bootstrap HOST:PORT");
    }

    @Test
    void aGovernorThatWouldComeTooLateIsNotStarted() {
        Ran ran = down("governor", "-D", "rules.governor.interval=2s");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .contains("rules.governor.interval: 2000 ms", "less than rules.governor.lead");
    }

    @Test
    void twoFilesAreComparedWithoutABroker() throws IOException {
        Path next = folder.resolve("next.yaml");
        Files.writeString(
                next,
                Files.readString(EXAMPLE)
                        .replace("version: 1", "version: 2")
                        .replace("value: 250", "value: 300"));

        Ran ran = Ran.command("rules", "diff", "latency-slo", EXAMPLE.toString(), next.toString());
        assertThat(ran).isEqualTo(new Ran(0, ran.out(), ""));
        assertThat(ran.out())
                .isEqualTo(
                        """
                        example/latency-slo@1 and example/latency-slo@2
                        KEY               A    B
                        metadata.version  1    2
                        params.T.value    250  300
                        State can be carried over: onSwap: carry works.
                        """);
        assertThat(
                        Ran.command(
                                        "rules",
                                        "diff",
                                        "latency-slo",
                                        EXAMPLE.toString(),
                                        EXAMPLE.toString(),
                                        "--json")
                                .out())
                .isEqualTo(
                        "{\"a\":\"example/latency-slo@1\",\"b\":\"example/latency-slo@1\","
                                + "\"differences\":[],\"carries\":true,\"obstacles\":[]}\n");
        Ran typo = Ran.command("rules", "diff", "latency-sol", EXAMPLE.toString(), next.toString());
        assertThat(typo.code()).isEqualTo(2);
        assertThat(typo.err())
                .contains("there is no rule latency-sol in", "Did you mean latency-slo?");
    }

    private static Ran down(String... arguments) {
        String[] all = new String[arguments.length + 7];
        all[0] = "rules";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        String[] rest = {
            "--bootstrap",
            "localhost:1",
            "-D",
            "kafka.properties.request.timeout.ms=300",
            "-D",
            "kafka.properties.default.api.timeout.ms=600"
        };
        System.arraycopy(rest, 0, all, arguments.length + 1, rest.length);
        return Ran.command(all);
    }
}
