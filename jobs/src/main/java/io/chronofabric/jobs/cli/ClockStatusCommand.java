package io.chronofabric.jobs.cli;

import io.chronofabric.jobs.embedded.Console;
import io.chronofabric.jobs.embedded.StopSignal;
import io.chronofabric.time.TimeSource;
import io.chronofabric.time.clock.ClockBoundClock;
import io.chronofabric.time.clock.ClockListener;
import io.chronofabric.time.clock.ClockSelector;
import io.chronofabric.time.clock.ClockSettings;
import io.chronofabric.time.clock.HostClocks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code chronofabric clock status}. */
@Command(
        name = "status",
        description = {
            "Show what bounds the error of this host's clock, and by how much.",
            "",
            "Reads the daemon of AWS ClockBound and the kernel. Sets nothing, and needs no"
                    + " privilege."
        },
        exitCodeList = {
            "0:some source bounds the clock",
            ExitCodes.FAILURE_TEXT,
            "2:wrong arguments",
            "3:no source bounds the clock"
        })
final class ClockStatusCommand implements Callable<Integer> {
    private static final String TERMINAL = "chronofabric.terminal";
    private static final Duration REDRAW = Duration.ofSeconds(1);

    @Spec private CommandSpec spec;

    @Option(names = "--watch", description = "Show it again each second, until Ctrl-C.")
    private boolean watch;

    @Option(names = "--json", description = "Print one JSON object a line, and nothing else.")
    private boolean json;

    @Option(
            names = "--clockbound",
            paramLabel = "FILE",
            description = "Shared memory of ClockBound's daemon (default: ${DEFAULT-VALUE}).")
    private Path clockBound = ClockBoundClock.DEFAULT_FILE;

    @Override
    public Integer call() throws InterruptedException {
        CommandLine line = spec.commandLine();
        TimeSource time = TimeSource.system();
        ClockSettings settings =
                watch ? ClockSettings.DEFAULT.withHealthInterval(REDRAW) : ClockSettings.DEFAULT;
        try (ClockSelector selector =
                new ClockSelector(
                        HostClocks.inOrder(time, clockBound), time, settings, new Shown())) {
            ClockDisplay display =
                    new ClockDisplay(
                            new Console(line.getOut(), line.getErr(), Boolean.getBoolean(TERMINAL)),
                            selector,
                            time,
                            json);
            if (!watch) {
                return display.once();
            }
            CompletableFuture<String> stop = new CompletableFuture<>();
            StopSignal.completes(stop);
            return display.watch(stop, REDRAW);
        }
    }

    /** What changes is in the next picture. */
    private static final class Shown implements ClockListener {
        @Override
        public void changed(String sentence) {}

        @Override
        public void trouble(String sentence) {}
    }
}
