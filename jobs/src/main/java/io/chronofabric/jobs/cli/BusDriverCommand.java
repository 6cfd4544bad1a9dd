package io.chronofabric.jobs.cli;

import io.chronofabric.bus.aeron.BusDriver;
import io.chronofabric.bus.aeron.DriverSettings;
import io.chronofabric.jobs.bus.BusFolders;
import io.chronofabric.jobs.embedded.StopSignal;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code chronofabric bus driver}. */
@Command(
        name = "driver",
        description = {
            "Run the driver of this host's bus, until Ctrl-C or a request to terminate.",
            "",
            "One process a host owns the shared memory and writes the log; publishers and"
                    + " subscribers of all other processes find it by its folder."
        },
        exitCodeList = {
            "0:it was stopped",
            ExitCodes.FAILURE_TEXT,
            "2:wrong arguments, a driver runs there already, or a folder cannot be used"
        })
final class BusDriverCommand implements Callable<Integer> {
    private static final int MAX_SYNC = 2;

    @Spec private CommandSpec spec;

    @Mixin private BusDirectory directory;

    @Option(
            names = "--log",
            paramLabel = "DIR",
            description =
                    "Where the recordings are (default: chronofabric/bus in XDG_STATE_HOME, or else"
                            + " ~/.chronofabric/bus; with --directory, one beside it).")
    private Path log;

    @Option(
            names = "--term-length",
            paramLabel = "SIZE",
            description =
                    "Bytes of a term, a power of two (default: ${DEFAULT-VALUE}). A publisher maps"
                            + " three, a packet may take an eighth of one.")
    private String termLength = "4m";

    @Option(
            names = "--segment-length",
            paramLabel = "SIZE",
            description =
                    "Bytes of a recording's file, a power of two (default: ${DEFAULT-VALUE}). A"
                            + " purge frees whole files.")
    private String segmentLength = "32m";

    @Option(
            names = "--sync",
            paramLabel = "LEVEL",
            description =
                    "0 (the default): a durable packet survives the death of every process; 1: also"
                            + " of the host; 2: metadata too.")
    private int sync;

    @Option(
            names = "--dedicated",
            description = "Give its parts threads of their own: quicker, for three cores more.")
    private boolean dedicated;

    @Override
    public Integer call() throws Exception {
        CommandLine line = spec.commandLine();
        if (sync < 0 || sync > MAX_SYNC) {
            throw BusFlags.wrong(line, "--sync", Integer.toString(sync), "0, 1 or 2");
        }
        Path folder = log == null ? BusFolders.log(directory.home(), System.getenv()) : log;
        DriverSettings settings =
                new DriverSettings(
                        directory.home(),
                        folder,
                        BusFlags.size(line, "--term-length", termLength),
                        BusFlags.size(line, "--segment-length", segmentLength),
                        sync,
                        dedicated,
                        DriverSettings.DEFAULT_CLIENT_TIMEOUT);
        CompletableFuture<String> stop = new CompletableFuture<>();
        StopSignal.completes(stop);
        try (BusDriver driver = BusDriver.launch(settings)) {
            line.getOut()
                    .println(
                            "The bus driver listens in "
                                    + driver.settings().home().directory()
                                    + " and logs to "
                                    + driver.settings().log()
                                    + ".");
            line.getOut().flush();
            stop.get();
        }
        line.getOut().println("Stopped.");
        line.getOut().flush();
        return ExitCodes.OK;
    }
}
