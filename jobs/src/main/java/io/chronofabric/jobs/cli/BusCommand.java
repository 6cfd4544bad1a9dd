package io.chronofabric.jobs.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code chronofabric bus}. */
@Command(
        name = "bus",
        description =
                "Run this host's bus, publish on it, listen to it, and keep its log in order.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            BusDriverCommand.class,
            BusPublishCommand.class,
            BusSubscribeCommand.class,
            BusStatsCommand.class,
            BusRecordCommand.class,
            BusReplayCommand.class,
            BusHoldCommand.class,
            BusReleaseCommand.class,
            BusPurgeCommand.class
        })
final class BusCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "no command (expected: driver, publish, subscribe, stats, record, replay, hold,"
                        + " release or purge)");
    }
}
