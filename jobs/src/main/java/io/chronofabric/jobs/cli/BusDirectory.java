package io.chronofabric.jobs.cli;

import io.chronofabric.bus.BusException;
import io.chronofabric.bus.aeron.BusConnection;
import io.chronofabric.bus.aeron.BusHome;
import io.chronofabric.jobs.bus.BusFolders;
import io.chronofabric.time.TimeSource;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Which driver is meant. */
final class BusDirectory {
    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description =
                    "The driver's folder (default: chronofabric-USER in shared memory, or among"
                            + " temporary files).")
    private Path directory;

    /** What is done over a connection. */
    @FunctionalInterface
    interface Work {
        /** Does it, and gives the exit code. */
        int run(BusConnection connection) throws Exception;
    }

    BusHome home() {
        return BusFolders.home(directory);
    }

    /**
     * Connects and does something. That no driver runs is a mistake of the line; that it went away
     * in the middle is a failure.
     */
    int with(CommandLine line, Work work) throws Exception {
        try (BusConnection connection = BusConnection.connect(home(), TimeSource.system())) {
            try {
                return work.run(connection);
            } catch (BusException e) {
                if (connection.isAlive()) {
                    throw e;
                }
                line.getOut().flush();
                line.getErr().println(e.getMessage());
                return ExitCodes.FAILURE;
            }
        }
    }
}
