package io.chronofabric.core;

import java.util.Objects;

/**
 * An error that tells its reader what was given, what was expected, and what to do. Thrown for
 * faults a person can mend; the command line prints {@link #getMessage()} and no stack trace.
 */
public class ChronoFabricException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String given;
    private final String expected;
    private final String action;

    /**
     * @param code the stable code
     * @param given what was found, with its name: {@code window: 0 s}
     * @param expected what would have been accepted: {@code > 0 s}
     * @param action what the reader can do about it, a sentence
     */
    public ChronoFabricException(ErrorCode code, String given, String expected, String action) {
        this(code, given, expected, action, null);
    }

    /**
     * As {@link #ChronoFabricException(ErrorCode, String, String, String)}, with the cause that a
     * log should keep.
     */
    public ChronoFabricException(
            ErrorCode code, String given, String expected, String action, Throwable cause) {
        super(code + ": " + given + " (expected: " + expected + "). " + action, cause);
        this.code = Objects.requireNonNull(code, "code");
        this.given = given;
        this.expected = expected;
        this.action = action;
    }

    /** The stable code. */
    public final ErrorCode code() {
        return code;
    }

    /** What was found. */
    public final String given() {
        return given;
    }

    /** What would have been accepted. */
    public final String expected() {
        return expected;
    }

    /** What the reader can do about it. */
    public final String action() {
        return action;
    }
}
