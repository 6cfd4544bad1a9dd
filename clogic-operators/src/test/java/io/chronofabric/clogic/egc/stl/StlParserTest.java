package io.chronofabric.clogic.egc.stl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.core.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StlParserTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            maxCharsPerColumn = 200,
            value = {
                "x + y * z > 0                   = x + (y * z) > 0",
                "x - y - z > 0                   = (x - y) - z > 0",
                "x - (y - z) > 0                 = x - (y - z) > 0",
                "x / y / z > 0                   = (x / y) / z > 0",
                "-x * y > 0                      = (-x) * y > 0",
                "-x + y > 0                      = (-x) + y > 0",
                "x - -y > 0                      = x - (-y) > 0",
                "not x > 0 and y > 0             = (not (x > 0)) and (y > 0)",
                "always x > 0 and y > 0          = (always (x > 0)) and (y > 0)",
                "not always x > 0                = not (always (x > 0))",
                "always not x > 0 until y > 0    = (always (not (x > 0))) until (y > 0)",
                "a > 0 until b > 0 and c > 0     = ((a > 0) until (b > 0)) and (c > 0)",
                "a > 0 and b > 0 until c > 0     = (a > 0) and ((b > 0) until (c > 0))",
                "a > 0 or b > 0 and c > 0        = (a > 0) or ((b > 0) and (c > 0))",
                "a > 0 or b > 0 -> c > 0         = ((a > 0) or (b > 0)) -> (c > 0)",
                "a > 0 -> b > 0 -> c > 0         = ((a > 0) -> (b > 0)) -> (c > 0)",
                "a > 0 -> b > 0 <-> c > 0        = ((a > 0) -> (b > 0)) <-> (c > 0)",
                "a > 0 <-> b > 0 xor c > 0       = ((a > 0) <-> (b > 0)) xor (c > 0)",
                "a since[0,1] b until[0,2] c     = (a since[0,1] b) until[0,2] c",
                "a > 0 and not b > 0 or c > 0    = ((a > 0) and (not (b > 0))) or (c > 0)",
            })
    void precedenceIsThatOfTheLanguage(String text, String parenthesized) {
        assertThat(formula(text)).isEqualTo(formula(parenthesized));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "G[0:3] x; always[0s,3s] x",
                "F[1,2] x; eventually[1,2] x",
                "H x; historically x",
                "O[0,1] x; once[0,1] x",
                "x U[0,1] y; x until[0,1] y",
                "x W[0,1] y; x unless[0,1] y",
                "x S y; x since y",
                "Y x; prev x",
                "sY x; s_prev x",
                "X x; next x",
                "sX x; s_next x",
                "! x > 0 & y > 0 && z > 0; not x > 0 and y > 0 and z > 0",
                "x > 0 | y > 0 || z > 0; x > 0 or y > 0 or z > 0",
                "x implies y; x -> y",
                "x iff y; x <-> y",
                "x !== y; x != y",
                "TRUE; true",
                "FALSE; false",
                "x > .5; x > 0.5",
                "x > 1e2; x > 100",
                "x > 1. /* one */ // two; x > 1",
                "G[0,1min] x; G[0,60s] x",
                "G[0,2h] x; G[0,7200] x",
                "G[0,1d] x; G[0,24h] x",
                "G[0,1500us] x; G[0,1.5ms] x",
                "G[0,1us] x; G[0,1000ns] x",
            })
    void aliasesAndUnitsMeanTheSame(String text, String plain) {
        assertThat(formula(text)).isEqualTo(formula(plain));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "always[0,60s]((lat > $T) -> eventually[0,10s](lat <= $T));"
                        + "always[0,60s] (lat > $T -> eventually[0,10s] (lat <= $T))",
                "a>0 and b>0 and c>0; a > 0 and b > 0 and c > 0",
                "a>0 or (b>0 or c>0); a > 0 or (b > 0 or c > 0)",
                "rise(x>0) since[100ms,$W min] y>=-3; rise(x > 0) since[100ms,$W min] y >= -3",
                "pow(x, 2) + abs(-y) * 1e30 < 0.25; pow(x, 2) + abs(-y) * 1.0E30 < 0.25",
                "not not true; not (not true)",
                "x xor y <-> z; x xor (y <-> z)",
                "x until y; x until y",
                "cpu.load.avg > min; cpu.load.avg > min",
            })
    void canonicalTextIsReadable(String text, String canonical) {
        assertThat(formula(text)).hasToString(canonical);
    }

    @Test
    void formulasCompareByStructureAndNotByPlace() {
        Formula one = formula("x > 0");
        Formula other = formula("  (x>0)");
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other).isNotEqualTo(formula("x > 1"));
        assertThat(one.at().column()).isEqualTo(1);
        assertThat(other.at().column()).isEqualTo(4);
    }

    @Test
    void everyNodeKnowsWhereItStands() {
        Formula.Joined and = (Formula.Joined) formula("x > 0\n and always[0,1] abs(y) < 2");
        assertThat(places(and.left())).containsExactly(1, 1, 5);
        Formula.Windowed always = (Formula.Windowed) and.right();
        assertThat(places(always)).containsExactly(2, 6, 22);
        assertThat(places(((Formula.Comparison) always.operand()).left()))
                .containsExactly(2, 18, 6);
        assertThat(always.interval().at().column()).isEqualTo(12);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "-",
            value = {
                "x >; 1; 4; the formula ends; -",
                "x > 0 and; 1; 10; the formula ends where; -",
                "(x > 0; 1; 7; '(' in line 1, column 1 is never closed; close it",
                "(x > 0) and G[0,1] (y > 0; 1; 26; column 20 is never closed; close it",
                "(x > 0]; 1; 7; found ']' where an operator; -",
                "x > 0); 1; 6; closes nothing; remove it",
                "x >< 1; 1; 4; found '<' where a signal; -",
                "x > 0 and y = 1; 1; 13; found '='; write == to compare",
                "x > 0 untill y > 0; 1; 7; found 'untill'; did you mean until?",
                "x > 0 blah y > 0; 1; 7; found 'blah'; -",
                "x > 0 and and y > 0; 1; 11; found 'and' where a signal; -",
                "G > 3; 1; 3; found '>'; 'G' is the name of an operator",
                "x > 0 U; 1; 8; the formula ends; 'U' is the name of an operator",
                "G[0,5 x > 3; 1; 9; found '>' inside an interval; write an interval",
                "G[0 x; 1; 6; the formula ends inside an interval; write an interval",
                "G[0,inf] x; 1; 5; found 'inf' inside an interval; write an interval",
                "rise x > 0; 1; 6; rise needs its operand in parentheses; write rise(x > 0)",
                "x # y; 1; 3; found '#' where an operator; -",
                "# > y; 1; 1; found '#' where a signal; -",
                "x > \"0\"; 1; 5; found '\"' where a signal; -",
                "1e999 < x; 1; 1; 1e999 is too large; -",
                "0 < x < 1; 1; 1; < needs a number here; join two comparisons by and",
                "not x + y > 0 and abs(x > 0) > 1; 1; 23; abs needs a number here; -",
                "x + not y > 0; 1; 5; + needs a number; -",
                "-(x > 0); 1; 2; - needs a number; -",
                "G[0,5sec] x; 1; 6; unknown unit sec; use one of ns",
            })
    void aSyntaxErrorSaysWhereAndWhat(
            String text, int line, int column, String reason, String fix) {
        StlParser.Result result = StlParser.parse(text);
        assertThat(result.formula()).isNull();
        StlProblem problem = result.problems().get(0);
        assertThat(problem.code()).isEqualTo("STL001");
        assertThat(problem.isError()).isTrue();
        assertThat(problem.reason()).contains(reason);
        assertThat(problem.fix()).contains(fix == null ? "" : fix);
        assertThat(List.of(problem.line(), problem.column())).containsExactly(line, column);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t", "// x > 0", "/* x"})
    void nothingIsNoFormula(String text) {
        assertThat(StlParser.parse(text).formula()).isNull();
        assertThat(codes(text)).containsExactly("STL001");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "sqrt(x, y) > 0; sqrt: 2 arguments (expected: 1)",
                "pow(x) > 0; pow: 1 arguments (expected: 2)",
                "exp() > 0; exp: 0 arguments (expected: 1)",
                "sqr(x) > 0; unknown function sqr",
                "alwys(x > 0); unknown function alwys",
                "log(x) > 0; log: 1 arguments (expected: 2)",
                "lg(x) > 0; unknown function lg",
            })
    void aWrongCallIsRefused(String text, String reason) {
        List<StlProblem> problems = StlParser.parse(text).problems();
        assertThat(problems).extracting(StlProblem::code).containsExactly("STL031");
        assertThat(problems.get(0).reason()).contains(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "alwys[0,3s](x > 0); 1; did you mean always?",
                "x > 0 and evntually[0:3] x > 1; 11; did you mean eventually?",
                "alwys(x > 0); 1; did you mean always?",
            })
    void aMisspeltOperatorIsRecognizedWhereItStands(String text, int column, String fix) {
        List<StlProblem> problems = StlParser.parse(text).problems();
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).column()).isEqualTo(column);
        assertThat(problems.get(0).fix()).isEqualTo(fix);
    }

    @Test
    void aMisspeltFunctionIsRecognized() {
        assertThat(StlParser.parse("sqr(x) > 0").problems().get(0).fix())
                .isEqualTo("did you mean sqrt?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "G[-1,5] x",
                "G[0,-$W] x",
                "G[0,0.5ns] x",
                "G[0,400000d] x",
                "G[0,1e999999999] x",
                "G[0,1e99999999999] x",
                "G[0,1e-999999999] x",
            })
    void anImpossibleBoundIsRefused(String text) {
        assertThat(codes(text)).containsExactly("STL041");
    }

    @Test
    void severalProblemsAreReportedTogetherInOrder() {
        assertThat(codes("foo(x) > 0 and G[-1,2] (bar(y) > (z > 0))"))
                .containsExactly("STL031", "STL041", "STL031", "STL001");
    }

    @Test
    void anUnparenthesizedChainOfImplicationsIsWarnedOf() {
        StlParser.Result result = StlParser.parse("a -> b -> c");
        assertThat(result.formula()).isNotNull();
        StlProblem warning = result.problems().get(0);
        assertThat(warning.code()).isEqualTo("STL060");
        assertThat(warning.severity()).isEqualTo(Problem.Severity.WARNING);
        assertThat(warning.isError()).isFalse();
        assertThat(warning.column()).isEqualTo(8);
        assertThat(codes("(a -> b) -> c")).isEmpty();
        assertThat(codes("a -> (b -> c)")).isEmpty();
    }

    @Test
    void textBeyondTheLimitIsRefused() {
        assertThat(StlParser.parse("x" + " ".repeat(StlParser.MAX_LENGTH - 1)).formula())
                .isNotNull();
        StlProblem problem =
                StlParser.parse("x" + " ".repeat(StlParser.MAX_LENGTH)).problems().get(0);
        assertThat(problem.reason()).contains("65537").contains("65536");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "(;x;);",
                "not ;x;;",
                "!;x;;",
                "-;x;;",
                ";x; + x;",
                "x and ;x;;",
                "x or y and ;x;;",
                "x xor y <-> z -> a or b and c until -1 < 1 + 2 * (;x;);",
                "abs(;x;);",
                "rise(;x;);",
                "G[0,1];x;;",
                ";x; until y;",
                "abs(x, ;x;);",
            })
    void nestingBeyondTheLimitIsRefusedWithoutOverflow(String before, String middle, String after) {
        String open = before == null ? "" : before;
        String close = after == null ? "" : after;
        int times = (StlParser.MAX_LENGTH - 1) / (open.length() + close.length());
        StlParser.Result result =
                StlParser.parse(open.repeat(times) + middle + close.repeat(times));
        assertThat(result.formula()).isNull();
        assertThat(result.problems()).extracting(StlProblem::code).containsOnly("STL001");
        assertThat(result.problems().get(0).reason()).contains("nests deeper than 200");
    }

    @Test
    void nestingUpToTheLimitIsRead() {
        int times = StlParser.MAX_DEPTH - 1;
        assertThat(StlParser.parse("(".repeat(times) + "x" + ")".repeat(times)).formula())
                .isEqualTo(formula("x"));
        Formula deep = formula("not ".repeat(times) + "x");
        assertThat(formula("not ".repeat(times) + "x")).isEqualTo(deep).hasSameHashCodeAs(deep);
        assertThat(deep.toString()).hasSizeGreaterThan(4 * times);
    }

    @Test
    void anUnclosedAttackIsRefusedToo() {
        assertThat(codes("(".repeat(StlParser.MAX_LENGTH))).containsExactly("STL001");
        assertThat(codes("[".repeat(StlParser.MAX_LENGTH))).containsExactly("STL001");
        assertThat(codes("G[0,".repeat(16_000))).containsExactly("STL001");
        assertThat(codes("#".repeat(StlParser.MAX_LENGTH))).containsExactly("STL001");
    }

    @Test
    void theUsersPageListsEveryCodeWithItsMeaning() throws IOException {
        Path page =
                Path.of(System.getProperty("chronofabric.root", ".."), "docs", "rules-language.md");
        String text = Files.readString(page);
        for (StlCode code : StlCode.values()) {
            assertThat(text).contains("| " + code + " | " + code.meaning());
        }
    }

    @Test
    void builtFormulasAreChecked() {
        Formula.Literal one = new Formula.Literal(1, Span.NOWHERE);
        assertThatThrownBy(() -> new Formula.Literal(Double.NaN, Span.NOWHERE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Formula.Call(Formula.Function.POW, List.of(one), Span.NOWHERE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pow: 1 arguments (expected: 2)");
        assertThatThrownBy(() -> new Bound.Fixed(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new Span(1, 2, 3)).isEqualTo(Span.NOWHERE).hasSameHashCodeAs(Span.NOWHERE);
    }

    private static List<Integer> places(Formula formula) {
        return List.of(formula.at().line(), formula.at().column(), formula.at().length());
    }

    private static List<String> codes(String text) {
        return StlParser.parse(text).problems().stream().map(StlProblem::code).toList();
    }

    static Formula formula(String text) {
        StlParser.Result result = StlParser.parse(text);
        assertThat(result.formula()).as("%s: %s", text, result.problems()).isNotNull();
        return result.formula();
    }
}
