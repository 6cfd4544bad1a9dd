package io.chronofabric.clogic.egc.cep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.clogic.egc.RuleCheck;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.Problem;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Verdict;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineChoiceTest {
    private static final String LONG = "rise(x > 0) -> eventually[0,6h] rise(y > 0)";
    private static final Rule.Sampling FINE =
            new Rule.Sampling(1, 0, Rule.Fill.HOLD, 12 * 3_600_000L);

    @Test
    void aSequenceWhoseMonitorIsTooLargeGoesToCepAndItIsSaidWhy() {
        EngineChoice.Result chosen = EngineChoice.of(List.of(auto(LONG)));
        assertThat(chosen.problems()).isEmpty();
        assertThat(chosen.monitored()).isEmpty();
        assertThat(chosen.sequences()).hasSize(1);
        assertThat(chosen.remarks())
                .singleElement()
                .asString()
                .contains("test/sequence@1 runs on Flink CEP")
                .contains(RuleCheck.MAX_STATE_BYTES + " bytes");
    }

    @Test
    void aSequenceThatAMonitorCanHoldStaysWithIt() {
        EngineChoice.Result chosen =
                EngineChoice.of(
                        List.of(
                                with(
                                        "rise(x > 0) -> eventually[0,1s] rise(y > 0)",
                                        new Rule.Sampling(10, 0, Rule.Fill.HOLD, 100),
                                        Rule.Engine.AUTO)));
        assertThat(chosen.monitored()).hasSize(1);
        assertThat(chosen.sequences()).isEmpty();
        assertThat(chosen.remarks()).isEmpty();
    }

    @Test
    void whoAsksForTheMonitorGetsItOrIsToldWhyNot() {
        EngineChoice.Result chosen =
                EngineChoice.of(List.of(with(LONG, FINE, Rule.Engine.MONITOR)));
        assertThat(chosen.sequences()).isEmpty();
        assertThat(chosen.problems()).extracting(Problem::code).containsExactly("STL042");
    }

    @Test
    void whatIsTooLargeAndNoSequenceIsToldAsBefore() {
        EngineChoice.Result chosen =
                EngineChoice.of(List.of(auto("rise(x > 0) -> (x > 0 until[0,6h] y > 0)")));
        assertThat(chosen.problems()).extracting(Problem::code).containsExactly("STL042");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "x > 0; it is no implication",
                "x > 0 -> y > 0; no eventually[a,b] or always[a,b]",
                "x > 0 -> once[0,1s] y > 0; no eventually[a,b] or always[a,b]",
                "once[0,1s] x > 0 -> eventually[0,1s] y > 0; once[0,1s] (x > 0) is not decided",
                "x > 0 -> eventually[0,1s] (y > 0 and eventually[0,1s] x > 1); is not decided by",
                "x > 0 -> eventually[0,1s] next y > 0; is not decided by a sample"
            })
    void whatIsNoSequenceIsToldWhyNot(String formula, String reason) {
        EngineChoice.Result chosen = EngineChoice.of(List.of(with(formula, FINE, Rule.Engine.CEP)));
        assertThat(chosen.sequences()).isEmpty();
        Problem problem = chosen.problems().get(0);
        assertThat(problem.code()).isEqualTo("RULE108");
        assertThat(problem.reason())
                .contains(reason)
                .contains("trigger -> eventually[a,b] response");
    }

    @Test
    void otherMistakesHaveTheirOwnCodes() {
        assertThat(codes("x > 0 -> eventually[0,1s] z > 0")).containsExactly("STL030");
        assertThat(codes("x > 0 -> eventually y > 0")).containsExactly("STL040");
        assertThat(codes("x > 0 -> eventually[0,1500us] y > 0")).containsExactly("STL041");
        assertThat(codes("x > 0 -> eventually[0,200000d] y > 0")).isNotEmpty();
        assertThat(codes("true -> eventually[0,1s] false")).containsExactly("RULE101");
        assertThat(codes("x >")).containsExactly("STL001");
    }

    @Test
    void correctionsAndRepetitionsAreNotToBeHadFromCep() {
        Rule corrections =
                SequenceCases.rule(
                        LONG,
                        FINE,
                        Rule.Engine.CEP,
                        Set.of(Verdict.Kind.VERDICT, Verdict.Kind.CORRECTION),
                        new Rule.Report.OnChange());
        Rule every =
                SequenceCases.rule(
                        LONG,
                        FINE,
                        Rule.Engine.AUTO,
                        Set.of(Verdict.Kind.VERDICT),
                        new Rule.Report.Every());
        assertThat(EngineChoice.of(List.of(corrections)).problems())
                .extracting(Problem::code)
                .containsExactly("RULE109");
        assertThat(EngineChoice.of(List.of(every)).problems())
                .extracting(Problem::code)
                .containsExactly("RULE110");
        assertThatThrownBy(() -> EngineChoice.of(List.of(every)).orThrow())
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("RULE110");
    }

    @Test
    void whereThereIsNoCepARuleForItIsRefused() {
        assertThat(RuleCheck.check(List.of(with(LONG, FINE, Rule.Engine.CEP))))
                .extracting(Problem::code)
                .containsExactly("RULE107");
        assertThat(RuleCheck.check(List.of(auto(LONG))))
                .extracting(Problem::code)
                .containsExactly("STL042", "RULE107");
        assertThatThrownBy(() -> EngineChoice.sequence(with("x > 0", FINE, Rule.Engine.CEP)))
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("RULE108");
    }

    @Test
    void whatChangesWithoutAnEventIsNotForCep() {
        Rule.Sampling linear = new Rule.Sampling(1, 0, Rule.Fill.LINEAR, 1_000);
        assertThat(EngineChoice.of(List.of(with(LONG, linear, Rule.Engine.CEP))).problems())
                .extracting(Problem::code)
                .containsExactly("RULE111");
    }

    private static List<String> codes(String formula) {
        return EngineChoice.of(List.of(with(formula, FINE, Rule.Engine.CEP))).problems().stream()
                .map(Problem::code)
                .toList();
    }

    private static Rule auto(String formula) {
        return with(formula, FINE, Rule.Engine.AUTO);
    }

    private static Rule with(String formula, Rule.Sampling sampling, Rule.Engine engine) {
        return SequenceCases.rule(
                formula,
                sampling,
                engine,
                Set.of(Verdict.Kind.VERDICT),
                new Rule.Report.OnChange());
    }
}
