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
        Rule longGap =
                new Rule(
                        base.ref(),
                        "*",
                        base.signals(),
                        new Rule.Sampling(1, 0, Rule.Fill.HOLD, 86_400_000),
                        0,
                        base.params(),
                        base.formula(),
                        base.formulaAt(),
                        base.onSwap(),
                        base.emit(),
                        base.report());
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
    void anIntervalThatIsNotSentIsWarnedOf() {
        Rule base = Rules.every("r", "x > 0");
        Rule interval =
                new Rule(
                        base.ref(),
                        "*",
                        base.signals(),
                        base.sampling(),
                        0,
                        base.params(),
                        base.formula(),
                        base.formulaAt(),
                        base.onSwap(),
                        Set.of(Verdict.Kind.INTERVAL),
                        base.report());
        assertThat(RuleCheck.check(List.of(interval)))
                .extracting(Problem::code)
                .containsExactly("RULE105");
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

    @Test
    void aSwapThatIsNotMadeIsWarnedOf() {
        Rule base = Rules.every("r", "x > 0");
        Rule carry =
                new Rule(
                        base.ref(),
                        "*",
                        base.signals(),
                        base.sampling(),
                        0,
                        base.params(),
                        base.formula(),
                        base.formulaAt(),
                        Rule.OnSwap.CARRY,
                        base.emit(),
                        base.report());
        RuleCheck.Result result = RuleCheck.compile(List.of(carry));
        assertThat(result.problems()).extracting(Problem::code).containsExactly("RULE107");
        assertThat(result.hasErrors()).isFalse();
    }

    private static Rule sampled(Rule rule, Rule.Sampling sampling) {
        return new Rule(
                rule.ref(),
                rule.entityPattern(),
                rule.signals(),
                sampling,
                rule.latenessMillis(),
                rule.params(),
                rule.formula(),
                rule.formulaAt(),
                rule.onSwap(),
                rule.emit(),
                rule.report());
    }

    private static Rule at(Rule rule, int line, int column) {
        return new Rule(
                rule.ref(),
                rule.entityPattern(),
                rule.signals(),
                rule.sampling(),
                rule.latenessMillis(),
                rule.params(),
                rule.formula(),
                new Rule.Place("rules.yaml", line, column),
                rule.onSwap(),
                rule.emit(),
                rule.report());
    }
}
