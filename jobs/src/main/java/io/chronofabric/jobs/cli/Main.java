package io.chronofabric.jobs.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** Entry of the command line. */
public final class Main {
    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        int code;
        try {
            code = commandLine().execute(arguments);
        } catch (OutOfMemoryError e) {
            // Nothing that a command plans comes to this; what it does not plan may.
            System.err.println(
                    "chronofabric: out of memory. Give it more, such as " + HeapBudget.MORE + ".");
            code = ExitCodes.FAILURE;
        }
        System.exit(code);
    }

    /**
     * Runs a command in this process, for programs that embed it.
     *
     * @return its exit code
     */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return commandLine().setOut(out).setErr(err).execute(arguments);
    }

    /** The whole command line, writing to the process's streams unless told otherwise. */
    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new ChronoFabricCommand());
        return commandLine
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Failures::execution)
                .setParameterExceptionHandler(Failures::usage)
                .setUsageHelpAutoWidth(true)
                .setOut(new PrintWriter(System.out, false, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    }
}
