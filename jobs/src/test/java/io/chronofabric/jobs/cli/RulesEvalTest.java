package io.chronofabric.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RulesEvalTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        "offline, stl_cases.jsonl, robustness",
        "online, stl_cases.jsonl, settled",
        "interval, rosi_cases.jsonl, interval_after_prefix"
    })
    void everyOracleCaseIsExact(String mode, String file, String member) throws IOException {
        Path cases = Ran.ROOT.resolve("../shared/oracle").resolve(file);
        Assumptions.assumeTrue(Files.exists(cases), "the oracle cases are not here");

        Ran ran = Ran.command("rules", "eval", "--cases", cases.toString(), "--mode", mode);

        assertThat(ran.code()).isZero();
        List<String> given = Files.readAllLines(cases);
        List<String> answers = ran.out().lines().toList();
        assertThat(answers).hasSameSizeAs(given);
        int compared = 0;
        for (int i = 0; i < given.size(); i++) {
            JsonNode expected = JSON.readTree(given.get(i));
            JsonNode answer = JSON.readTree(answers.get(i));
            assertThat(answer.get("id")).isEqualTo(expected.get("id"));
            if (expected.has(member)) {
                assertSame(expected.get(member), answer.path(member));
                compared++;
            } else if (expected.get("horizon").isNull()) {
                assertThat(answer.get("error").asText()).startsWith("STL040 at 1:");
            } else {
                assertThat(answer.get(member)).as("shorter than the look-ahead").isEmpty();
            }
        }
        assertThat(compared).isGreaterThan(7);
    }

    private static void assertSame(JsonNode expected, JsonNode actual) {
        if (expected.isArray()) {
            assertThat(actual.size()).as("%s", actual).isEqualTo(expected.size());
            for (int i = 0; i < expected.size(); i++) {
                assertSame(expected.get(i), actual.get(i));
            }
        } else if (expected.isTextual()) {
            assertThat(actual).isEqualTo(expected);
        } else {
            assertThat(actual.doubleValue()).isCloseTo(expected.doubleValue(), within(1e-9));
        }
    }

    @Test
    void theFirstBrokenSampleIsExplained() throws IOException {
        String trace = trace("0,n,a,1", "1000,n,a,3", "2000,n,a,9", "3000,n,a,1", "4000,n,a,8");

        Ran ran = eval("always[0,1s](x < 4)", trace, "--explain");

        assertThat(ran.code()).isZero();
        assertThat(ran.out().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "a at 1970-01-01T00:00:01Z: broken, robustness -5.0, decided by x < 4"
                                + " at 1970-01-01T00:00:02Z",
                        " how it came about:",
                        " 1970-01-01T00:00:01Z always[0,1s] (x < 4) -5.0",
                        " 1970-01-01T00:00:02Z x < 4 -5.0",
                        " enough to know it, whatever the other samples are:",
                        " 1970-01-01T00:00:02Z x < 4");
    }

    @Test
    void aSampleThatHoldsIsExplainedByAllThatHasTo() throws IOException {
        String trace = trace("0,n,a,1", "1000,n,a,3", "2000,n,a,2", "3000,n,a,9");

        Ran ran =
                eval(
                        "always[0,1s](x < 4)",
                        trace,
                        "--explain",
                        "--json",
                        "--at",
                        "1970-01-01T00:00:01Z");

        assertThat(ran.out().strip())
                .isEqualTo(
                        "{\"time\":1000,\"entity\":\"a\",\"robustness\":1.0,\"vacuous\":false,\"path\":["
                                + "{\"part\":\"always[0,1s] (x < 4)\",\"time\":1000,"
                                + "\"robustness\":1.0},"
                                + "{\"part\":\"x < 4\",\"time\":1000,\"robustness\":1.0}],"
                                + "\"evidence\":[{\"predicate\":\"x < 4\",\"signals\":[\"x\"],"
                                + "\"from\":1000,\"to\":2000}]}");
        assertThat(eval("x < 4", trace, "--explain", "--at", "1970-01-01T00:00:01.5Z"))
                .satisfies(RulesEvalTest::isOneLine);
        assertThat(eval("x < 4", trace, "--at", "1970-01-01T00:00:01Z").err())
                .contains("--at goes with --explain or --plot");
    }

    @Test
    void aRuleThatHoldsForWantOfACauseSaysSo() throws IOException {
        String trace = trace("0,n,a,1", "1000,n,a,3", "2000,n,a,9", "3000,n,a,1");
        String rule = "x > 5 -> eventually[0,1s](x < 2)";

        assertThat(eval(rule, trace, "--explain", "--at", "1970-01-01T00:00:00Z").out())
                .contains("vacuously: no premise of an -> was true where it counted");
        assertThat(eval(rule, trace, "--explain", "--at", "1970-01-01T00:00:02Z").out())
                .contains("holds")
                .doesNotContain("vacuously");
        assertThat(eval("x < 4", trace, "--explain", "--at", "1970-01-01T00:00:00Z").out())
                .doesNotContain("vacuously");
    }

    @Test
    void aPictureIsDrawnAndSaidToBe() throws IOException {
        Path file = folder.resolve("out.svg");
        String trace = trace("0,n,a,1", "1000,n,a,3", "2000,n,a,7");

        Ran first = eval("always[0,1s](x < 4)", trace, "--plot", file.toString());
        Ran again = eval("x < 4", trace, "--plot", file.toString(), "--at", "1970-01-01T00:00:01Z");

        assertThat(first.code()).isZero();
        assertThat(first.out().strip())
                .isEqualTo(
                        "a at 1970-01-01T00:00:01Z: broken, robustness -3.0, decided by x < 4 at"
                                + " 1970-01-01T00:00:02Z");
        assertThat(first.err().strip()).isEqualTo(file + ": picture drawn");
        assertThat(again.err().strip()).isEqualTo(file + ": picture replaced");
        assertThat(again.out()).contains("a at 1970-01-01T00:00:01Z: holds");
        assertThat(Files.readString(file))
                .startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg ")
                .contains("a: holds at 1970-01-01T00:00:01Z, robustness 1</title>")
                .endsWith("</svg>\n");
        assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith(".part"));
    }

    @Test
    void aPictureComesWithAnExplanationOrAnObject() throws IOException {
        String file = folder.resolve("out.svg").toString();
        String trace = trace("0,n,a,1", "1000,n,a,3");

        assertThat(eval("x < 4", trace, "--plot", file, "--explain").out())
                .contains("how it came about");
        assertThat(eval("x < 4", trace, "--plot", file, "--json").out())
                .startsWith("{\"time\":1000,")
                .hasLineCount(1);
    }

    @Test
    void aPictureReplacesNothingButAPictureAndIsOfOneEntity() throws IOException {
        String trace = trace("0,n,a,1", "0,n,b,2");
        String before = Files.readString(Path.of(trace));

        assertThat(eval("x < 4", trace, "--plot", folder.resolve("a.svg").toString()))
                .satisfies(RulesEvalTest::isOneLine)
                .extracting(Ran::err)
                .asString()
                .contains("2 entities", "--entity a");
        for (String path : List.of(trace, folder.toString(), trace + "/a.svg", "no/a.svg", "\0")) {
            assertThat(eval("x < 4", trace, "--entity", "a", "--plot", path))
                    .satisfies(RulesEvalTest::isOneLine)
                    .extracting(Ran::err)
                    .asString()
                    .startsWith("INPUT_INVALID: --plot ");
        }
        assertThat(Files.readString(Path.of(trace))).isEqualTo(before);
        assertThat(folder).isDirectoryContaining(path -> path.endsWith("trace.csv"));
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).hasSize(1);
        }
        assertThat(Ran.command("rules", "eval", "--cases", "x", "--plot", "y").err())
                .contains("--plot", "do not go with --cases");
    }

    @Test
    void anIntervalNeedsASampleAndARange() throws IOException {
        String cases =
                """
                {"id": "a", "formula": "x > 0", "trace": {"x": [1]}}
                {"id": "b", "formula": "x > 0", "trace": {"x": [1]}, "eval_time": -1}
                {"id": "c", "formula": "x > 0", "trace": {"x": [1]}, "predicate_bounds": [2, 1]}
                """;
        Path file = Files.writeString(folder.resolve("cases.jsonl"), cases);

        Ran ran = Ran.command("rules", "eval", "--cases", file.toString(), "--mode", "INTERVAL");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out().lines().toList())
                .satisfiesExactly(
                        answer ->
                                assertThat(answer)
                                        .isEqualTo(
                                                "{\"id\":\"a\",\"interval_after_prefix\":"
                                                        + "[[\"-inf\",\"inf\"],[1.0,1.0]]}"),
                        answer -> assertThat(answer).contains("\"line\":2", "eval_time: -1"),
                        answer -> assertThat(answer).contains("predicate_bounds: [2,1]"));
    }

    @Test
    void modesGoWithCasesAndAreNamedWhenWrong() throws IOException {
        Ran lone = eval("x < 4", trace("0,n,a,1"), "--mode", "online");
        assertThat(lone.code()).isEqualTo(2);
        assertThat(lone.err()).contains("--mode goes with --cases");
        Ran wrong = Ran.command("rules", "eval", "--cases", "x", "--mode", "live");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("OFFLINE, ONLINE, INTERVAL", "live");
    }

    @Test
    void casesAreAnsweredRefusedOrToldAsMalformed() throws IOException {
        String cases =
                """
                {"id": "a", "formula": "once(x > 0)", "trace": {"time": [0, 1], "x": [-1, 2]}}

                {"id": "b", "formula": "sometimes(x > 0)", "trace": {"time": [0], "x": [1]}}
                {"id": "c", "formula": "y > 0", "trace": {"time": [0], "x": [1]}}
                {"id": "d", "formula": "always[2,3](x > 0)", "trace": {"x": ["inf", 1]}}
                {"id": "e", "formula": "x > 0"}
                no JSON
                {"id": "f", "formula": "x > 0", "trace": {"time": [0, 1], "x": [1]}}
                {"id": "g", "formula": "x > 0", "trace": {"x": [null]}}
                {"id": "h", "formula": "x > 0", "trace": {"x": [1]}} {}
                [1]
                """;
        Path file = Files.writeString(folder.resolve("cases.jsonl"), cases);

        Ran ran = Ran.command("rules", "eval", "--cases", file.toString());

        assertThat(ran.code()).isEqualTo(2);
        List<String> answers = ran.out().lines().toList();
        assertThat(answers).hasSize(10);
        assertThat(answers.get(0)).isEqualTo("{\"id\":\"a\",\"robustness\":[-1.0,2.0]}");
        assertThat(answers.get(1)).startsWith("{\"id\":\"b\",\"error\":\"STL");
        assertThat(answers.get(2)).startsWith("{\"id\":\"c\",\"error\":\"STL").contains("y");
        assertThat(answers.get(3)).isEqualTo("{\"id\":\"d\",\"robustness\":[\"inf\",\"inf\"]}");
        assertThat(answers.get(4)).startsWith("{\"line\":6,\"error\":\"trace is missing");
        assertThat(answers.get(5)).startsWith("{\"line\":7,\"error\":\"no JSON");
        assertThat(answers.get(6)).startsWith("{\"line\":8,\"error\":\"trace.x has 1 values");
        assertThat(answers.get(7)).startsWith("{\"line\":9,").contains("expected: a number");
        assertThat(answers.get(8)).startsWith("{\"line\":10,\"error\":\"no JSON");
        assertThat(answers.get(9)).startsWith("{\"line\":11,\"error\":\"not a JSON object");
    }

    @Test
    void aTraceIsEvaluatedEntityByEntityAtItsOwnPeriod() throws IOException {
        String trace =
                trace("2000,n,b,7", "0,n,a,1", "2000,n,a,3", "4000,n,a,2", "0,n,b,5", "4000,n,b,9");

        Ran ran = eval("always[0,2s](x < 4)", trace, "--json");

        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .isEqualTo(
                        """
                        {"time":0,"entity":"a","robustness":1.0}
                        {"time":2000,"entity":"a","robustness":1.0}
                        {"time":4000,"entity":"a","robustness":2.0}
                        {"time":0,"entity":"b","robustness":-3.0}
                        {"time":2000,"entity":"b","robustness":-5.0}
                        {"time":4000,"entity":"b","robustness":-5.0}
                        """);
    }

    @Test
    void oneEntityAParameterAndAPeriodCanBeChosen() throws IOException {
        String trace = trace("0,n,a,1", "0,n,b,1", "2500,n,b,6");

        Ran ran = eval("x < $T", trace, "--entity", "b", "--period", "1s", "--param", "T=4");

        assertThat(ran.code()).isZero();
        assertThat(ran.out().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "1970-01-01T00:00:00Z b 3.0",
                        "1970-01-01T00:00:01Z b 3.0",
                        "1970-01-01T00:00:02Z b 3.0");
    }

    @Test
    void unequalDistancesNeedAPeriod() throws IOException {
        Ran ran = eval("x < 4", trace("0,n,a,1", "1000,n,a,1", "3000,n,a,1"));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("1s, then 2s (line 4)", "Give --period").hasLineCount(1);
    }

    @Test
    void aSignalThatStartsLaterStartsTheSamples() throws IOException {
        Ran ran = eval("x < 4", trace("0,n,a,", "1000,n,a,1", "2000,n,a,", "3000,n,a,3"), "--json");

        assertThat(ran.out().lines())
                .containsExactly(
                        "{\"time\":1000,\"entity\":\"a\",\"robustness\":3.0}",
                        "{\"time\":2000,\"entity\":\"a\",\"robustness\":3.0}",
                        "{\"time\":3000,\"entity\":\"a\",\"robustness\":1.0}");
    }

    @Test
    void rowsThatCannotBeUsedAreToldAndTheRestIsEvaluated() throws IOException {
        Ran ran = eval("x < 4", trace("0,n,a,1", "soon,n,a,1", "1000,n,a,1"), "--json");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("trace.csv:3: row left out").hasLineCount(1);
        assertThat(ran.out()).hasLineCount(2);
    }

    @Test
    void mistakesOfAllKindsGetOneLine() throws IOException {
        String trace = trace("0,n,a,1", "1000,n,a,1");

        assertThat(eval("x <", trace)).satisfies(RulesEvalTest::isOneLine);
        assertThat(eval("xx < 4", trace)).satisfies(RulesEvalTest::isOneLine);
        assertThat(eval("x < $T", trace)).satisfies(RulesEvalTest::isOneLine);
        assertThat(eval("x < 4", trace, "--entity", "z")).satisfies(RulesEvalTest::isOneLine);
        assertThat(eval("x < 4", trace, "--period", "1")).satisfies(RulesEvalTest::isOneLine);
        assertThat(eval("x < 4", trace, "--period", "0s")).satisfies(RulesEvalTest::isOneLine);
        assertThat(eval("x < 4", trace, "--period", "1ns")).satisfies(RulesEvalTest::isOneLine);
        assertThat(eval("x < 4", trace())).satisfies(RulesEvalTest::isOneLine);
        assertThat(eval("x < 4", trace("0,n,a,"))).satisfies(RulesEvalTest::isOneLine);
        assertThat(eval("x < 4", "none.csv")).satisfies(RulesEvalTest::isOneLine);
        assertThat(Ran.command("rules", "eval", "--cases", "none.jsonl"))
                .satisfies(RulesEvalTest::isOneLine);
    }

    private static void isOneLine(Ran ran) {
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).hasLineCount(1);
    }

    private static Ran eval(String formula, String trace, String... more) {
        String[] arguments = new String[6 + more.length];
        List.of("rules", "eval", "--formula", formula, "--trace", trace).toArray(arguments);
        System.arraycopy(more, 0, arguments, 6, more.length);
        return Ran.command(arguments);
    }

    private String trace(String... rows) throws IOException {
        String text = "time,node,entity,x\n" + String.join("\n", rows) + "\n";
        return Files.writeString(folder.resolve("trace.csv"), text).toString();
    }
}
