package io.chronofabric.jobs.cli;

import io.chronofabric.jobs.bus.KnownBuses;
import io.chronofabric.jobs.bus.Purging;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chronofabric bus purge}. */
@Command(
        name = "purge",
        description = {
            "Free what of the log no completed checkpoint and no hold needs.",
            "",
            "Whole files are freed. Of a recording that nobody has read in a checkpoint, nothing"
                    + " goes. Says what is kept, and why."
        },
        exitCodeList = {ExitCodes.OK_TEXT, ExitCodes.FAILURE_TEXT, ExitCodes.BAD_INPUT_TEXT})
final class BusPurgeCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private BusDirectory directory;

    @Parameters(
            paramLabel = "BUS",
            arity = "0..1",
            description = "Only recordings of this bus; all unless named.")
    private String bus;

    @Option(names = "--dry-run", description = "Say what would be freed, and free nothing.")
    private boolean dryRun;

    @Override
    public Integer call() throws Exception {
        CommandLine line = spec.commandLine();
        if (bus != null) {
            BusFlags.name(line, "BUS", bus);
        }
        return directory.with(
                line,
                connection -> {
                    if (bus != null) {
                        KnownBuses.require(connection, bus);
                    }
                    List<Purging.Outcome> outcomes = new Purging(connection).run(bus, dryRun);
                    TextTable table =
                            new TextTable(
                                    "RECORDING", "BUS", "SOURCE", "FREED", "KEPT FROM", "WHY");
                    long freed = 0;
                    for (Purging.Outcome one : outcomes) {
                        freed += one.freed();
                        table.add(
                                Long.toString(one.recording().id()),
                                one.recording().bus(),
                                one.recording().source(),
                                Long.toString(one.freed()),
                                Long.toString(one.start()),
                                one.why());
                    }
                    table.print(line.getOut());
                    line.getOut().println((dryRun ? "Would free " : "Freed ") + freed + " bytes.");
                    line.getOut().flush();
                    return ExitCodes.OK;
                });
    }
}
