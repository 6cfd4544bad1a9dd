package io.chronofabric.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.clogic.egc.stl.Formula;
import io.chronofabric.clogic.egc.stl.StlContext;
import io.chronofabric.clogic.egc.stl.StlParser;
import io.chronofabric.core.ChronoFabricException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvaluationCostTest {
    private static final StlContext CONTEXT =
            new StlContext(1_000_000_000L, List.of("x"), Map.of("W", 1e9), Long.MAX_VALUE);

    @ParameterizedTest
    @CsvSource({
        "x > 0, 50000000",
        "always (x > 0), 50000000",
        "'always eventually[0,60s] (x > 0)', 20000000",
        "always eventually (x > 0), 40000"
    })
    void whatTakesSecondsIsExplained(String formula, long length) {
        assertThatCode(() -> EvaluationCost.demandExplainable(parsed(formula), CONTEXT, length))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "always eventually (x > 0), 50000",
        "'always[0,$W s] eventually[0,$W s] (x > 0)', 50000",
        "'always ((x > 0) until (x > 1))', 50000",
        "'historically (not once[0,9000h] (x > 0))', 50000"
    })
    void aWindowInAWindowIsNotLookedThroughForMinutes(String formula, long length) {
        assertThatThrownBy(() -> EvaluationCost.demandExplainable(parsed(formula), CONTEXT, length))
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("explaining the formula on 50000 samples may take 2.5e+09");
    }

    @Test
    void eachPartCounts() {
        assertThat(EvaluationCost.parts(parsed("x > 0")))
                .isLessThan(EvaluationCost.parts(parsed("not (x > 0)")))
                .isBetween(3.0, 6.0);
        assertThat(EvaluationCost.parts(parsed("not ".repeat(99) + "(x > 0)"))).isGreaterThan(99);
    }

    private static Formula parsed(String formula) {
        return StlParser.parse(formula).formula();
    }
}
