package io.chronofabric.jobs.cli;

import io.chronofabric.jobs.bus.Holds;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chronofabric bus release}. */
@Command(
        name = "release",
        description = {
            "Forget a hold, or a consumer that will not come back.",
            "",
            "What only it needed goes with the next bus purge."
        },
        exitCodeList = {ExitCodes.OK_TEXT, ExitCodes.FAILURE_TEXT, ExitCodes.BAD_INPUT_TEXT})
final class BusReleaseCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private BusDirectory directory;

    @Parameters(index = "0", paramLabel = "BUS", description = "Name of the bus.")
    private String bus;

    @Parameters(index = "1", paramLabel = "NAME", description = "The hold, or else the consumer.")
    private String name;

    @Override
    public Integer call() throws Exception {
        CommandLine line = spec.commandLine();
        BusFlags.name(line, "BUS", bus);
        BusFlags.name(line, "NAME", name);
        return directory.with(
                line,
                connection -> {
                    String what = new Holds(connection).release(bus, name);
                    line.getOut().println("Released " + what + " " + name + " of bus " + bus + ".");
                    line.getOut().flush();
                    return ExitCodes.OK;
                });
    }
}
