package io.chronofabric.jobs.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code chronofabric state}. */
@Command(
        name = "state",
        description = "Look into what a job keeps.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = StateInspectCommand.class)
final class StateCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "no command (expected: inspect)");
    }
}
