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
    void aPatternThatEndsInSilenceIsFoundBesideARule() throws Exception {
        Path rules =
                Files.writeString(
                        folder.resolve("rules.yaml"),
                        """
                        kind: Pattern
                        metadata: {id: storm}
                        spec:
                          appliesTo: {entity: "svc-*"}
                          signals: {lat: lat}
                          features: {usual: {mean: lat, over: 100s}}
                          within: 60s
                          sequence:
                            - {name: spike, when: "lat > 2 * usual"}
                            - {name: worse, when: "lat > spike.lat", times: 2}
                            - {none: calm, when: "lat < spike.lat", within: 30s}
                        ---
                        kind: Rule
                        metadata: {id: low}
                        spec:
                          signals: {lat: lat}
                          sampling: {maxGap: 60s}
                          formula: "lat < 100"
                        """);
        Path trace =
                Files.writeString(
                        folder.resolve("trace.csv"),
                        """
                        time,node,entity,lat
                        1970-01-01T00:00:01.000Z,n,svc-1,10
                        1970-01-01T00:00:01.000Z,n,svc-2,10
                        1970-01-01T00:00:02.000Z,n,svc-1,10
                        1970-01-01T00:00:03.000Z,n,svc-1,10
                        1970-01-01T00:00:03.000Z,n,db,500
                        1970-01-01T00:00:10.000Z,n,svc-1,50
                        1970-01-01T00:00:10.000Z,n,svc-2,50
                        1970-01-01T00:00:11.000Z,n,svc-1,60
                        1970-01-01T00:00:12.000Z,n,svc-1,70
                        1970-01-01T00:00:12.000Z,n,svc-2,60
                        1970-01-01T00:00:13.000Z,n,svc-2,70
                        1970-01-01T00:00:20.000Z,n,svc-2,20
                        1970-01-01T00:01:30.000Z,n,svc-2,20
                        """);

        GovernanceMain.main(
                new String[] {
                    "-Drules.files=" + rules,
                    "-Dreplay.path=" + trace,
                    "-Doutput.directory=" + folder.toUri(),
                });

        assertThat(lines("verdicts"))
                .filteredOn(line -> line.contains("\"kind\":\"match\""))
                .singleElement()
                .asString()
                .contains(
                        "\"rule\":\"storm\"",
                        "\"entity\":\"svc-1\",\"time\":42000",
                        "\"final\":true,\"found\":\"spike, 2 worse, no calm\"");
        assertThat(lines("verdicts")).anyMatch(line -> line.contains("\"rule\":\"low\""));
        assertThat(lines("decisions"))
                .filteredOn(line -> line.contains("\"action\":\"notify\""))
                .hasSize(1);
        assertThat(lines("dead-letters")).isEmpty();
    }

    @Test
    void aSequenceOverHoursInMillisecondsIsJudgedByFlinkCep() throws Exception {
        Path rules =
                Files.writeString(
                        folder.resolve("rules.yaml"),
                        """
                        apiVersion: egc/v1
                        kind: Rule
                        metadata: {id: pay-in-time}
                        spec:
                          signals: {order: order, paid: paid}
                          sampling: {period: 1ms, maxGap: 12h}
                          formula: "rise(order > 0) -> eventually[0,6h] rise(paid > 0)"
                        ---
                        apiVersion: egc/v1
                        kind: Rule
                        metadata: {id: paid}
                        spec:
                          signals: {paid: paid}
                          sampling: {period: 1h, maxGap: 12h}
                          formula: "paid < 2"
                        """);
        Path trace =
                Files.writeString(
                        folder.resolve("orders.csv"),
                        """
                        time,node,entity,order,paid
                        2026-01-01T00:00:00.000Z,shop,a,0,0
                        2026-01-01T01:00:00.000Z,shop,a,1,0
                        2026-01-01T07:00:00.000Z,shop,a,1,1
                        2026-01-01T08:00:00.000Z,shop,a,0,0
                        2026-01-01T09:00:00.000Z,shop,a,1,0
                        2026-01-01T15:00:00.001Z,shop,a,1,1
                        """);
        GovernanceMain.main(
                new String[] {
                    "-Drules.files=" + rules,
                    "-Dreplay.path=" + trace,
                    "-Doutput.directory=" + folder.resolve("out").toUri(),
                });

        assertThat(lines("out/verdicts"))
                .filteredOn(line -> line.contains("pay-in-time"))
                .satisfiesExactly(
                        first -> assertThat(first).contains("\"time\":1767225600000,"),
                        broken ->
                                assertThat(broken)
                                        .contains("\"time\":1767258000000,")
                                        .contains("no rise(paid > 0) after rise(order > 0)"),
                        kept -> assertThat(kept).contains("\"time\":1767258000001,"));
        assertThat(lines("out/verdicts")).anyMatch(line -> line.contains("paid < 2"));
        assertThat(lines("out/decisions"))
                .satisfiesExactly(
                        alert -> assertThat(alert).contains("pay-in-time is broken"),
                        clear -> assertThat(clear).contains("pay-in-time holds again"));
        assertThat(lines("out/dead-letters")).isEmpty();
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
