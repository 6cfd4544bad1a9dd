package io.chronofabric.clogic.egc.stl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A condition about one moment: comparisons joined by logic, and no operator that looks at other
 * moments. Immutable and safe for use by many threads.
 */
public final class InstantCondition {
    private final InstantFormula formula;
    private final List<String> names;

    private InstantCondition(InstantFormula formula, List<String> names) {
        this.formula = formula;
        this.names = names;
    }

    /**
     * What came of a text.
     *
     * @param condition the condition, or null if there is an error among the problems
     * @param problems errors and warnings, in order of their place
     */
    public record Result(InstantCondition condition, List<StlProblem> problems) {

        /** Copies the list. */
        public Result {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Compiles a condition. What is wrong with it comes back as problems, never as an exception.
     *
     * @param names what it may read
     * @param params values of the parameters, by name without {@code $}; finite
     */
    public static Result compile(String text, Set<String> names, Map<String, Double> params) {
        StlParser.Result parsed = StlParser.parse(text, names, params.keySet());
        if (parsed.formula() == null) {
            return new Result(null, parsed.problems());
        }
        StlContext context =
                new StlContext(1, List.copyOf(names), params, Long.MAX_VALUE)
                        .withSemantics(Semantics.BOOLEAN, Set.of());
        List<StlProblem> problems = new ArrayList<>(parsed.problems());
        problems.addAll(FormulaChecks.problems(parsed.formula(), context, false));
        Formula elsewhere = lookingElsewhere(parsed.formula());
        if (elsewhere != null) {
            problems.add(
                    StlCode.STL051.error(
                            elsewhere.at(),
                            "the condition looks at other moments: " + elsewhere,
                            "say it with another step of the sequence, or with a feature"));
        } else if (parsed.formula() instanceof Formula.Term term) {
            problems.add(
                    StlCode.STL051.error(
                            term.at(),
                            "the condition is a number: " + term,
                            "compare it, as in " + term + " > 0"));
        }
        if (problems.stream().anyMatch(StlProblem::isError)) {
            return new Result(null, problems);
        }
        List<String> read = PlanBuilder.signalsOf(parsed.formula(), context);
        InstantFormula formula = InstantFormula.of(parsed.formula(), read, context);
        return new Result(new InstantCondition(formula, read), problems);
    }

    private static Formula lookingElsewhere(Formula formula) {
        if (formula instanceof Formula.Shifted) {
            return formula;
        }
        Formula obstacle = InstantFormula.obstacle(formula);
        if (obstacle != null) {
            return obstacle;
        }
        for (Formula operand : formula.operands()) {
            Formula found = lookingElsewhere(operand);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** What it reads, in the order in which {@link #holds} expects the values. */
    public List<String> names() {
        return names;
    }

    /**
     * Whether it holds. A comparison with a value that is NaN is neither true nor false, and the
     * same under negation: a condition that depends on it does not hold.
     *
     * @param values what {@link #names} says, in a matrix of one row that is read only
     */
    public boolean holds(double[][] values) {
        return formula.margin(values, 1) > 0;
    }
}
