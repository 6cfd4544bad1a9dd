package io.chronofabric.state.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.core.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormulaCaseJsonTest {
    @Test
    void aCaseHasItsColumnsInOrderOfName() {
        FormulaCase read =
                FormulaCaseJson.read(
                        "{\"id\":\"1\",\"formula\":\"x > y\",\"more\":[],\"trace\":"
                                + "{\"time\":[0,1],\"y\":[1,\"-inf\"],\"x\":[2.5,\"inf\"]}}");

        assertThat(read.id()).isEqualTo("1");
        assertThat(read.formula()).isEqualTo("x > y");
        assertThat(read.length()).isEqualTo(2);
        assertThat(read.columns().keySet()).containsExactly("x", "y");
        assertThat(read.columns().get("x")).containsExactly(2.5, Double.POSITIVE_INFINITY);
        assertThat(read.columns().get("y")).containsExactly(1, Double.NEGATIVE_INFINITY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "nothing|no JSON",
                "[]|not a JSON object",
                "{\"id\":1}|id is missing or no text",
                "{\"id\":\"1\",\"id\":\"2\"}|no JSON",
                "{\"id\":\"1\"}|formula is missing",
                "{\"id\":\"1\",\"formula\":\"x\"}|trace is missing",
                "{\"id\":\"1\",\"formula\":\"x\",\"trace\":{\"x\":1}}|trace.x is no list",
                "{\"id\":\"1\",\"formula\":\"x\",\"trace\":{\"x\":[true]}}|expected: a number",
                "{\"id\":\"1\",\"formula\":\"x\",\"trace\":{\"time\":[0],\"x\":[1,2]}}|2 values"
            })
    void aLineThatIsNoCaseSaysWhy(String line, String why) {
        assertThatThrownBy(() -> FormulaCaseJson.read(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void answersAreObjectsOnALine() {
        assertThat(FormulaCaseJson.robustness("a", new double[] {1, Double.NEGATIVE_INFINITY, 0.1}))
                .isEqualTo("{\"id\":\"a\",\"robustness\":[1.0,\"-inf\",0.1]}");
        assertThat(FormulaCaseJson.refusal("a", "no")).isEqualTo("{\"id\":\"a\",\"error\":\"no\"}");
        assertThat(FormulaCaseJson.malformed(3, "no")).isEqualTo("{\"line\":3,\"error\":\"no\"}");
        assertThat(FormulaCaseJson.sample(5, "e", Double.POSITIVE_INFINITY))
                .isEqualTo("{\"time\":5,\"entity\":\"e\",\"robustness\":\"inf\"}");
    }

    @Test
    void aProblemIsAnObjectToo() {
        assertThat(ProblemJson.write(Problem.warning("R1", "f.yaml", 2, 3, "so \"it\" is", "x")))
                .isEqualTo(
                        "{\"severity\":\"warning\",\"code\":\"R1\",\"file\":\"f.yaml\",\"line\":2,"
                                + "\"column\":3,\"reason\":\"so \\\"it\\\" is\",\"fix\":\"x\"}");
    }
}
