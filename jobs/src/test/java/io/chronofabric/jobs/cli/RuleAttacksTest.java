package io.chronofabric.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Rules, tests, traces and cases that somebody made to bring the program down. Each is refused in
 * short lines that say where and why, in bounded memory.
 */
class RuleAttacksTest {
    /** For an attack that succeeds by hanging; no measure of speed. */
    private static final Duration HANG = Duration.ofMinutes(3);

    private static final Pattern LINE =
            Pattern.compile(".*\\.yaml:\\d+:\\d+: (warning )?(RULE|STL|TEST)\\d{3}: .+; fix: .+");

    private static final int LONGEST_LINE = 2_000;
    private static final AtomicInteger COUNTER = new AtomicInteger();

    @TempDir private Path folder;

    static Stream<Arguments> documents() {
        Map<String, String[]> attacks = new TreeMap<>();
        attacks.put(
                "10,000 parentheses",
                formula("(".repeat(10_000) + "x > 0" + ")".repeat(10_000), "STL001"));
        attacks.put("10,000 nots", formula("not ".repeat(10_000) + "x > 0", "STL001"));
        attacks.put("60,000 minus signs", formula("-".repeat(60_000) + "x > 0", "STL001"));
        attacks.put(
                "10,000 calls",
                formula("abs(".repeat(10_000) + "x" + ")".repeat(10_000) + " > 0", "STL001"));
        attacks.put("a chain of 7,000", formula("x > 0" + " and x > 0".repeat(6_000), "STL001"));
        attacks.put(
                "a text too long", formula("x > 0" + " ".repeat(70_000) + " and x > 1", "RULE002"));
        attacks.put("20,000 arguments", formula("pow(x" + ",x".repeat(20_000) + ") > 0", "STL031"));
        attacks.put("a huge bound", formula("always[0,9e18s](x > 0)", "STL041"));
        attacks.put(
                "a bound beyond any exponent", formula("always[0,1e999999999s](x > 0)", "STL041"));
        attacks.put(
                "a bound of 60,000 digits",
                formula("always[0," + "9".repeat(60_000) + "s](x > 0)", "STL041"));
        attacks.put(
                "a bound of 60,000 decimals",
                formula("always[0,0." + "0".repeat(60_000) + "1s](x > 0)", "STL041"));
        attacks.put("a window of 290 years", formula("always[0,9000000000s](x > 0)", "STL042"));
        attacks.put(
                "nested wide windows",
                formula("always[0,1000000s](".repeat(90) + "x > 0" + ")".repeat(90), "STL042"));
        attacks.put("5,000 predicates", formula(balanced("x > %d", 5_000), "STL042"));
        attacks.put("13,000 unknown names", formula(balanced("y", 10_000), "STL030"));
        attacks.put("9,000 unknown functions", formula(balanced("f()", 9_000), "STL031"));
        attacks.put("a name of 60,000 letters", formula("y".repeat(60_000) + " > 0", "STL030"));
        attacks.put("a number of 60,000 digits", formula("x > " + "9".repeat(60_000), "STL001"));
        attacks.put("1e400", formula("x > 1e400", "STL001"));
        attacks.put("NaN", formula("x > NaN", "STL030"));
        attacks.put("a hexadecimal number", formula("x > 0x10", "STL001"));
        attacks.put("an open comment", formula("/*" + "*".repeat(60_000) + " x > 0", "STL001"));
        attacks.put(
                "a turned direction of writing", formula("x > \u202E0 \u2066and\u2069", "STL001"));
        attacks.put("a space of no width", formula("x\u200B > 0", "STL001"));
        attacks.put("a letter that looks like x", formula("\u0445 > 0", "STL001"));
        attacks.put("an escaped NUL", formula("x > \\0 0", "STL001"));
        attacks.put("half a surrogate pair", formula("x > \\ud800 0", "STL001"));
        attacks.put("a NUL", new String[] {rule("r", "x > 0").replace("r}", "r\0}"), "RULE001"});
        attacks.put(
                "a byte order mark inside",
                new String[] {rule("r", "x > 0") + "---\n\uFEFF" + rule("s", "x > 0"), "RULE005"});
        attacks.put(
                "a key that looks like another",
                new String[] {rule("r", "x > 0").replace("metadata", "m\u0435tadata"), "RULE005"});
        attacks.put("3,000 rules", new String[] {rules(3_000, "x > 0"), "RULE002"});
        attacks.put(
                "900 broken rules", new String[] {rules(900, "alwayss[0,60s](x > 0)"), "STL001"});
        attacks.put(
                "5,000 signals",
                new String[] {
                    rule("r", "x > 0").replace("{x: x}", entries(5_000, ": f")), "RULE002"
                });
        attacks.put(
                "30,000 parameters",
                new String[] {
                    rule("r", "x > 0")
                            .replace("{x: x}", "{x: x}\n  params: " + entries(30_000, ": 1")),
                    "RULE002"
                });
        attacks.put(
                "60,000 times one key",
                new String[] {rule("r", "x > 0") + "  lateness: 1s\n".repeat(60_000), "RULE006"});
        attacks.put(
                "100,000 unknown keys",
                new String[] {
                    rule("r", "x > 0")
                            + IntStream.range(0, 60_000)
                                    .mapToObj(i -> "  k" + i + ": 1\n")
                                    .collect(Collectors.joining()),
                    "RULE005"
                });
        attacks.put(
                "an endless key",
                new String[] {
                    rule("r", "x > 0") + "  ? " + "k".repeat(900_000) + "\n  : 1\n", "RULE005"
                });
        attacks.put(
                "an endless name", new String[] {rule("k".repeat(900_000), "x > 0"), "RULE009"});
        attacks.put(
                "an endless pattern",
                new String[] {
                    rule("r", "x > 0") + "  appliesTo: {entity: '" + "*?".repeat(400_000) + "'}\n",
                    "RULE009"
                });
        attacks.put("lists in lists", new String[] {"[".repeat(500_000), "RULE002"});
        attacks.put("mappings in mappings", new String[] {"{a: ".repeat(200_000), "RULE002"});
        attacks.put(
                "lists in lists, a line each",
                new String[] {"- ".repeat(500_000) + "1\n", "RULE002"});
        attacks.put("questions in questions", new String[] {"? ".repeat(500_000), "RULE002"});
        attacks.put("a billion laughs", new String[] {laughs(), "RULE002"});
        attacks.put(
                "a mapping in itself",
                new String[] {
                    rule("r", "x > 0")
                            .replace("spec:", "spec: &s")
                            .replace("{x: x}", "{x: x}\n  params: *s"),
                    "RULE007"
                });
        attacks.put(
                "a program",
                new String[] {
                    "!!javax.script.ScriptEngineManager [!!java.net.URL [\"http://localhost\"]]\n",
                    "RULE001"
                });
        attacks.put("an open quote", new String[] {"\"" + "\n".repeat(1_000_000), "RULE001"});
        attacks.put(
                "50,000 anchors",
                new String[] {
                    "x: ["
                            + IntStream.range(0, 50_000)
                                    .mapToObj(i -> "&a" + i + " 1")
                                    .collect(Collectors.joining(","))
                            + "]\n",
                    "RULE005"
                });
        attacks.put(
                "numbers that are none",
                new String[] {
                    rule("r", "x > 0")
                            + "  params: {A: 1e400, B: 0x10, C: 1_000, D: 1:30, E: .inf, F: NaN, G: {value: 0, min: .nan}}\n  lateness: 1e999999999s\n",
                    "RULE010"
                });
        attacks.put(
                "durations of a million digits",
                new String[] {
                    rule("r", "x > 0") + "  lateness: " + "9".repeat(500_000) + "s\n", "RULE011"
                });
        attacks.put(
                "two million characters",
                new String[] {rule("r", "x > 0") + "# " + "x".repeat(2_000_000), "RULE002"});
        return attacks.entrySet().stream()
                .map(each -> Arguments.of(each.getKey(), each.getValue()[0], each.getValue()[1]));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("documents")
    void aRuleIsRefusedWithPlaceReasonAndFix(String name, String document, String code) {
        Path file = write("rule.yaml", document);

        Ran ran = guarded("rules", "check", file.toString());

        assertThat(ran.code()).as(name).isEqualTo(2);
        assertThat(ran.out()).contains(": " + code + ": ");
        isShortAndPlain(ran);
        assertThat(ran.out().lines()).allMatch(line -> LINE.matcher(line).matches());
    }

    @Test
    void manyRulesUpToTheLimitAreFine() {
        assertThat(
                        guarded(
                                        "rules",
                                        "check",
                                        write("r.yaml", rules(1_000, "always[0,60s](x > 0)"))
                                                .toString())
                                .out())
                .contains("1000 rules ok");
        String deep = "(".repeat(190) + "x > 0" + ")".repeat(190);
        assertThat(guarded("rules", "check", write("s.yaml", rules(1_000, deep)).toString()).code())
                .isZero();
        assertThat(
                        guarded(
                                        "rules",
                                        "check",
                                        write("t.yaml", "\uFEFF" + rule("r", "x > -0")).toString())
                                .code())
                .isZero();
    }

    @Test
    void giantFilesAreRefusedInLittleMemory() throws Exception {
        Path lines = folder.resolve("lines.yaml");
        Path line = folder.resolve("line.yaml");
        try (BufferedWriter out = Files.newBufferedWriter(lines);
                BufferedWriter other = Files.newBufferedWriter(line)) {
            out.write(rule("r", "x > 0"));
            String million = "x".repeat(1_000_000);
            for (int i = 0; i < 100; i++) {
                out.write("# " + million + "\n");
                other.write(million);
            }
        }
        Path test = write("t.yaml", test("lines.yaml", 1, "1s", "1 x4"));

        Ran check = SmallProcess.run(folder, "rules", "check", lines.toString(), line.toString());
        Ran tests = SmallProcess.run(folder, "rules", "test", line.toString(), test.toString());

        assertThat(check.code()).isEqualTo(2);
        assertThat(check.out().lines())
                .hasSize(2)
                .allMatch(each -> each.contains(":1:1: RULE002: more than 4194304 bytes; fix: "));
        assertThat(tests.code()).isEqualTo(2);
        assertThat(tests.out()).contains(":1:1: TEST002: more than", ":1:1: RULE002: more than");
    }

    @Test
    void messagesThatNameAllThereIsDoNotFillTheMemory() throws Exception {
        String signals =
                IntStream.range(0, 250)
                        .mapToObj(i -> "s" + i + "a".repeat(100) + ": f")
                        .collect(Collectors.joining(", ", "{", "}"));
        String documents =
                IntStream.range(0, 9)
                        .mapToObj(
                                i ->
                                        rule("r" + i, balanced("y", 10_000))
                                                .replace("{x: x}", signals))
                        .collect(Collectors.joining("---\n"));

        Ran ran = SmallProcess.run(folder, "rules", "check", write("r.yaml", documents).toString());

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).hasLineCount(9 * 21).contains("more than 20 problems");
        isShortAndPlain(ran);
    }

