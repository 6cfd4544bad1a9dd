package io.chronofabric.clogic.egc.stl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StlCompilerTest {

    private static final long SECOND = 1_000_000_000L;
    private static final StlContext CONTEXT =
            new StlContext(
                    SECOND,
                    List.of("latency", "errors", "load"),
                    Map.of("T", 250.0, "W", 2.0, "half", 0.5, "below", -1.0, "tiny", 1e-12),
                    1 << 20);

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "latncy > 0; STL030; 1; did you mean latency?",
                "load > 0 and q > 0; STL030; 14; declare it",
                "load > $quota; STL032; 8; declare it",
                "load > $hlf; STL032; 8; did you mean half?",
                "G[0,$Q] load; STL032; 2; declare it",
                "load > 0 until errors > 0; STL040; 1; such as until[0,60s]",
                "G load > 0; STL040; 1; such as always[0,60s]",
                "once F load > 0; STL040; 6; such as eventually[0,60s]",
                "load unless errors; STL040; 1; such as unless[0,60s]",
                "G[0,500ms] load; STL041; 2; change the bound or the period",
                "G[0,$half s] load; STL041; 2; change the bound or the period",
                "G[$below,3] load; STL041; 2; ",
                "G[0,$tiny] load; STL041; 2; ",
                "G[5,3] load; STL041; 2; write the nearer bound first",
                "load since[3,$W] errors; STL041; 11; write the nearer bound first",
                "load > 0 and G[0,100000] errors > 0; STL042; 14; shorten this window",
                "O[0,292y] load > 0; STL001; 8; ",
                "O[0,100000d] load > 0; STL042; 1; shorten this window",
                "load U[0,100000d] errors; STL042; 1; shorten this window",
                "O[100000d,100000d] load > 0; STL042; 1; shorten this window",
            })
    void aBadFormulaIsRefused(String text, String code, int column, String fix) {
        StlParser.Result parsed = StlParser.parse(text);
        List<StlProblem> problems =
                parsed.formula() == null
                        ? parsed.problems()
                        : StlCompiler.compile(parsed.formula(), CONTEXT).problems();
        assertThat(problems).extracting(StlProblem::code).containsExactly(code);
        assertThat(problems.get(0).column()).isEqualTo(column);
        assertThat(problems.get(0).fix()).contains(fix == null ? "" : fix);
        assertThat(StlCode.valueOf(code).meaning()).isNotBlank();
    }

    @Test
    void allProblemsComeAtOnceAndThereIsNoPlan() {
        StlCompiler.Result result =
                StlCompiler.compile(
                        StlParserTest.formula("always (foo > $Y) and G[0,500ms] bar > 0"), CONTEXT);
        assertThat(result.plan()).isNull();
        assertThat(result.problems())
                .extracting(StlProblem::code)
                .containsExactly("STL040", "STL030", "STL032", "STL041", "STL030");
    }

    @Test
    void withNothingDeclaredTheMessageSaysSo() {
        StlContext empty = new StlContext(SECOND, List.of(), Map.of(), 1 << 20);
        assertThat(StlCompiler.compile(StlParserTest.formula("x > 0"), empty).problems())
                .extracting(StlProblem::reason)
                .containsExactly("unknown signal x (none is declared)");
    }

    @Test
    void lookingTooFarAheadIsRefusedThoughItCostsNoMemory() {
        StlContext fine = new StlContext(1, List.of("x"), Map.of(), 1 << 20);
        assertThat(
                        StlCompiler.compile(StlParserTest.formula("G[100d,100d] x > 0"), fine)
                                .problems())
                .extracting(StlProblem::code)
                .containsExactly("STL042");
        assertThat(
                        StlCompiler.compile(
                                        StlParserTest.formula(
                                                "G[90000d,90000d] F[90000d,90000d] x > 0"),
                                        fine)
                                .problems())
                .extracting(StlProblem::reason)
                .singleElement()
                .asString()
                .contains("looks too far ahead");
    }

    @Test
    void tooManyPredicatesAreRefused() {
        StlContext context = new StlContext(SECOND, List.of("x"), Map.of(), 1L << 30);
        assertThat(StlCompiler.compile(balanced(0, 4095), context).plan().predicates())
                .isEqualTo(4095);
        assertThat(StlCompiler.compile(balanced(0, 4096), context).problems())
                .extracting(StlProblem::reason)
                .containsExactly("4096 predicates (expected: at most 4095)");
    }

    private static Formula balanced(int from, int to) {
        if (to - from == 1) {
            return StlParserTest.formula("x > " + from);
        }
        int middle = (from + to) / 2;
        return new Formula.Joined(
                Formula.Connective.AND, balanced(from, middle), balanced(middle, to), Span.NOWHERE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "load > 0; 0; 0",
                "G[0,60s] load > 0; 60; 0",
                "G[2,3] F[4,5] load > 0; 8; 0",
                "O[1,4] load > 0; 0; 4",
                "G[2,3] O[1,4] load > 0; 3; 2",
                "O[1,4] G[2,3] load > 0; 3; 2",
                "load > 0 U[1,3] errors > 0; 3; 0",
                "load > 0 S[1,3] errors > 0; 0; 3",
                "load > 0 W[1,3] errors > 0; 3; 0",
                "rise(load > 0) and X errors > 0; 1; 1",
                "X Y load > 0; 1; 0",
                "O load > 0; 0; 9223372036854775807",
                "G[0,5] (load S errors); 5; 9223372036854775807",
            })
    void aPlanKnowsHowFarItLooks(String text, long future, long past) {
        StlPlan plan = compiled(text);
        assertThat(plan.future()).isEqualTo(future);
        // O[1,4] G[2,3] looks back 4 from the moment, where G looks ahead at least 2 again.
        assertThat(plan.past()).isGreaterThanOrEqualTo(past);
        assertThat(plan.past() == Long.MAX_VALUE).isEqualTo(past == Long.MAX_VALUE);
    }

    @Test
    void aPlanReadsOnlyTheSignalsOfTheFormulaInOrderOfDeclaration() {
        StlPlan plan = compiled("load > 0 and latency < $T or latency < $T");
        assertThat(plan.signals()).containsExactly("latency", "load");
        assertThat(plan.predicates()).isEqualTo(2);
        assertThat(plan.predicate(0)).isEqualTo("load > 0");
        assertThat(plan.predicate(1)).isEqualTo("latency < $T");
    }

    @Test
    void aBareNumberIsInSecondsWhateverThePeriod() {
        StlContext fast = new StlContext(100_000_000L, List.of("x"), Map.of(), 1 << 20);
        assertThat(StlCompiler.compile(StlParserTest.formula("G[0,2] x > 0"), fast).plan().future())
                .isEqualTo(20);
    }

    @Test
    void equalPartsAreSteppedOnceAndStoredOnce() {
        String part = "(once[1,300] load > 0)";
        StlPlan once = compiled(part + " and errors > 0");
        StlPlan twice = compiled(part + " and (errors > 0 or " + part + ")");
        assertThat(twice.stateBytes() - once.stateBytes()).isLessThanOrEqualTo(16);
        // always and historically over equally long windows are one computation, too.
        StlPlan mixed = compiled("O[0,300] load > 0 or F[0,300] load > 0");
        assertThat(mixed.stateBytes()).isLessThan(2 * compiled("O[0,300] load > 0").stateBytes());
    }

    @Test
    void stateIsProportionalToTheBounds() {
        // A window over a predicate: 16 bytes a sample, rounded up to a power of two.
        assertThat(compiled("G[0,1000] load > 0").stateBytes()).isBetween(16_384L, 16_600L);
        // Over a composed part: 8 bytes more.
        assertThat(compiled("O[0,1000] (load > 0 or errors > 0)").stateBytes())
                .isBetween(24_576L, 24_700L);
        assertThat(compiled("load U[0,1000] errors").stateBytes()).isBetween(24_000L, 24_200L);
        assertThat(compiled("load S[0,1000] (load > 0 or errors > 0)").stateBytes())
                .isBetween(40_000L, 40_200L);
        assertThat(compiled("O[1000,1000] load > 0").stateBytes()).isBetween(8_000L, 8_200L);
        assertThat(compiled("O[1000,1000] (load > 0 or errors > 0)").stateBytes())
                .isBetween(16_000L, 16_200L);
        assertThat(compiled("G[1000,1000] load > 0").stateBytes()).isLessThan(300);
    }

    @Test
    void aStateTakesWhatThePlanSaysToTheByte() {
        int object = 32;
        int arrayHeader = 16;
        for (String formula :
                List.of(
                        "load > 0",
                        "G[0,1000] (load > 0 -> F[0,100] errors > 0)",
                        "(load S[3,70] errors) and (load U[2,9] rise(errors))",
                        manyOperators())) {
            StlPlan plan = compiled(formula);
            StlState state = plan.newState();
            assertThat(plan.stateBytes())
                    .as(formula)
                    .isEqualTo(
                            object
                                    + 2 * arrayHeader
                                    + 8L * (state.doubles.length + state.longs.length));
        }
    }

    @Test
    void aFormulaOfMoreOperatorsThanOneMethodTakesGivesTheSameAnswers() {
        StlPlan plan = compiled(manyOperators());
        StlPlan few = compiled("once[0,3] (load > 0)");
        StlState state = plan.newState();
        StlState expected = few.newState();
        for (int t = 0; t < 50; t++) {
            double load = t * 7 % 11 - 5;
            assertThat(plan.step(state, new double[] {0, load})).isTrue();
            few.step(expected, new double[] {load});
            assertThat(state.robustness()).isEqualTo(expected.robustness());
            assertThat(state.decidingIndex()).isEqualTo(expected.decidingIndex());
            assertThat(plan.predicate(state.decidingPredicate())).isEqualTo("load > 0");
        }
    }

    private static String manyOperators() {
        StringBuilder formula = new StringBuilder("once[0,3] (load > 0)");
        for (int i = 0; i < PlanCode.MAX_COMPILED; i++) {
            formula.append(" or errors > ").append(1000 + i);
        }
        return formula.toString();
    }

    @Test
    void contextsAreChecked() {
        assertThatThrownBy(() -> new StlContext(0, List.of(), Map.of(), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("periodNanos: 0 (expected: >= 1)");
        assertThatThrownBy(() -> new StlContext(1, List.of("a", "a"), Map.of(), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[a, a]");
        assertThatThrownBy(() -> new StlContext(1, List.of(), Map.of("p", Double.NaN), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("param p: NaN");
    }

    private static StlPlan compiled(String text) {
        StlCompiler.Result result = StlCompiler.compile(StlParserTest.formula(text), CONTEXT);
        assertThat(result.plan()).as("%s: %s", text, result.problems()).isNotNull();
        return result.plan();
    }
}
