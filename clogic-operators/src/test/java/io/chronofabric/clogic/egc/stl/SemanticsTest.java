package io.chronofabric.clogic.egc.stl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SemanticsTest {
    private static final int FORMULAS = 3000;
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final StlContext IO =
            new StlContext(1_000_000_000L, List.of("req", "gnt"), Map.of(), 1 << 20);

    private final long seed = Generator.seed();
    private final Random random = new Random(seed);

    /**
     * Minimum and maximum carry signs: with every comparison moved off zero, to the side on which
     * strict or not puts it, the sign of the quantitative answer is the Boolean one.
     */
    @Test
    void booleanAnswersAreTheSignsOfMarginsMovedOffZero() {
        StlContext context = Definition.CONTEXT.withSemantics(Semantics.BOOLEAN, Set.of());
        Generator generator = new Generator(random, false, true);
        int onTheLine = 0;
        for (int i = 0; i < FORMULAS; i++) {
            Formula formula = StlParserTest.formula(generator.formula(1 + random.nextInt(4)));
            double[][] trace = generator.trace(random.nextInt(25) + 1);
            double[] expected = Definition.robustness(movedOffZero(formula), trace);
            double[] margins = Definition.robustness(formula, trace);
            double[] offline = OfflineEvaluator.evaluate(formula, context, trace, trace[0].length);
            StlPlan plan = StlCompiler.compile(formula, context).plan();
            StlState state = plan.newState();
            for (int t = 0; t < trace[0].length; t++) {
                String where = "seed " + seed + ": " + formula + " at " + t;
                assertThat(offline[t]).as(where).isEqualTo(expected[t] > 0 ? INF : -INF);
                if (plan.step(state, GeneratedFormulasTest.sample(plan, trace, t))) {
                    int about = (int) state.answerIndex();
                    assertThat(state.robustness())
                            .as(where)
                            .isEqualTo(expected[about] > 0 ? INF : -INF);
                    assertThat(state.satisfied()).isEqualTo(expected[about] > 0);
                    onTheLine += margins[about] == 0 ? 1 : 0;
                }
            }
        }
        assertThat(onTheLine).as("answers at zero").isGreaterThan(FORMULAS / 4);
    }

    @ParameterizedTest
    @CsvSource({
        // RTAMT's own examples, and both sides of every line.
        "QUANTITATIVE, req, 100, 20, 20",
        "OUTPUT_ROBUSTNESS, req, 100, 20, 20",
        "OUTPUT_ROBUSTNESS, req, -1, -2, Infinity",
        "OUTPUT_ROBUSTNESS, req, 3, -2, -2",
        "INPUT_ROBUSTNESS, req, 100, 20, Infinity",
        "INPUT_ROBUSTNESS, req, 100, -2, -97",
        "INPUT_ROBUSTNESS, req, -1, -2, 4",
        "INPUT_VACUITY, req, 100, 20, 0",
        "INPUT_VACUITY, req, -1, -2, 4",
        "INPUT_VACUITY, req, -2, 10, 5",
        "OUTPUT_VACUITY, req, 100, 20, 20",
        "OUTPUT_VACUITY, req, -1, -2, 0",
        "BOOLEAN, req, 3, 0, Infinity",
        "BOOLEAN, req, 3, -1, -Infinity",
    })
    void onlyOneSideOfTheInterfaceCounts(
            Semantics semantics, String input, double req, double gnt, double expected) {
        StlContext context = IO.withSemantics(semantics, Set.of(input));
        Formula formula = StlParserTest.formula("(req >= 3) implies (gnt >= 0)");
        StlPlan plan = StlCompiler.compile(formula, context).plan();
        StlState state = plan.newState();
        assertThat(plan.step(state, new double[] {req, gnt})).isTrue();
        assertThat(state.robustness()).isEqualTo(expected);
        assertThat(OfflineEvaluator.evaluate(formula, context, new double[][] {{req}, {gnt}}, 1))
                .containsExactly(expected);
    }

    @Test
    void aPredicateOverBothSidesKeepsItsMarginAndOneWithoutAValueIsUndecided() {
        for (Semantics semantics :
                List.of(
                        Semantics.OUTPUT_ROBUSTNESS,
                        Semantics.INPUT_ROBUSTNESS,
                        Semantics.INPUT_VACUITY,
                        Semantics.OUTPUT_VACUITY)) {
            assertThat(answer("req < gnt", semantics, 1, 4)).isEqualTo(3);
        }
        assertThat(answer("req < 0", Semantics.OUTPUT_ROBUSTNESS, 0, 0)).isEqualTo(-INF);
        assertThat(answer("req <= 0", Semantics.OUTPUT_ROBUSTNESS, 0, 0)).isEqualTo(INF);
        assertThat(answer("req > 0", Semantics.BOOLEAN, Double.NaN, 0)).isZero();
    }

    @Test
    void statesOfOtherSemanticsAreNotTaken() {
        Formula formula = StlParserTest.formula("always[0,3] req > 0");
        StlPlan plan = StlCompiler.compile(formula, IO).plan();
        StlContext other = IO.withSemantics(Semantics.BOOLEAN, Set.of());
        assertThat(StlCompiler.compile(formula, other).plan().accepts(plan.newState())).isFalse();
        assertThatThrownBy(() -> IO.withSemantics(Semantics.BOOLEAN, Set.of("x")))
                .hasMessageContaining("input x (expected: one of [req, gnt])");
    }

    @Test
    void zeroStillHolds() {
        StlPlan plan = StlCompiler.compile(StlParserTest.formula("req > 0"), IO).plan();
        StlState state = plan.newState();
        assertThat(state.satisfied()).isFalse();
        plan.step(state, new double[] {0});
        assertThat(state.satisfied()).isTrue();
        plan.step(state, new double[] {-1});
        assertThat(state.satisfied()).isFalse();
    }

    @Test
    void anAnswerIsVacuousWhereNoPremiseWasTrue() {
        assertThat(vacuous("always[0,2](req > 0 -> eventually[0,1] gnt > 0)", 0, 9, 0, 0, 9, 0, 9))
                .containsExactly(false, false, false, false);
        assertThat(vacuous("always[0,2](req > 0 -> eventually[0,1] gnt > 0)", -1, -1, -1, -1, 1, 1))
                .containsExactly(true, true, false);
        // Fulfilled, but not for want of a premise.
        assertThat(vacuous("req > 0 -> gnt > 0", 5, -5, 3)).containsExactly(false, true, false);
        // No implication, no vacuity; neither in an answer that is negative.
        assertThat(vacuous("req > 0", 1, -1)).containsExactly(false, false);
        // A fulfilled part beside the implication counts on its own.
        assertThat(vacuous("(req > 5 -> gnt > 0) and gnt < 9", 1, 8)).containsExactly(true, false);
    }

    @Test
    void aVacuousAnswerIsPositiveWhateverTheFormula() {
        StlContext context = Definition.CONTEXT.vacuityKnown();
        Generator generator = new Generator(random, false, true);
        int vacuous = 0;
        for (int i = 0; i < FORMULAS; i++) {
            Formula formula = StlParserTest.formula(generator.formula(1 + random.nextInt(4)));
            double[][] trace = generator.trace(random.nextInt(25) + 1);
            Formula harder = Vacuity.withoutConsequents(formula);
            double[] expected = Definition.robustness(formula, trace);
            double[] without = Definition.robustness(harder, trace);
            StlPlan plan = StlCompiler.compile(formula, context).plan();
            StlState state = plan.newState();
            for (int t = 0; t < trace[0].length; t++) {
                if (!plan.step(state, GeneratedFormulasTest.sample(plan, trace, t))) {
                    continue;
                }
                int about = (int) state.answerIndex();
                String where = "seed " + seed + ": " + formula + " at " + about;
                assertThat(state.robustness()).as(where).isEqualTo(expected[about] + 0.0);
                boolean implies = !harder.equals(formula);
                assertThat(state.vacuous()).as(where).isEqualTo(implies && without[about] > 0);
                assertThat(without[about]).as(where).isLessThanOrEqualTo(expected[about]);
                vacuous += state.vacuous() ? 1 : 0;
            }
        }
        assertThat(vacuous).isGreaterThan(FORMULAS / 4);
    }

    private static List<Boolean> vacuous(String text, double... req) {
        StlPlan plan = StlCompiler.compile(StlParserTest.formula(text), IO.vacuityKnown()).plan();
        StlState state = plan.newState();
        List<Boolean> answers = new ArrayList<>();
        for (double value : req) {
            double[] sample =
                    plan.signals().size() == 1 ? new double[] {value} : new double[] {value, value};
            if (plan.step(state, sample)) {
                answers.add(state.vacuous());
            }
        }
        return answers;
    }

    private static double answer(String text, Semantics semantics, double req, double gnt) {
        StlContext context = IO.withSemantics(semantics, Set.of("req"));
        Formula formula = StlParserTest.formula(text);
        return OfflineEvaluator.evaluate(formula, context, new double[][] {{req}, {gnt}}, 1)[0];
    }

    private static Formula movedOffZero(Formula formula) {
        Span at = formula.at();
        if (formula instanceof Formula.Comparison c) {
            double off = c.comparator().symbol().matches("<|>|!=") ? -1e-6 : 1e-6;
            Formula.Term left = c.left();
            Formula.Term right = c.right();
            return switch (c.comparator().symbol()) {
                case "<", "<=" -> atLeast(right, left, off, at);
                case ">", ">=" -> atLeast(left, right, off, at);
                default -> {
                    Formula.Term apart =
                            new Formula.Call(Formula.Function.ABS, List.of(minus(left, right)), at);
                    Formula.Term zero = new Formula.Literal(0, at);
                    yield c.comparator().symbol().equals("==")
                            ? atLeast(zero, apart, off, at)
                            : atLeast(apart, zero, off, at);
                }
            };
        }
        if (formula instanceof Formula.Term term) {
            return atLeast(term, new Formula.Literal(0, at), 1e-6, at);
        }
        if (formula instanceof Formula.Not not) {
            return new Formula.Not(movedOffZero(not.operand()), at);
        }
        if (formula instanceof Formula.Joined j) {
            Formula a = movedOffZero(j.left());
            Formula b = movedOffZero(j.right());
            Formula both =
                    new Formula.Joined(
                            Formula.Connective.AND,
                            new Formula.Joined(Formula.Connective.IMPLIES, a, b, at),
                            new Formula.Joined(Formula.Connective.IMPLIES, b, a, at),
                            at);
            return switch (j.connective()) {
                case IFF -> both;
                case XOR -> new Formula.Not(both, at);
                default -> new Formula.Joined(j.connective(), a, b, at);
            };
        }
        if (formula instanceof Formula.Windowed w) {
            return new Formula.Windowed(
                    w.quantifier(), w.interval(), movedOffZero(w.operand()), at);
        }
        if (formula instanceof Formula.Shifted s) {
            return new Formula.Shifted(s.neighbour(), movedOffZero(s.operand()), at);
        }
        if (formula instanceof Formula.Reaching r) {
            return new Formula.Reaching(
                    r.reach(), r.interval(), movedOffZero(r.left()), movedOffZero(r.right()), at);
        }
        return formula;
    }

    private static Formula atLeast(Formula.Term left, Formula.Term right, double off, Span at) {
        return new Formula.Comparison(
                Formula.Comparator.GREATER_OR_EQUAL,
                new Formula.Arithmetic(
                        Formula.ArithmeticOperator.PLUS,
                        minus(left, right),
                        new Formula.Literal(off, at),
                        at),
                new Formula.Literal(0, at),
                at);
    }

    private static Formula.Term minus(Formula.Term left, Formula.Term right) {
        return new Formula.Arithmetic(Formula.ArithmeticOperator.MINUS, left, right, left.at());
    }
}
