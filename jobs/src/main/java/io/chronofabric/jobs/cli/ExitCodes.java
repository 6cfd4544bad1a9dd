package io.chronofabric.jobs.cli;

/** Exit codes, the same for every command. */
final class ExitCodes {
    static final int OK = 0;
    static final int FAILURE = 1;
    static final int BAD_INPUT = 2;

    /** For the commands' help; {@code code:meaning} as picocli wants it. */
    static final String OK_TEXT = "0:done";

    static final String FAILURE_TEXT = "1:something failed while it ran";
    static final String BAD_INPUT_TEXT = "2:wrong arguments, settings, rules or input";

    private ExitCodes() {}
}
