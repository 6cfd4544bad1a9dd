package io.chronofabric.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RulesCheckTest {
    private static final String RULE =
            """
            apiVersion: egc/v1
            kind: Rule
            metadata: {id: latency}
            spec:
              signals: {lat: p99_ms}
              params: {T: 250}
              formula: "%s"
            """;

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"flink-conf/rules/host.yaml", "docs/examples/service-latency.yaml"})
    void whatIsShippedIsInOrder(String file) {
        Ran ran = Ran.command("rules", "check", Ran.ROOT.resolve(file).toString());

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).containsPattern(": \\d rules ok\n").hasLineCount(1);
    }

    @Test
    void aProblemHasFileLineColumnCodeReasonAndFix() throws IOException {
        String file = write("rule.yaml", "always[0,10s](lat < $T) and latt > 0");

        Ran ran = Ran.command("rules", "check", file);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out())
                .hasLineCount(1)
                .matches("\\Q" + file + "\\E:7:\\d+: STL\\d+: .*latt.*; fix: .*lat.*\n");
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void asJsonAProblemIsAnObjectALine() throws IOException {
        Ran ran = Ran.command("rules", "check", "--json", write("rule.yaml", "lat <"));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out())
                .hasLineCount(1)
                .startsWith("{\"severity\":\"error\",\"code\":\"STL")
                .contains("\"line\":7,", "\"column\":", "\"reason\":", "\"fix\":");
    }

    @Test
    void asJsonNothingIsSaidOfRulesThatAreInOrder() throws IOException {
        Ran ran = Ran.command("rules", "check", "--json", write("rule.yaml", "lat < $T"));

        assertThat(ran).isEqualTo(new Ran(0, "", ""));
    }

    @Test
    void filesThatAreMissingFoldersOrNoTextAreProblems() throws IOException {
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xFF, 0, 1});
        String good = write("rule.yaml", "lat < $T");

        Ran ran =
                Ran.command(
                        "rules",
                        "check",
                        folder.resolve("none.yaml").toString(),
                        folder.toString(),
                        binary.toString(),
                        good);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out())
                .hasLineCount(4)
                .contains("none.yaml: RULE015", "no such file", "it is a folder", "UTF-8")
                .contains(good + ": 1 rule ok");
    }

    @Test
    void theSameRuleInTwoFilesIsAProblem() throws IOException {
        Ran ran =
                Ran.command(
                        "rules", "check", write("a.yaml", "lat < $T"), write("b.yaml", "lat < $T"));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).contains("b.yaml:7:", "RULE014", "a.yaml:7").contains("a.yaml: 1");
    }

    private String write(String name, String formula) throws IOException {
        return Files.writeString(folder.resolve(name), RULE.formatted(formula)).toString();
    }
}
