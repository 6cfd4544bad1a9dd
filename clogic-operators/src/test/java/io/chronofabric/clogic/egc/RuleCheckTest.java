package io.chronofabric.clogic.egc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.core.Problem;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Verdict;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RuleCheckTest {
    @Test
    void aProblemOfTheFormulaStandsAtItsPlaceInTheDocument() {
        List<Problem> problems =
                RuleCheck.check(List.of(at(Rules.every("r", "always[0,2s](y > 0)"), 12, 13)));

        assertThat(problems).hasSize(1);
        Problem problem = problems.get(0);
        assertThat(problem.code()).isEqualTo("STL030");
        assertThat(problem.line()).isEqualTo(12);
        assertThat(problem.column()).isEqualTo(13 + "always[0,2s](".length());
    }

    @Test
    void onTheSecondLineOfAFormulaTheColumnIsTheFormulasOwn() {
        List<Problem> problems =
                RuleCheck.check(List.of(at(Rules.every("r", "x > 0 and\n y > 0"), 12, 13)));

        assertThat(problems.get(0).line()).isEqualTo(13);
        assertThat(problems.get(0).column()).isEqualTo(2);
    }

    @Test
    void aFormulaWithoutSignalsIsRefused() {
        assertThat(RuleCheck.check(List.of(Rules.every("r", "1 > 0"))))
                .extracting(Problem::code)
                .contains("RULE101");
    }

    @Test
    void aGapOrLatenessOfTooManyPeriodsIsRefused() {
        Rule base = Rules.every("r", "x > 0");
        Rule longGap = sampled(base, new Rule.Sampling(1, 0, Rule.Fill.HOLD, 86_400_000));
        assertThat(RuleCheck.check(List.of(longGap))).extracting(Problem::code).contains("RULE102");
        assertThat(
                        RuleCheck.check(
                                List.of(
                                        Rules.rule(
                                                "r",
                                                "x > 0",
                                                new Rule.Report.Every(),
                                                2_000_000_000L))))
                .extracting(Problem::code)
                .contains("RULE103");
    }

    @Test
    void aCorrectionThatCannotComeIsWarnedOf() {
        RuleCheck.Result result =
                RuleCheck.compile(List.of(Rules.every("r", "historically(x > 0)")));
        assertThat(result.problems()).extracting(Problem::code).containsExactly("RULE104");
        assertThat(result.rules()).hasSize(1);
        assertThat(result.hasErrors()).isFalse();
    }

    @Test
    void aFormulaThatLooksFurtherThanTimeCanSayIsRefused() {
        Rule base = Rules.every("r", "always[0,200d](always[0,200d](x > 0))");
        Rule.Sampling yearly =
                new Rule.Sampling(50 * 86_400_000L, 0, Rule.Fill.HOLD, 50 * 86_400_000L);
        assertThat(RuleCheck.check(List.of(sampled(base, yearly)))).isEmpty();
        Rule far = Rules.every("r", "always[0,100000d](always[0,100000d](x > 0))");
        assertThat(RuleCheck.check(List.of(sampled(far, yearly))))
                .extracting(Problem::code)
                .containsExactly("RULE106");
    }

    private static Rule sampled(Rule rule, Rule.Sampling sampling) {
        return variant(rule, sampling, rule.formulaAt(), rule.onSwap(), rule.emit());
    }

    private static Rule at(Rule rule, int line, int column) {
        Rule.Place place = new Rule.Place("rules.yaml", line, column);
        return variant(rule, rule.sampling(), place, rule.onSwap(), rule.emit());
    }

    private static Rule variant(
            Rule rule,
            Rule.Sampling sampling,
            Rule.Place formulaAt,
            Rule.OnSwap onSwap,
            Set<Verdict.Kind> emit) {
        return new Rule(
                rule.ref(),
                rule.entityPattern(),
                rule.signals(),
                sampling,
                rule.latenessMillis(),
                rule.params(),
                rule.formula(),
                formulaAt,
                onSwap,
                emit,
                rule.report(),
                rule.semantics(),
                rule.engine());
    }
}
