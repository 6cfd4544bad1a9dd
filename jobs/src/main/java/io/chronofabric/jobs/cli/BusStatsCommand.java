package io.chronofabric.jobs.cli;

import io.chronofabric.bus.aeron.BusStatus;
import io.chronofabric.jobs.embedded.Console;
import io.chronofabric.jobs.embedded.StopSignal;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code chronofabric bus stats}. */
@Command(
        name = "stats",
        description = {
            "Show the driver, who publishes and who listens, what the log has, and who reads it.",
            "",
            "Reads the driver's counters and changes nothing."
        },
        exitCodeList = {
            ExitCodes.OK_TEXT,
            "1:the driver went away",
            "2:wrong arguments, or no driver runs there"
        })
final class BusStatsCommand implements Callable<Integer> {
    private static final String TERMINAL = "chronofabric.terminal";

    @Spec private CommandSpec spec;

    @Mixin private BusDirectory directory;

    @Option(names = "--watch", description = "Show it again each second, until Ctrl-C.")
    private boolean watch;

    @Option(names = "--json", description = "Print one JSON object a line, and nothing else.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        CommandLine line = spec.commandLine();
        CompletableFuture<String> stop = new CompletableFuture<>();
        if (watch) {
            StopSignal.completes(stop);
        }
        BusDisplay display =
                new BusDisplay(
                        new Console(line.getOut(), line.getErr(), Boolean.getBoolean(TERMINAL)),
                        json);
        return directory.with(
                line,
                connection -> {
                    do {
                        connection.checkAlive();
                        display.show(BusStatus.of(connection), watch);
                    } while (watch && !line.getOut().checkError() && !isOver(stop));
                    return ExitCodes.OK;
                });
    }

    private static boolean isOver(CompletableFuture<String> stop) throws Exception {
        try {
            stop.get(1, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }
}
