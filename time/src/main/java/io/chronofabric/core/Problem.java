package io.chronofabric.core;

import java.util.Objects;

/**
 * One finding in something a person wrote: a rule, a settings file, a CSV header. Checks collect
 * problems and report all of them at once instead of throwing at the first.
 *
 * @param severity whether the thing can still be used
 * @param code stable code, such as {@code STL030}
 * @param source file name, option name or other origin
 * @param line line from 1, or 0 where there is none
 * @param column column from 1, or 0 where there is none
 * @param reason what was given and what was expected
 * @param fix what to do; may be empty
 */
public record Problem(
        Severity severity,
        String code,
        String source,
        int line,
        int column,
        String reason,
        String fix) {

    /** What a problem quotes may be longer; of that the beginning and the end are kept. */
    private static final int MOST = 600;

    /** Whether the thing with the problem can still be used. */
    public enum Severity {
        /** It cannot be used. */
        ERROR,
        /** It can, and probably does not do what its author meant. */
        WARNING
    }

    /** Checks that nothing is missing, and makes what is quoted plain to see. */
    public Problem {
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(fix, "fix");
        source = PlainText.visible(source, MOST);
        reason = PlainText.visible(reason, MOST);
        fix = PlainText.visible(fix, MOST);
    }

    /** An error at a place in a text. */
    public static Problem error(
            String code, String source, int line, int column, String reason, String fix) {
        return new Problem(Severity.ERROR, code, source, line, column, reason, fix);
    }

    /** A warning at a place in a text. */
    public static Problem warning(
            String code, String source, int line, int column, String reason, String fix) {
        return new Problem(Severity.WARNING, code, source, line, column, reason, fix);
    }

    /** Whether the thing cannot be used. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** {@code file:line:column: CODE reason; fix}, as compilers print it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(source);
        if (line > 0) {
            text.append(':').append(line).append(':').append(Math.max(column, 1));
        }
        text.append(": ");
        if (severity == Severity.WARNING) {
            text.append("warning ");
        }
        text.append(code).append(": ").append(reason);
        if (!fix.isEmpty()) {
            text.append("; fix: ").append(fix);
        }
        return text.toString();
    }
}
