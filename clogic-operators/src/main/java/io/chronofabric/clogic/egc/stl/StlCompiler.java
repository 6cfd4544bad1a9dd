package io.chronofabric.clogic.egc.stl;

import java.util.List;
import java.util.Objects;

/** Turns formulas into plans for streams. Thread-safe. */
public final class StlCompiler {

    private StlCompiler() {}

    /**
     * What came of a formula.
     *
     * @param plan the plan, or null if there is an error among the problems
     * @param problems errors and warnings
     */
    public record Result(StlPlan plan, List<StlProblem> problems) {

        /** Copies the list. */
        public Result {
            problems = List.copyOf(problems);
        }
    }

    /** Compiles a formula. What is wrong with it comes back as problems, never as an exception. */
    public static Result compile(Formula formula, StlContext context) {
        Objects.requireNonNull(formula, "formula");
        Objects.requireNonNull(context, "context");
        List<StlProblem> problems = FormulaChecks.problems(formula, context, true);
        return problems.isEmpty()
                ? new PlanBuilder(formula, context).build()
                : new Result(null, problems);
    }
}
