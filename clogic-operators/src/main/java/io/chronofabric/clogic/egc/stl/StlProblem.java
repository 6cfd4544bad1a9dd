package io.chronofabric.clogic.egc.stl;

import io.chronofabric.core.Problem;
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

    /** Checks that nothing is missing. */
    public StlProblem {
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(fix, "fix");
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
