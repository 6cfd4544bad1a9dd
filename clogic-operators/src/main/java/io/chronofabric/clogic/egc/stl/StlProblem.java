package io.chronofabric.clogic.egc.stl;

import io.chronofabric.core.PlainText;
import io.chronofabric.core.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One finding in a formula.
 *
 * @param severity whether the formula can still be used
 * @param code name of an {@link StlCode}
 * @param line line within the formula's text, from 1
 * @param column column within that line, from 1
 * @param reason what was given and what was expected
 * @param fix what to do; may be empty
 */
public record StlProblem(
        Problem.Severity severity, String code, int line, int column, String reason, String fix) {

    /** So many problems of one formula are told. */
    public static final int MOST = 20;

    private static final int LONGEST = 600;

    /** Checks that nothing is missing, and makes what is quoted plain to see. */
    public StlProblem {
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(fix, "fix");
        reason = PlainText.visible(reason, LONGEST);
        fix = PlainText.visible(fix, LONGEST);
    }

    /** The first of them, and a word on the rest: a formula can hold very many. */
    static List<StlProblem> told(List<StlProblem> problems) {
        if (problems.size() <= MOST) {
            return problems;
        }
        StlProblem next = problems.get(MOST);
        boolean error = problems.stream().skip(MOST).anyMatch(StlProblem::isError);
        List<StlProblem> told = new ArrayList<>(problems.subList(0, MOST));
        told.add(
                new StlProblem(
                        error ? Problem.Severity.ERROR : Problem.Severity.WARNING,
                        next.code,
                        next.line,
                        next.column,
                        "more than " + MOST + " problems; the rest is not shown",
                        "mend these first"));
        return told;
    }

    static StlProblem error(String code, Span at, String reason, String fix) {
        return new StlProblem(Problem.Severity.ERROR, code, at.line(), at.column(), reason, fix);
    }

    static StlProblem warning(String code, Span at, String reason, String fix) {
        return new StlProblem(Problem.Severity.WARNING, code, at.line(), at.column(), reason, fix);
    }

    /** Whether the formula cannot be used. */
    public boolean isError() {
        return severity == Problem.Severity.ERROR;
    }
}
