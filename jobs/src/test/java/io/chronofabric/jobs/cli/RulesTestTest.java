package io.chronofabric.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class RulesTestTest {
    private static final String RULE =
            """
            apiVersion: egc/v1
            kind: Rule
            metadata: {id: latency-slo}
            spec:
              appliesTo: {entity: "svc-*"}
              signals: {lat: p99_ms}
              lateness: 5s
              params: {T: 250}
              formula: "lat > $T -> eventually[0,3s](lat <= $T)"
              emit: [verdict, correction]
            """;

    @TempDir private Path folder;

    @BeforeEach
    void writeRule() throws IOException {
        Files.writeString(folder.resolve("rule.yaml"), RULE);
    }

    @Test
    void eachCaseThatPassesIsALineAndTheExitCodeIs0() throws IOException {
        Ran ran =
                run(
                        """
                        - name: two slow seconds are forgiven
                          given: [{at: 0s, every: 1s, fields: {p99_ms: [100, 300 x2, 100 x7]}}]
                          expect:
                            verdicts:
                              - {at: 1s, is: holds, robustness: 150, decidedBy: "lat <= $T"}
                              - {from: 0s, to: 9s, is: holds}
                            alerts: []
                        - name: five are not
                          given: [{at: 0s, every: 1s, fields: {p99_ms: [100, 300 x5, 100 x7]}}]
                          expect:
                            verdicts: [{at: 1s, is: broken, robustness: -50}]
                            alerts: [1s]
                            clears: [3s]
                        """);

        assertThat(ran)
                .isEqualTo(
                        new Ran(
                                0,
                                """
                                ok      latency: two slow seconds are forgiven
                                ok      latency: five are not
                                2 cases: 2 ok, 0 failed
                                """,
                                ""));
    }

    @Test
    void aCaseThatFailsSaysWhatCameAtWhichMomentAndWhatDecidedIt() throws IOException {
        Ran ran =
                run(
                        """
                        - name: one slow second
                          given: [{at: 0s, every: 1s, fields: {p99_ms: [100, 300, 100 x8]}}]
                          expect:
                            verdicts:
                              - {at: 1s, is: broken}
                              - {from: 2s, to: 5s, is: unanswered}
                            alerts: [1s]
                        """);

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out().lines())
                .containsExactly(
                        "FAILED  latency: one slow second",
                        file()
                                + ":11:13: svc-1, latency-slo at 1s: expected broken; got holds,"
                                + " robustness 150.0, decided by lat <= $T at 2s",
                        file()
                                + ":12:13: svc-1, latency-slo at 2s: expected no answer; got holds,"
                                + " robustness 150.0, decided by lat > $T at 2s (and 3 more up to"
                                + " 5s)",
                        file() + ":13:18: svc-1, latency-slo at 1s: expected alert; got none",
                        "1 case: 0 ok, 1 failed");
    }

    @Test
    void anAlertOrRejectionThatNobodyExpectsFails() throws IOException {
        Ran ran =
                run(
                        """
                        - name: an alert
                          given: [{at: 0s, every: 1s, fields: {p99_ms: [300 x9]}}]
                          expect: {alerts: [], clears: [4s]}
                        - name: an event behind the lateness
                          given:
                            - {at: 0s, every: 1s, fields: {p99_ms: [100 x9]}}
                            - {at: 1500ms, fields: {p99_ms: 100}}
                          expect: {alerts: []}
                        - name: an entity of another name
                          entity: host-1
                          given: [{at: 0s, fields: {p99_ms: 1}}]
                          expect: {alerts: []}
                        - name: doubled
                          given: [{at: 0s, fields: {p99_ms: 1}}, {at: 0s, fields: {p99_ms: 1}}]
                          expect: {alerts: []}
                        """);

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out())
                .contains(
                        ":9:24: svc-1, latency-slo at 0s: expected no alert; got alert: broken,"
                                + " robustness -50.0, decided by lat > $T at 0s",
                        ":9:37: svc-1, latency-slo at 4s: expected clear; got none",
                        ":13:1: svc-1, rejected at 1500ms: expected the event taken in; got LATE:",
                        "ungoverned: expected 0 events of an entity that no rule governs; got 1",
                        "duplicates: expected 0 events already there; got 1",
                        "4 cases: 0 ok, 4 failed");
    }

    /** A runner that sorts the events, or looks at them all at once, says holds from the start. */
    @Test
    void anEventThatComesLateCorrectsWhatWasSaid() throws IOException {
        Ran ran =
                run(
                        """
                        - name: the recovery comes late
                          given:
                            - {at: 0s, every: 1s, fields: {p99_ms: [100, 300 x2, null, 300 x3]}}
                            - {at: 3s, fields: {p99_ms: 90}}
                            - {at: 7s, fields: {p99_ms: 100}}
                          expect:
                            verdicts: [{from: 0s, to: 7s, is: holds}]
                            alerts: [1s]
                            clears: [2s]
                            corrections:
                              - {at: 0s, is: holds, robustness: 160}
                              - {at: 1s, is: holds, robustness: 160}
                              - {at: 2s, is: holds}
                        - name: the same in order
                          given:
                            - {at: 0s, every: 1s, fields: {p99_ms: [100, 300 x2, 90, 300 x3, 100]}}
                          expect: {alerts: [], corrections: []}
                        - name: the same where the watermark waits long enough
                          outOfOrderness: 3s
                          given:
                            - {at: 0s, every: 1s, fields: {p99_ms: [100, 300 x2, null, 300 x3]}}
                            - {at: 3s, fields: {p99_ms: 90}}
                            - {at: 7s, fields: {p99_ms: 100}}
                          expect: {alerts: [], corrections: []}
                        """);

        assertThat(ran.out()).endsWith("3 cases: 3 ok, 0 failed\n");
        assertThat(ran.code()).isZero();
    }

    /** A runner that holds values for ever, or answers at the last event, finds no gap. */
    @Test
    void aGapLeavesMomentsWithoutAnAnswerAndClearsNothing() throws IOException {
        Ran ran =
                run(
                        """
                        - name: silence
                          given:
                            - {at: 0s, every: 1s, fields: {p99_ms: [300 x6]}}
                            - {at: 30s, fields: {p99_ms: 100}}
                          expect:
                            verdicts:
                              - {from: 0s, to: 7s, is: broken}
                              - {from: 8s, to: 29s, is: unanswered}
                              - {at: 30s, is: holds}
                            alerts: [0s]
                            clears: [30s]
                        """);

        assertThat(ran.out()).endsWith("1 case: 1 ok, 0 failed\n");
    }

    /** A runner that gives each entity a watermark of its own takes the third event in time. */
    @Test
    void allEntitiesShareTheWatermarkAndTheOrderGivenIsThatOfArrival() throws IOException {
        Ran ran =
                run(
                        """
                        - name: one after the other
                          given:
                            - {at: 0s, every: 1s, fields: {p99_ms: [100 x20]}}
                            - {at: 0s, entity: svc-2, fields: {p99_ms: 100}}
                          expect:
                            rejected: [{at: 0s, entity: svc-2, reason: LATE}]
                        - name: together
                          given:
                            - together:
                                - {at: 0s, every: 1s, fields: {p99_ms: [100 x20]}}
                                - {at: 0s, every: 1s, entity: svc-2, fields: {p99_ms: [300 x20]}}
                          expect:
                            alerts: [{at: 0s, entity: svc-2}]
                        """);

        assertThat(ran.out()).endsWith("2 cases: 2 ok, 0 failed\n");
    }

    @Test
    void whatIsRejectedDoubledOrUngovernedCanBeExpected() throws IOException {
        Ran ran =
                run(
                        """
                        - name: all of it
                          given:
                            - {at: 0s, every: 1s, fields: {p99_ms: [100 x9]}}
                            - {at: 8s, fields: {p99_ms: 100}}
                            - {at: 8s, fields: {p99_ms: 101}}
                            - {at: 1500ms, fields: {p99_ms: 100}}
                            - {at: 9s, entity: host-1, fields: {p99_ms: 100}}
                          expect:
                            duplicates: 1
                            ungoverned: 1
                            rejected:
                              - {at: 1500ms, reason: LATE}
                              - {at: 8s, reason: CONFLICTING_DUPLICATE}
                        """);

        assertThat(ran.out()).endsWith("1 case: 1 ok, 0 failed\n");
    }

    @Test
    void aTypoIsToldWithItsPlaceAndWhatWasMeantAndTheExitCodeIs2() throws IOException {
        Ran ran =
                run(
                        """
                        - name: a typo
                          given: [{at: 0s, fields: {p99_ms: 1}}]
                          expcet: {alerts: []}
                        """);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out())
                .contains(file() + ":9:7: TEST005: key: \"expcet\"", "fix: Did you mean expect?")
                .endsWith("0 cases: 0 ok, 0 failed; 1 file not usable\n");
    }

    @Test
    void rulesThatAreMissingOrFaultyAreToldOfAndOtherFilesAreRunAllTheSame() throws IOException {
        String good =
                write(
                        "good.test.yaml",
                        "rule.yaml",
                        "- {name: n, given: [{at: 0s, fields: {p99_ms: 1}}], expect: {alerts: []}}");
        String missing = write("missing.test.yaml", "ruel.yaml", "- {name: n}");
        Files.writeString(folder.resolve("bad.yaml"), RULE.replace("lat > $T", "latt > $T"));
        String faulty =
                write(
                        "faulty.test.yaml",
                        "bad.yaml",
                        "- {name: n, given: [{at: 0s, fields: {x: 1}}], expect: {alerts: [1s]}}");

        Ran ran = Ran.command("rules", "test", missing, faulty, good, folder + "/none.test.yaml");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out())
                .contains("missing.test.yaml:4:11: TEST015: spec.rules: \"ruel.yaml\" is no file")
                .contains("Did you mean rule.yaml?")
                .contains("bad.yaml:9:13: STL030")
                .contains("faulty.test.yaml:4:11: TEST015: spec.rules: \"bad.yaml\" has errors")
                .contains("none.test.yaml: TEST015: cannot be read: there is no such file")
                .contains("ok      latency: n\n")
                .endsWith("1 case: 1 ok, 0 failed; 3 files not usable\n");
    }

    @Test
    void asJsonACaseIsAnObjectALine() throws IOException {
        String file =
                write(
                        "t.test.yaml",
                        "rule.yaml",
                        "- {name: n, given: [{at: 0s, fields: {p99_ms: 1}}], expect: {alerts: [1s]}}\n"
                                + "- {name: m, given: [{at: 0s, fields: {p99_ms: 1}}], expect: {alerts: []}}");

        Ran ran = Ran.command("rules", "test", "--json", file);

        assertThat(ran.code()).isEqualTo(1);
        List<String> lines = ran.out().lines().toList();
        ObjectMapper json = new ObjectMapper();
        JsonNode failed = json.readTree(lines.get(0));
        assertThat(failed.get("case").asText()).isEqualTo("n");
        assertThat(failed.get("ok").asBoolean()).isFalse();
        JsonNode difference = failed.get("differences").get(0);
        assertThat(difference.get("at").asText()).isEqualTo("1s");
        assertThat(difference.get("what").asText()).isEqualTo("latency-slo");
        assertThat(difference.get("entity").asText()).isEqualTo("svc-1");
        assertThat(difference.get("expected").asText()).isEqualTo("alert");
        assertThat(json.readTree(lines.get(1)).get("ok").asBoolean()).isTrue();
        assertThat(lines.get(2))
                .isEqualTo("{\"cases\":2,\"ok\":1,\"failed\":1,\"unusableFiles\":0}");
    }

    @Test
    void theJunitReportHoldsFailuresAndErrorsWhateverTheNames() throws Exception {
        String failing =
                write(
                        "t.test.yaml",
                        "rule.yaml",
                        "- {name: \"a <b> & \\0\", given: [{at: 0s, fields: {p99_ms: 1}}],"
                                + " expect: {alerts: [1s]}}\n"
                                + "- {name: m, given: [{at: 0s, fields: {p99_ms: 1}}], expect: {alerts: []}}");
        Path report = folder.resolve("report.xml");

        Ran ran =
                Ran.command(
                        "rules",
                        "test",
                        failing,
                        folder + "/none.yaml",
                        "--junit",
                        report.toString());

        assertThat(ran.code()).isEqualTo(2);
        Element root =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(report.toFile())
                        .getDocumentElement();
        assertThat(root.getAttribute("tests")).isEqualTo("3");
        assertThat(root.getAttribute("failures")).isEqualTo("1");
        assertThat(root.getAttribute("errors")).isEqualTo("1");
        NodeList cases = root.getElementsByTagName("testcase");
        Element first = (Element) cases.item(0);
        assertThat(first.getAttribute("name")).isEqualTo("a <b> & \uFFFD");
        assertThat(first.getAttribute("line")).isEqualTo("7");
        Element failure = (Element) first.getElementsByTagName("failure").item(0);
        assertThat(failure.getAttribute("message")).contains("at 1s: expected alert; got none");
        assertThat(((Element) cases.item(1)).getElementsByTagName("*").getLength()).isZero();
        assertThat(root.getElementsByTagName("error").item(0).getTextContent())
                .contains("none.yaml: TEST015");
    }

    @Test
    void aNameWithLineBreaksStaysOnItsLine() throws IOException {
        Ran ran =
                run(
                        """
                        - name: "a\\nb\\e[31m"
                          given: [{at: 0s, fields: {p99_ms: 1}}]
                          expect: {alerts: []}
                        """);

        assertThat(ran.out())
                .isEqualTo("ok      latency: a\\u000ab\\u001b[31m\n1 case: 1 ok, 0 failed\n");
    }

    @Test
    void aFileWithoutEndIsNotReadToItsEnd() throws IOException {
        Path large = Files.write(folder.resolve("large.test.yaml"), new byte[5 << 20]);

        Ran ran = Ran.command("rules", "test", large.toString());

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).contains(":1:1: TEST002: more than 4194304 bytes");
    }

    @Test
    void aReportThatCannotBeWrittenIsBadInput() throws IOException {
        String file =
                write(
                        "t.test.yaml",
                        "rule.yaml",
                        "- {name: n, given: [{at: 0s, fields: {p99_ms: 1}}], expect: {alerts: []}}");

        Ran ran = Ran.command("rules", "test", file, "--junit", folder + "/no/report.xml");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("--junit", "no/report.xml", "cannot be written");
    }

    @Test
    void aCaseThatWouldRunForMinutesIsRefused() throws IOException {
        Files.writeString(
                folder.resolve("wide.yaml"),
                RULE.replace("eventually[0,3s]", "eventually[0,20000s]"));
        String file =
                write(
                        "wide.test.yaml",
                        "wide.yaml",
                        """
                        - name: each event late
                          given:
                            - {at: 100000s, fields: {p99_ms: 1}}
                            - {at: 0s, every: 1s, fields: {p99_ms: [1 x90000]}}
                          expect: {alerts: []}
                        """);

        Ran ran = Ran.command("rules", "test", file);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out())
                .contains(":7:7: TEST002: the cases up to here may take 3.6e+09 steps");
    }

    private static final String STORM =
            """
            apiVersion: egc/v1
            kind: Pattern
            metadata: {id: storm}
            spec:
              appliesTo: {entity: "svc-*"}
              signals: {lat: p99_ms}
              lateness: 2s
              within: 60s
              sequence:
                - {name: spike, when: "lat > 200"}
                - {name: worse, when: "lat > spike.lat", times: "1.."}
                - {name: back, when: "lat < 200"}
              afterMatch: skip-past-last
            """;

    private static final String QUIET =
            """
            ---
            kind: Pattern
            metadata: {id: quiet}
            spec:
              appliesTo: {entity: "svc-*"}
              signals: {lat: p99_ms}
              sequence:
                - {name: loud, when: "lat > 200"}
                - {none: word, when: "lat > 0", within: 10s}
              guard: 1s
            """;

    @Test
    void matchesOfPatternsAreExpectedInFull() throws IOException {
        Files.writeString(folder.resolve("storm.yaml"), STORM + QUIET);
        Ran ran =
                patterns(
                        "storm.yaml",
                        """
                        - name: worse twice, then silence
                          rule: storm
                          given: [{at: 0s, every: 1s, fields: {p99_ms: [100, 300, 310, 320, 90]}}]
                          expect:
                            matches:
                              - {at: 4s, steps: {spike: 1, worse: 2, back: 1}}
                        - name: silence is found by the watermark of another entity, and at the end
                          rule: quiet
                          given:
                            - {at: 0s, fields: {p99_ms: 300}}
                            - {at: 15s, entity: svc-2, fields: {p99_ms: 300}}
                          expect: {matches: [10s, {at: 25s, entity: svc-2, steps: {word: 0}}]}
                        - name: nothing
                          given: [{at: 0s, every: 1s, fields: {p99_ms: [100, 90, 80]}}]
                          expect: {matches: []}
                        """);

        assertThat(ran.out()).endsWith("3 cases: 3 ok, 0 failed\n");
        assertThat(ran.code()).isZero();
    }

    @Test
    void aMatchThatIsMissingOrOtherwiseOrExpectedByNobodyFails() throws IOException {
        Files.writeString(folder.resolve("storm.yaml"), STORM);
        String given =
                "  given: [{at: 0s, every: 1s, fields: {p99_ms: [100, 300, 310, 320, 90]}}]\n";
        Ran ran =
                patterns(
                        "storm.yaml",
                        "- name: otherwise\n"
                                + given
                                + "  expect: {matches: [{at: 4s, steps: {worse: 3}}]}\n"
                                + "- name: at another time\n"
                                + given
                                + "  expect: {matches: [3s]}\n"
                                + "- name: by nobody\n"
                                + given
                                + "  expect: {matches: []}\n");

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out())
                .contains(
                        ":9:26: svc-1, storm at 4s: expected match of 3 worse; got match of spike,"
                                + " 2 worse, back, since 1s\n",
                        ":12:26: svc-1, storm at 3s: expected match; got none, but match at 4s\n",
                        ":12:25: svc-1, storm at 4s: expected no match; got match of spike, 2 worse,"
                                + " back, since 1s\n",
                        ":15:25: svc-1, storm at 4s: expected no match;",
                        "3 cases: 0 ok, 3 failed\n");
    }

    /** A judge that takes the first match that fits leaves the second expectation without one. */
    @Test
    void theExpectationThatSaysLessDoesNotTakeTheMatchOfTheOneThatSaysMore() throws IOException {
        Files.writeString(
                folder.resolve("storm.yaml"),
                STORM.replace("skip-past-last", "no-skip").replace("1..", "1..2"));
        Ran ran =
                patterns(
                        "storm.yaml",
                        """
                        - name: two that end together
                          given: [{at: 0s, every: 1s, fields: {p99_ms: [300, 310, 320, 90]}}]
                          expect:
                            matches: [3s, {at: 3s, steps: {worse: 2}}, {at: 3s, steps: {worse: 1}}]
                        """);

        assertThat(ran.out()).endsWith("1 case: 1 ok, 0 failed\n");
    }

    /** What is late for a pattern may be in time for a rule, and the other way round. */
    @Test
    void rulesAndPatternsTurnEventsAwayEachByTheirOwnReckoning() throws IOException {
        Files.writeString(folder.resolve("storm.yaml"), STORM);
        String cases =
                """
                - name: five seconds of lateness are the rule's, two the pattern's
                  given:
                    - {at: 0s, every: 1s, fields: {p99_ms: [100 x9]}}
                    - {at: 8s, fields: {p99_ms: 100}}
                    - {at: 4500ms, fields: {p99_ms: 100}}
                    - {at: 1500ms, fields: {p99_ms: 100}}
                    - {at: 8s, entity: host-1, fields: {p99_ms: 100}}
                  expect:
                    alerts: []
                    matches: []
                    duplicates: 1
                    ungoverned: 1
                    rejected:
                      - {at: 4500ms, reason: LATE, by: patterns}
                      - {at: 1500ms, reason: LATE, by: patterns}
                      - {at: 1500ms, reason: LATE, by: rules}
                """;
        assertThat(patterns("rule.yaml, storm.yaml", cases).out())
                .endsWith("1 case: 1 ok, 0 failed\n");

        Ran unsaid = patterns("rule.yaml, storm.yaml", cases.replace(", by: patterns", ""));
        assertThat(unsaid.code()).isEqualTo(2);
        assertThat(unsaid.out())
                .contains("TEST007: expect.by is missing, and there are rules and patterns");
        Ran untold =
                patterns(
                        "rule.yaml, storm.yaml",
                        cases.replace("      - {at: 4500ms, reason: LATE, by: patterns}\n", ""));
        assertThat(untold.out())
                .contains(
                        "svc-1, rejected by patterns at 4500ms: expected the event taken in; got");
    }

    @Test
    void whatAPatternCannotHaveIsToldAtItsPlace() throws IOException {
        Files.writeString(folder.resolve("storm.yaml"), STORM + QUIET);
        Ran ran =
                patterns(
                        "storm.yaml",
                        """
                        - name: wrong
                          rule: storm
                          given: [{at: 0s, fields: {p99_ms: 300}}]
                          expect:
                            alerts: [1s]
                            matches:
                              - {at: 1s, steps: {wors: 2}}
                              - {at: 1s, rule: quiet, steps: {word: 2}}
                              - 1500us
                        """);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out())
                .contains(
                        ":11:18: TEST021: expect: the test has no rule",
                        ":13:29: TEST012: expect.steps: \"wors\"",
                        "Did you mean worse?",
                        "TEST010: expect.steps.word: 2",
                        ":15:13: TEST010: expect.at: 1500us (expected: a whole millisecond)");
    }

    /** A leap that lasts is told once; a spike, a climb and a host that is always busy are not. */
    @Test
    void theShippedPatternTellsOfALeapThatLastsAndOfNothingElse() throws IOException {
        String rules = Ran.ROOT.resolve("flink-conf/rules/host.yaml").toString();
        Ran ran =
                patterns(
                        rules,
                        """
                        - name: a leap that lasts
                          given: [{at: 0s, every: 1s, fields: {cpu_percent: [10 x60, 88 x40, 10 x9]}}]
                          expect: {matches: [{at: 70s, steps: {leap: 1, calm: 0}}]}
                        - name: a spike
                          given: [{at: 0s, every: 1s, fields: {cpu_percent: [10 x60, 95 x5, 10 x30]}}]
                          expect: {matches: []}
                        - name: a climb
                          given:
                            - at: 0s
                              every: 1s
                              fields: {cpu_percent: [20 x30, 25 x10, 30 x10, 36 x10, 44 x20, 55 x20]}
                          expect: {matches: []}
                        - name: busy from the beginning
                          given: [{at: 0s, every: 1s, fields: {cpu_percent: [85 x60]}}]
                          expect: {matches: []}
                        """);

        assertThat(ran.out()).endsWith("4 cases: 4 ok, 0 failed\n");
    }

    @Test
    void aPatternThatMayKeepVeryMuchBusyIsRefused() throws IOException {
        Files.writeString(
                folder.resolve("storm.yaml"),
                STORM + "  bounds: {partialMatches: 1000000, events: 1000000}\n");
        Ran ran =
                patterns(
                        "storm.yaml",
                        """
                        - name: much
                          given: [{at: 0s, every: 1s, fields: {p99_ms: [300 x9000]}}]
                          expect: {matches: []}
                        """);

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).contains(":7:7: TEST002: the cases up to here may take");
    }

    private Ran patterns(String files, String cases) throws IOException {
        return Ran.command("rules", "test", write("t.test.yaml", files, cases));
    }

    private Ran run(String cases) throws IOException {
        return Ran.command("rules", "test", write("t.test.yaml", "rule.yaml", cases));
    }

    private String file() {
        return folder.resolve("t.test.yaml").toString();
    }

    private String write(String name, String rules, String cases) throws IOException {
        String text =
                """
                kind: RuleTest
                metadata: {id: latency}
                spec:
                  rules: [%s]
                  entity: svc-1
                  cases:
                """
                                .formatted(rules)
                        + cases.indent(4);
        return Files.writeString(folder.resolve(name), text).toString();
    }
}