    static Stream<Arguments> tests() {
        String looped = "{at: 0s, fields: {x: 1}}";
        for (int i = 0; i < 40; i++) {
            looped = "{together: [" + looped + "]}";
        }
        return Stream.of(
                Arguments.of(
                        "deep nesting",
                        test("r.yaml", 1, "1s", "1")
                                .replace("- {at: 0s", "- " + looped + "\n        - {at: 0s"),
                        "TEST002"),
                Arguments.of(
                        "a billion values", test("r.yaml", 1, "1s", "1 x999999999"), "TEST002"),
                Arguments.of("ages", test("r.yaml", 1, "9e18s", "1 x5"), "TEST011"),
                Arguments.of(
                        "few events and very many moments",
                        test("r.yaml", 1, "1000s", "1 x100000"),
                        "TEST002"),
                Arguments.of(
                        "many cases of some moments each",
                        test("r.yaml", 150, "10s", "1 x900"),
                        "TEST002"),
                Arguments.of("too many cases", test("r.yaml", 5_000, "1s", "1"), "TEST002"),
                Arguments.of(
                        "too many rules", test("many.yaml, many2.yaml", 1, "1s", "1"), "TEST015"),
                Arguments.of(
                        "very many rule files",
                        test("r.yaml" + ", r.yaml".repeat(50_000), 1, "1s", "1"),
                        "TEST002"),
                Arguments.of(
                        "unknown rules among very many",
                        test("many.yaml", 900, "1s", "1")
                                .replace("rule: r", "rule: " + "r".repeat(60)),
                        "TEST012"),
                Arguments.of(
                        "hostile names",
                        test("r.yaml", 1, "1s", "1")
                                .replace("c0", "\"\\u202e\\0\\ud800" + "n".repeat(300_000) + "\""),
                        "TEST009"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("tests")
    void aTestIsRefusedWithPlaceReasonAndFix(String name, String document, String code)
            throws Exception {
        write(
                "r.yaml",
                rule("r", "always[0,60s](x > 0)")
                        + "  sampling: {period: 1ms, maxGap: 1000s}\n  lateness: 1000s\n");
        write("many.yaml", rules(1_000, "x > 0"));
        write("many2.yaml", rules(1_000, "x > 0").replace("{id: r", "{id: s"));
        Path file = write("t.yaml", document);

        Ran ran = SmallProcess.run(folder, "rules", "test", file.toString());

        assertThat(ran.code()).as(name).isEqualTo(2);
        assertThat(ran.out()).contains(": " + code + ": ");
        isShortAndPlain(ran);
    }

    @Test
    void asManyValuesAsATestMayHoldFitIntoLittleMemory() throws Exception {
        write("r.yaml", rule("r", "always[0,60s](x > 0)"));
        String test = test("r.yaml", 200, "1s", "1 x1000");

        Ran ran = SmallProcess.run(folder, "rules", "test", write("t.yaml", test).toString());

        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(ran.out()).contains("200 cases: 200 ok");
    }

    @Test
    void statesThatDoNotFitIntoTheMemoryAreNotMade() throws Exception {
        write("many.yaml", rules(1_000, "always[0,3000s](x > 0)"));
        String test = test("many.yaml", 1, "1s", "1 x4000").replace("      rule: r\n", "");

        Ran ran = SmallProcess.run(folder, "rules", "test", write("t.yaml", test).toString());

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).contains("TEST002: the states of 1000 rules for 1 entities may take");
    }

    @Test
    void tracesThatDoNotFitIntoTheMemoryAreRefused() throws Exception {
        Path big = folder.resolve("big.csv");
        Path bad = folder.resolve("bad.csv");
        try (BufferedWriter out = Files.newBufferedWriter(big);
                BufferedWriter other = Files.newBufferedWriter(bad)) {
            out.write("time,node,entity,x\n");
            other.write("time,node,entity,x\n0,n,a,1\n");
            for (int i = 0; i < 400_000; i++) {
                out.write(i + "000,n,a,1\n");
            }
            String row = "z".repeat(100_000) + "\n";
            for (int i = 0; i < 1_500; i++) {
                other.write(row);
            }
        }
        Path wide = write("wide.csv", "time,node,entity,x\n0,n,a,1\n10000,n,a,1\n");

        Ran many = eval(big, "x > 0");
        Ran rejected = eval(bad, "x > 0");
        Ran fine = eval(wide, "x > 0", "--period", "1us");
        Ran slow = eval(wide, "always eventually (x > 0)", "--period", "100us", "--explain");
        Ran plotted =
                eval(
                        wide,
                        "x > 0",
                        "--period",
                        "1ns",
                        "--plot",
                        folder.resolve("a.svg").toString());

        assertThat(many.err()).hasLineCount(1).contains("big.csv: more than ", "-Xmx4g");
        assertThat(rejected.code()).isEqualTo(2);
        assertThat(rejected.out()).hasLineCount(1);
        assertThat(rejected.err()).hasLineCount(101).contains("1400 more rows left out");
        assertThat(fine.err()).hasLineCount(1).contains("a at 1us would take about", "--period");
        assertThat(slow.err()).hasLineCount(1).contains("explaining the formula on 100001 samples");
        assertThat(plotted.err()).hasLineCount(1).contains("would take about");
        assertThat(Stream.of(many, rejected, fine, slow, plotted)).allMatch(ran -> ran.code() == 2);
        assertThat(folder.resolve("a.svg")).doesNotExist();
    }

    @Test
    void casesThatDoNotFitAreAnsweredWithAnError() throws Exception {
        String ones = "1" + ",1".repeat(200_000);
        String some = "1" + ",1".repeat(100_000);
        String nots = "not ".repeat(150);
        Path cases =
                write(
                        "cases.jsonl",
                        "{\"id\":\"long\",\"formula\":\"x>0\",\"trace\":{\"x\":[1"
                                + ",1".repeat(50_000_000)
                                + "]}}\n"
                                + "{\"id\":\"ahead\",\"formula\":\"always[0,2000000000s](x>0)\",\"trace\":{\"x\":[1]}}\n"
                                + "{\"id\":\"late\",\"formula\":\"x>0\",\"trace\":{\"x\":[1]},\"eval_time\":2147483647}\n"
                                + "{\"id\":\"square\",\"formula\":\"x>0\",\"trace\":{\"x\":["
                                + ones
                                + "]}}\n"
                                + "{\"id\":\"parts\",\"formula\":\""
                                + nots
                                + "(x>0)\",\"trace\":{\"x\":["
                                + some
                                + "]}}\n"
                                + "[".repeat(100_000)
                                + "\n"
                                + "{\"id\":\"\\ud800\\u202e\",\"formula\":\"x>\\u202e0\",\"trace\":{\"x\":[1]}}\n"
                                + "{\"id\":\"last\",\"formula\":\"x>0\",\"trace\":{\"x\":[1]}}\n");

        List<String> offline = answers(cases, "offline");
        List<String> interval = answers(cases, "interval");
        List<String> online = answers(cases, "online");

        assertThat(offline.get(0))
                .startsWith("{\"line\":1,\"error\":\"a line of more than 1048576 characters");
        assertThat(offline.get(4))
                .startsWith("{\"id\":\"parts\",\"error\":\"INPUT_INVALID: the case would take");
        assertThat(offline.get(5)).startsWith("{\"line\":6,\"error\":\"no JSON: ");
        assertThat(offline.get(6)).contains("STL001 at 1:3: found '\\\\u202e'");
        assertThat(interval.get(1)).contains("\"error\":\"STL042");
        assertThat(interval.get(2)).contains("\"error\":\"INPUT_INVALID: the case would take");
        assertThat(interval.get(3))
                .contains("\"error\":\"INPUT_INVALID: the intervals of the case may take");
        assertThat(online.get(1)).contains("\"error\":\"STL042");
        assertThat(Stream.of(offline, interval, online))
                .allMatch(each -> each.size() == 8)
                .allMatch(each -> !each.get(7).contains("error"));
    }

    private List<String> answers(Path cases, String mode) throws Exception {
        Ran ran =
                SmallProcess.run(
                        folder, "rules", "eval", "--cases", cases.toString(), "--mode", mode);
        assertThat(ran.code()).isEqualTo(2);
        return ran.out().lines().toList();
    }

    private Ran eval(Path trace, String formula, String... more) throws Exception {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "rules",
                                "eval",
                                "--trace",
                                trace.toString(),
                                "--formula",
                                formula));
        arguments.addAll(List.of(more));
        return SmallProcess.run(folder, arguments.toArray(String[]::new));
    }

