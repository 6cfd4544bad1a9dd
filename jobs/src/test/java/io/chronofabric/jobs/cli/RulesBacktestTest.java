package io.chronofabric.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RulesBacktestTest {
    @TempDir private Path folder;

    @Test
    void itTellsWhichEntitiesWouldHaveHadOtherVerdicts() throws IOException {
        Ran ran =
                Ran.command(
                        "rules",
                        "backtest",
                        rule(2, "lat <= 200"),
                        "--against",
                        rule(1, "lat <= 250"),
                        "--trace",
                        trace());
        assertThat(ran.err()).isEmpty();
        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .isEqualTo(
                        """
                        ENTITY  BROKEN  ALERTS  DIFFERS  FOR    FIRST DIFFERENCE
                        svc-b   0 -> 3  0 -> 2  2x       3.0 s  2026-01-01T00:00:01Z
                        svc-c   1 -> 2  1 -> 1  1x       1.0 s  2026-01-01T00:00:01Z

                        default/slo@2 against default/slo@1, 18 events of 3 governed entities:
                          entities with other verdicts  2 of 3
                          broken moments                1 -> 5
                          alerts                        1 -> 3
                        """);
    }

    @Test
    void allEntitiesAndTheWholeComeAsJson() throws IOException {
        Ran ran =
                Ran.command(
                        "rules",
                        "backtest",
                        rule(2, "lat <= 200"),
                        "--against",
                        rule(1, "lat <= 250"),
                        "--trace",
                        trace(),
                        "--json");
        assertThat(ran.out().lines())
                .hasSize(4)
                .first()
                .asString()
                .isEqualTo(
                        "{\"entity\":\"svc-a\",\"changed\":false,"
                                + "\"baseline\":{\"moments\":6,\"broken\":0,\"alerts\":0},"
                                + "\"candidate\":{\"moments\":6,\"broken\":0,\"alerts\":0},"
                                + "\"differences\":0,\"differingMillis\":0,"
                                + "\"firstDifference\":null}");
        assertThat(ran.out()).contains("\"entities\":3,\"changed\":2,\"brokenBefore\":1");
    }

    @Test
    void aDocumentWithoutTheRuleIsRefusedWithAHint() throws IOException {
        Path other = folder.resolve("other.yaml");
        Files.writeString(
                other, Files.readString(Path.of(rule(1, "lat <= 250"))).replace("slo", "slow"));
        Ran ran =
                Ran.command(
                        "rules",
                        "backtest",
                        rule(2, "lat <= 200"),
                        "--against",
                        other.toString(),
                        "--trace",
                        trace());
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("0 rules (there: slow)").contains("Did you mean slow?");
    }

    @Test
    void aVersionNeedsBrokers() throws IOException {
        Ran ran =
                Ran.command(
                        "rules",
                        "backtest",
                        rule(2, "lat <= 200"),
                        "--against",
                        "1",
                        "--trace",
                        trace());
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("kafka.bootstrap").contains("is not set");
    }

    @Test
    void aFormulaThatDoesNotCompileIsRefusedWithItsPlace() throws IOException {
        Ran ran =
                Ran.command(
                        "rules",
                        "backtest",
                        rule(2, "lat <="),
                        "--against",
                        rule(1, "lat <= 250"),
                        "--trace",
                        trace());
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("slo-2.yaml:").contains("STL001");
    }

    @Test
    void itTellsWhichMatchesOnlyOneVersionOfAPatternFinds() throws IOException {
        Ran ran =
                Ran.command(
                        "rules",
                        "backtest",
                        pattern(2, 250),
                        "--against",
                        pattern(1, 200),
                        "--trace",
                        trace());
        assertThat(ran.err()).isEmpty();
        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .isEqualTo(
                        """
                        ENTITY  MATCHES  ALERTS  ONLY BEFORE  ONLY AFTER  FIRST DIFFERENCE
                        svc-b   2 -> 0   2 -> 0  2            0           2026-01-01T00:00:03Z
                        svc-c   1 -> 1   1 -> 1  1            1           2026-01-01T00:00:03Z

                        default/up@2 against default/up@1, 18 events of 3 governed entities:
                          entities with other matches   2 of 3
                          matches                       3 -> 1
                          alerts                        3 -> 1
                        """);
        Ran same =
                Ran.command(
                        "rules",
                        "backtest",
                        pattern(3, 200),
                        "--against",
                        pattern(1, 200),
                        "--trace",
                        trace(),
                        "--json");
        assertThat(same.out().lines())
                .contains(
                        "{\"entity\":\"svc-b\",\"changed\":false,"
                                + "\"baseline\":{\"matches\":2,\"alerts\":2},"
                                + "\"candidate\":{\"matches\":2,\"alerts\":2},"
                                + "\"onlyBaseline\":0,\"onlyCandidate\":0,"
                                + "\"firstDifference\":null}")
                .last()
                .asString()
                .contains("\"changed\":0,\"matchesBefore\":3,\"matchesAfter\":3,");
    }

    @Test
    void aPatternIsComparedWithAPatternAndWithNothingElse() throws IOException {
        Path rule = folder.resolve("rule.yaml");
        Files.writeString(
                rule,
                Files.readString(Path.of(rule(1, "lat <= 250"))).replace("id: slo", "id: up"));
        Ran mixed =
                Ran.command(
                        "rules",
                        "backtest",
                        pattern(2, 250),
                        "--against",
                        rule.toString(),
                        "--trace",
                        trace());
        assertThat(mixed.code()).isEqualTo(2);
        assertThat(mixed.err())
                .contains("pattern default/up@2 against rule default/up@1")
                .contains("two rules, or two patterns");
    }

    private String pattern(int version, int least) throws IOException {
        Path file = folder.resolve("up-" + version + ".yaml");
        Files.writeString(
                file,
                """
                apiVersion: egc/v1
                kind: Pattern
                metadata: {id: up, version: VERSION}
                spec:
                  appliesTo: {entity: "svc-*"}
                  signals: {lat: lat}
                  sequence:
                    - {name: high, when: lat > LEAST}
                    - {name: low, when: lat <= 200}
                  afterMatch: skip-past-last
                """
                        .replace("VERSION", String.valueOf(version))
                        .replace("LEAST", String.valueOf(least)));
        return file.toString();
    }

    private String rule(int version, String formula) throws IOException {
        Path file = folder.resolve("slo-" + version + ".yaml");
        Files.writeString(
                file,
                """
                apiVersion: egc/v1
                kind: Rule
                metadata: {id: slo, version: VERSION}
                spec:
                  appliesTo: {entity: "svc-*"}
                  signals: {lat: lat}
                  sampling: {period: 1s, tolerance: 0%, fill: none}
                  formula: "FORMULA"
                """
                        .replace("VERSION", String.valueOf(version))
                        .replace("FORMULA", formula));
        return file.toString();
    }

    /** A second apart: a is quick, b is at 220 ms twice, c goes through 220 to 300 ms. */
    private String trace() throws IOException {
        StringBuilder csv = new StringBuilder("time,node,entity,lat\n");
        int[][] latencies = {
            {100, 100, 100, 100, 100, 100},
            {100, 220, 220, 100, 220, 100},
            {100, 220, 300, 100, 100, 100}
        };
        for (int second = 0; second < 6; second++) {
            for (int entity = 0; entity < 3; entity++) {
                csv.append("2026-01-01T00:00:0")
                        .append(second)
                        .append("Z,1,svc-")
                        .append((char) ('a' + entity))
                        .append(',')
                        .append(latencies[entity][second])
                        .append('\n');
            }
        }
        Path file = folder.resolve("trace.csv");
        Files.writeString(file, csv);
        return file.toString();
    }
}
