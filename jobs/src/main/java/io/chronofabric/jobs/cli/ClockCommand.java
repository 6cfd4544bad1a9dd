package io.chronofabric.jobs.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code chronofabric clock}. */
@Command(
        name = "clock",
        description = "Show how far this host's clock can be wrong.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ClockStatusCommand.class})
final class ClockCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "no command (expected: status)");
    }
}
