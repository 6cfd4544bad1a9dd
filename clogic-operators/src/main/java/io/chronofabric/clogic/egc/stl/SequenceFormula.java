package io.chronofabric.clogic.egc.stl;

import java.util.List;
import java.util.Set;

/**
 * A formula of the shape {@code trigger -> eventually[a,b] response} or {@code trigger ->
 * always[a,b] not response}: something that must follow, or must not follow, in a window after
 * something else. Immutable.
 *
 * @param trigger what begins the sequence
 * @param response what ends it
 * @param from samples from a trigger to the beginning of its window
 * @param to samples from a trigger to the end of its window
 * @param mustCome whether the response must come; or else it must not
 * @param signals the signals it reads, in their order in samples
 */
public record SequenceFormula(
        InstantFormula trigger,
        InstantFormula response,
        long from,
        long to,
        boolean mustCome,
        List<String> signals) {

    /** The shapes that are known, for messages. */
    public static final String SHAPES =
            "trigger -> eventually[a,b] response, or trigger -> always[a,b] not response";

    /** Copies the list. */
    public SequenceFormula {
        signals = List.copyOf(signals);
    }

    /**
     * What came of looking for a sequence.
     *
     * @param sequence what was found, or null
     * @param obstacle why there is none, as a sentence; empty if there is one
     */
    public record Result(SequenceFormula sequence, String obstacle) {}

    /** Everything wrong with a formula that is to be judged on a stream. */
    public static List<StlProblem> check(Formula formula, StlContext context) {
        return FormulaChecks.problems(formula, context, true);
    }

    /**
     * Looks for a sequence in a formula.
     *
     * @param formula one that {@link #check} finds nothing wrong with
     * @param context of any semantics: sequences are Boolean
     */
    public static Result recognise(Formula formula, StlContext context) {
        if (!(formula instanceof Formula.Joined joined)
                || joined.connective() != Formula.Connective.IMPLIES) {
            return none("it is no implication");
        }
        boolean negated = false;
        Formula consequent = joined.right();
        while (consequent instanceof Formula.Not not) {
            negated = !negated;
            consequent = not.operand();
        }
        if (!(consequent instanceof Formula.Windowed windowed) || !windowed.quantifier().future()) {
            return none("what follows the -> is no eventually[a,b] or always[a,b]");
        }
        boolean existential = windowed.quantifier().existential();
        Formula response = windowed.operand();
        if (!existential) {
            response =
                    response instanceof Formula.Not not
                            ? not.operand()
                            : new Formula.Not(response, response.at());
        }
        for (Formula part : new Formula[] {joined.left(), response}) {
            Formula obstacle = InstantFormula.obstacle(part);
            if (obstacle != null) {
                return none(
                        "its part "
                                + obstacle
                                + " is not decided by a sample and those just before it");
            }
        }
        StlContext known = context.withSemantics(Semantics.BOOLEAN, Set.of());
        SampleWindow window = SampleWindow.of(windowed.interval(), known);
        List<String> signals = PlanBuilder.signalsOf(formula, known);
        return new Result(
                new SequenceFormula(
                        InstantFormula.of(joined.left(), signals, known),
                        InstantFormula.of(response, signals, known),
                        window.from(),
                        window.to(),
                        existential != negated,
                        signals),
                "");
    }

    /** How many samples wide a window is, less one. */
    public long width() {
        return to - from;
    }

    /** How many samples before the newest it looks at. */
    public int depth() {
        return Math.max(trigger.depth(), response.depth());
    }

    /**
     * Whether the trigger asks for an answer: where it has no value, the rule is kept whatever
     * follows.
     */
    public boolean isTriggered(double[][] recent, int known) {
        return trigger.margin(recent, known) > 0;
    }

    /** Whether the response counts: where it has no value, the rule is kept. */
    public boolean isAnswered(double[][] recent, int known) {
        double margin = response.margin(recent, known);
        return mustCome ? margin >= 0 : margin > 0;
    }

    private static Result none(String obstacle) {
        return new Result(null, obstacle);
    }
}
