package io.chronofabric.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
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
        assertThat(ran.out()).containsPattern(": \\d rules( and 1 pattern)? ok\n").hasLineCount(1);
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
    void aRuleForFlinkCepIsOkAndItIsSaidWhyItGoesThere() throws IOException {
        String file = folder.resolve("rule.yaml").toString();
        Files.writeString(
                Path.of(file),
                RULE.formatted("rise(lat > $T) -> eventually[0,6h] lat < $T")
                        .replace("params:", "sampling: {period: 1ms, maxGap: 12h}\n  params:"));

        Ran ran = Ran.command("rules", "check", file);

        assertThat(ran.code()).as(ran.out()).isZero();
        assertThat(ran.out())
                .isEqualTo(
                        "default/latency@1 runs on Flink CEP: a monitor would need more than the"
                                + " 4194304 bytes an entity may have\n"
                                + file
                                + ": 1 rule ok\n");
        assertThat(Ran.command("rules", "check", "--json", file).out()).isEmpty();
    }

    @Test
    void aFormulaThatIsNoSequenceIsRefusedByFlinkCep() throws IOException {
        String file = write("rule.yaml", "lat < $T\"\n  engine: \"cep");

        Ran ran = Ran.command("rules", "check", file);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).contains("RULE108").contains("it is no implication");
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
    void casesAreAnsweredByIndexAndCode() throws IOException {
        String cases =
                """
                {"formula": "q > 0", "declared": ["x", "y"], "period": "1s", "mode": "online"}

                {"formula": "always(x > 0)", "declared": ["x"], "mode": "offline"}
                {"formula": "always(x > 0)", "declared": ["x"]}
                {"formula": "once[0,1500ms](x > 0)", "declared": ["x"], "period": "500ms"}
                {"formula": "once[0,1500ms](x > 0)", "declared": ["x"]}
                {"formula": "x > 0", "declared": ["x"], "period": "0s"}
                {"formula": "x > 0", "declared": ["x"], "mode": "live"}
                {"formula": "x > 0"}
                """;
        Path file = Files.writeString(folder.resolve("cases.jsonl"), cases);

        Ran ran = Ran.command("rules", "check", "--cases", file.toString());

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out().lines().map(line -> line.replaceFirst(",\"reason.*", "}")))
                .startsWith(
                        "{\"index\":0,\"code\":\"STL030\"}",
                        "{\"index\":1,\"code\":null}",
                        "{\"index\":2,\"code\":\"STL040\"}",
                        "{\"index\":3,\"code\":null}",
                        "{\"index\":4,\"code\":\"STL041\"}");
        assertThat(ran.out())
                .contains("\"line\":7", "period")
                .contains("\"line\":8", "[online, offline]")
                .contains("\"line\":9", "declared is missing");
    }

    @Test
    void everyBadFormulaOfTheOracleGetsItsCode() throws IOException {
        Path cases = Ran.ROOT.resolve("../shared/oracle/stl_syntax_errors.jsonl");
        Assumptions.assumeTrue(Files.exists(cases), "the oracle cases are not here");

        Ran ran = Ran.command("rules", "check", "--cases", cases.toString());

        assertThat(ran.code()).isZero();
        List<String> given = Files.readAllLines(cases);
        List<String> answers = ran.out().lines().toList();
        assertThat(answers).hasSameSizeAs(given);
        ObjectMapper json = new ObjectMapper();
        for (int i = 0; i < given.size(); i++) {
            JsonNode answer = json.readTree(answers.get(i));
            assertThat(answer.get("index").asInt()).isEqualTo(i);
            assertThat(answer.get("code"))
                    .isEqualTo(json.readTree(given.get(i)).get("suggested_code"));
        }
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
