package io.chronofabric.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainTest {
    @TempDir private Path folder;

    private String rules;
    private String trace;

    @BeforeEach
    void filesAreThere() throws IOException {
        rules = folder.resolve("rules.yaml").toString();
        Files.writeString(
                Path.of(rules),
                """
                apiVersion: egc/v1
                kind: Rule
                metadata: {id: slo, version: 3}
                spec:
                  signals: {lat: p99}
                  sampling: {period: 1s, maxGap: 2s}
                  params: {T: 250}
                  formula: "(lat > $T) -> eventually[0,3s](lat <= $T)"
                """);
        trace = folder.resolve("trace.csv").toString();
        StringBuilder csv = new StringBuilder("time,node,entity,p99\n");
        int[] latencies = {100, 100, 400, 390, 380, 370, 100, 100, 100, 100};
        for (int second = 0; second < latencies.length; second++) {
            for (String entity : new String[] {"svc-a", "svc-b"}) {
                csv.append("2026-01-01T00:00:0")
                        .append(second)
                        .append("Z,1,")
                        .append(entity)
                        .append(',')
                        .append(entity.equals("svc-a") ? latencies[second] : 100)
                        .append('\n');
            }
        }
        Files.writeString(Path.of(trace), csv);
    }

    @Test
    void itSaysWhyARuleWasBrokenFromTheEventsOfTheEntity() {
        Ran ran = explain("svc-a", "slo", "2026-01-01T00:00:02Z");
        assertThat(ran.err()).isEmpty();
        assertThat(ran.code()).isZero();
        assertThat(ran.out().lines().limit(2))
                .containsExactly(
                        "default/slo@3: (lat > $T) -> eventually[0,3s](lat <= $T)",
                        "svc-a at 2026-01-01T00:00:02Z: broken, robustness -120.0, decided by"
                                + " lat <= $T at 2026-01-01T00:00:05Z");
        assertThat(ran.out())
                .contains("enough to know it, whatever the other samples are:")
                .contains("lat <= $T until 2026-01-01T00:00:05Z");
    }

    @Test
    void itDrawsIt() throws IOException {
        Path picture = folder.resolve("why.svg");
        Ran ran =
                Ran.command(
                        "explain",
                        "--entity",
                        "svc-a",
                        "--rule",
                        "slo",
                        "--at",
                        "2026-01-01T00:00:02Z",
                        "--rules",
                        rules,
                        "--trace",
                        trace,
                        "--plot",
                        picture.toString(),
                        "--json");
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).startsWith("{").contains("\"robustness\":-120.0");
        assertThat(Files.readString(picture)).contains("<svg").contains("eventually");
    }

    @Test
    void aMomentWithoutAnAnswerIsExplainedAsFarAsItGoes() {
        Ran ran = explain("svc-a", "slo", "2026-01-01T00:00:10Z");
        assertThat(ran.code()).isZero();
        assertThat(ran.err()).contains("The rule gave no answer for that moment");
        assertThat(ran.out()).contains("svc-a at 2026-01-01T00:00:10Z: holds");
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertThat(explain("svc-c", "slo", "2026-01-01T00:00:02Z").err())
                .contains("default/slo@3 has no sample of svc-c there (0 events around it)")
                .contains("Look at the entity's name");
        assertThat(explain("svc-a", "slow", "2026-01-01T00:00:02Z").err())
                .contains("rule slow: 0 rules (there: slo)")
                .contains("Did you mean slo?");
        assertThat(explain("svc-a", "slo", "2026-01-01T00:00:02.5Z").err())
                .contains("a multiple of its period, 1000 ms");
        assertThat(explain("svc-a", "slo", "2027-01-01T00:00:02Z").code()).isEqualTo(2);
    }

    private Ran explain(String entity, String rule, String at) {
        return Ran.command(
                "explain",
                "--entity",
                entity,
                "--rule",
                rule,
                "--at",
                at,
                "--rules",
                rules,
                "--trace",
                trace);
    }
}
