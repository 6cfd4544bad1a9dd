package io.chronofabric.clogic.egc.stl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OfflineEvaluatorTest {

    private static final StlContext CONTEXT =
            new StlContext(1_000_000_000L, List.of("x", "y"), Map.of(), 0);
    private static final double INF = Double.POSITIVE_INFINITY;

    @Test
    void unboundedFutureIsJudgedToTheEndOfTheTrace() {
        assertThat(evaluate("always x > 0", 3, 1, 2)).containsExactly(1, 1, 2);
        assertThat(evaluate("x > 0 until x > 2", 1, 2, 3)).containsExactly(1, 1, 1);
        assertThat(evaluate("x > 0 unless x > 5", 1, 2, 3)).containsExactly(1, 2, 3);
    }

    @Test
    void windowsBeyondTheTraceAreEmpty() {
        assertThat(evaluate("always[9,99d] x > 0", 3, 1, 2)).containsExactly(INF, INF, INF);
        assertThat(evaluate("once[3,9] x > 0", 3, 1, 2)).containsExactly(-INF, -INF, -INF);
        assertThat(evaluate("x since[1,99d] x", 3, 1, 2)).containsExactly(-INF, 1, 1);
    }

    @Test
    void anEmptyTraceHasNoMargins() {
        assertThat(evaluate("always[0,3] rise(x) until next x")).isEmpty();
    }

    @Test
    void theTraceIsNotChanged() {
        double[] x = {1, -2, 3};
        double[] y = {0, 0, 0};
        double[] margins =
                OfflineEvaluator.evaluate(
                        StlParserTest.formula("x"), CONTEXT, new double[][] {x, y}, 3);
        margins[0] = 99;
        assertThat(x).containsExactly(1, -2, 3);
    }

    @Test
    void whatCannotBeJudgedIsRefused() {
        Formula unknown = StlParserTest.formula("q > 0");
        assertThat(OfflineEvaluator.check(unknown, CONTEXT))
                .extracting(StlProblem::code)
                .containsExactly("STL030");
        assertThat(OfflineEvaluator.check(StlParserTest.formula("always x"), CONTEXT)).isEmpty();
        double[][] columns = {{1}, {2}};
        assertThatThrownBy(() -> OfflineEvaluator.evaluate(unknown, CONTEXT, columns, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("STL030: unknown signal q");
        Formula known = StlParserTest.formula("x > 0");
        assertThatThrownBy(() -> OfflineEvaluator.evaluate(known, CONTEXT, columns, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("column of 1 samples (expected: >= 2)");
        assertThatThrownBy(() -> OfflineEvaluator.evaluate(known, CONTEXT, new double[][] {{1}}, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1 columns");
    }

    private static double[] evaluate(String text, double... x) {
        return OfflineEvaluator.evaluate(
                StlParserTest.formula(text),
                CONTEXT,
                new double[][] {x, new double[x.length]},
                x.length);
    }
}
