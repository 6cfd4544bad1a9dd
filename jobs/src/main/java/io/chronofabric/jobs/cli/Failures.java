package io.chronofabric.jobs.cli;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The one place that turns an exception into a message and an exit code. */
final class Failures {
    private static final String PICOCLI_PREFIX = "Error: ";

    /** What is not the fault of who gave the command. */
    private static final Set<ErrorCode> ELSEWHERE =
            EnumSet.of(
                    ErrorCode.KAFKA_UNAVAILABLE,
                    ErrorCode.BUS_PUBLISH_TIMEOUT,
                    ErrorCode.BUS_DELIVERY_FAILED,
                    ErrorCode.BUS_RESOURCE_EXHAUSTED,
                    ErrorCode.BUS_INTERNAL);

    private Failures() {}

    /** A wrong flag or command: one line, what was probably meant, where help is. */
    static int usage(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(command.getCommandSpec().root().name() + ": " + firstLine(failure));
        if (failure instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            err.println("Did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?");
        }
        err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return ExitCodes.BAD_INPUT;
    }

    /** Anything a command threw. */
    static int execution(Exception failure, CommandLine command, ParseResult arguments) {
        PrintWriter err = command.getErr();
        command.getOut().flush();
        boolean verbose = arguments.expandedArgs().contains(ChronoFabricCommand.VERBOSE);
        Throwable root = root(failure);
        int code;
        if (failure instanceof ChronoFabricException ours) {
            err.println(ours.getMessage());
            code = ELSEWHERE.contains(ours.code()) ? ExitCodes.FAILURE : ExitCodes.BAD_INPUT;
        } else {
            err.println(command.getCommandSpec().root().name() + ": " + describe(root));
            if (!verbose) {
                err.println("Run it again with " + ChronoFabricCommand.VERBOSE + " for details.");
            }
            code = ExitCodes.FAILURE;
        }
        if (verbose) {
            failure.printStackTrace(err);
        }
        err.flush();
        return code;
    }

    private static String describe(Throwable root) {
        // Our own exceptions are sentences; others need their class to be understood.
        if (root instanceof ChronoFabricException) {
            return root.getMessage();
        }
        String message = firstLine(root);
        String type = root.getClass().getSimpleName();
        return message.isEmpty() ? type : type + ": " + message;
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root;
    }

    private static String firstLine(Throwable failure) {
        String message = failure.getMessage();
        String line = message == null ? "" : message.lines().findFirst().orElse("");
        return line.startsWith(PICOCLI_PREFIX) ? line.substring(PICOCLI_PREFIX.length()) : line;
    }
}
