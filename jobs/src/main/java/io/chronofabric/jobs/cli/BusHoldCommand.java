package io.chronofabric.jobs.cli;

import io.chronofabric.jobs.bus.Holds;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chronofabric bus hold}. */
@Command(
        name = "hold",
        description = {
            "Keep in the log everything that a consumer has still to read, until bus release.",
            "",
            "For savepoints: hold first, then take the savepoint. A job started from it finds"
                    + " everything that it needs."
        },
        exitCodeList = {ExitCodes.OK_TEXT, ExitCodes.FAILURE_TEXT, ExitCodes.BAD_INPUT_TEXT})
final class BusHoldCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private BusDirectory directory;

    @Parameters(index = "0", paramLabel = "BUS", description = "Name of the bus.")
    private String bus;

    @Parameters(
            index = "1",
            paramLabel = "CONSUMER",
            description = "Who reads it, as bus stats lists them.")
    private String consumer;

    @Parameters(index = "2", paramLabel = "NAME", description = "How to call the hold.")
    private String name;

    @Override
    public Integer call() throws Exception {
        CommandLine line = spec.commandLine();
        BusFlags.name(line, "BUS", bus);
        BusFlags.name(line, "CONSUMER", consumer);
        BusFlags.name(line, "NAME", name);
        return directory.with(
                line,
                connection -> {
                    new Holds(connection).hold(bus, consumer, name);
                    line.getOut()
                            .println(
                                    "Holding for "
                                            + name
                                            + " what "
                                            + consumer
                                            + " has still to read of bus "
                                            + bus
                                            + ".");
                    line.getOut().flush();
                    return ExitCodes.OK;
                });
    }
}