    private static Ran guarded(String... arguments) {
        return assertTimeoutPreemptively(HANG, () -> Ran.command(arguments));
    }

    private static void isShortAndPlain(Ran ran) {
        assertThat(ran.out().lines()).hasSizeLessThanOrEqualTo(1_002);
        assertThat(ran.out().lines()).allMatch(line -> line.length() < LONGEST_LINE);
        assertThat(ran.out().codePoints().filter(c -> c != '\n'))
                .noneMatch(Character::isISOControl)
                .noneMatch(c -> Character.getType(c) == Character.FORMAT)
                .noneMatch(c -> Character.getType(c) == Character.SURROGATE);
    }

    private Path write(String name, String text) {
        try {
            return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] formula(String text, String code) {
        return new String[] {rule("r", text), code};
    }

    private static String rule(String id, String formula) {
        return "apiVersion: egc/v1\nkind: Rule\nmetadata: {id: "
                + id
                + "}\nspec:\n  signals: {x: x}\n  formula: \""
                + formula
                + "\"\n";
    }

    private static String rules(int count, String formula) {
        return IntStream.range(0, count)
                .mapToObj(i -> rule("r" + i, formula))
                .collect(Collectors.joining("---\n"));
    }

    private static String entries(int count, String value) {
        return IntStream.range(0, count)
                .mapToObj(i -> "s" + i + value)
                .collect(Collectors.joining(", ", "{", "}"));
    }

    /** Wide, and not deep. */
    private static String balanced(String leaf, int leaves) {
        return leaves == 1
                ? String.format(leaf, COUNTER.getAndIncrement())
                : "("
                        + balanced(leaf, leaves / 2)
                        + "|"
                        + balanced(leaf, leaves - leaves / 2)
                        + ")";
    }

    private static String laughs() {
        StringBuilder text = new StringBuilder("a: &a [lol, lol, lol]\n");
        for (char c = 'b'; c < 'u'; c++) {
            String before = "*" + (char) (c - 1);
            text.append(c + ": &" + c + " [" + before + (", " + before).repeat(8) + "]\n");
        }
        return text.toString();
    }

    private static String test(String rules, int cases, String every, String values) {
        StringBuilder text =
                new StringBuilder(
                        "apiVersion: egc/v1\nkind: RuleTest\nmetadata: {id: t}\nspec:\n  rules: ["
                                + rules
                                + "]\n  entity: e\n  cases:\n");
        for (int i = 0; i < cases; i++) {
            text.append(
                    "    - name: c"
                            + i
                            + "\n      rule: r\n      given:\n        - {at: 0s, every: "
                            + every
                            + ", fields: {x: ["
                            + values
                            + "]}}\n      expect: {alerts: []}\n");
        }
        return text.toString();
    }
}
