package io.chronofabric.jobs.cli;

import io.chronofabric.bus.aeron.BusConnection;
import io.chronofabric.bus.aeron.SharedSubscription;
import io.chronofabric.bus.aeron.SharedSubscriptionOptions;
import io.chronofabric.bus.wire.FrameFile;
import io.chronofabric.bus.wire.FrameReader;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.jobs.bus.Listening;
import io.chronofabric.jobs.embedded.StopSignal;
import io.chronofabric.time.TimeSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chronofabric bus record}. */
@Command(
        name = "record",
        description = {
            "Write what is published on a bus from now on into a file, for bus replay.",
            "",
            "For a file to take elsewhere; the log of durable publishers needs no such thing."
        },
        exitCodeList = {
            "0:it was stopped, or the time or the count is reached",
            "1:the driver went away, or the file could not be written",
            ExitCodes.BAD_INPUT_TEXT
        })
final class BusRecordCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private BusDirectory directory;

    @Parameters(paramLabel = "BUS", description = "Name of the bus.")
    private String bus;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            required = true,
            description = "The file, which must not be there yet.")
    private Path output;

    @Option(names = "--for", paramLabel = "TIME", description = "For how long, such as 30s.")
    private String duration;

    @Option(names = "--count", paramLabel = "N", description = "End after so many packets.")
    private Long count;

    @Override
    public Integer call() throws Exception {
        CommandLine line = spec.commandLine();
        BusFlags.name(line, "BUS", bus);
        long limit = BusSubscribeCommand.limit(line, count);
        long nanos = duration == null ? Long.MAX_VALUE : BusFlags.duration(line, "--for", duration);
        CompletableFuture<String> stop = new CompletableFuture<>();
        StopSignal.completes(stop);
        return directory.with(line, connection -> record(connection, limit, nanos, stop));
    }

    private int record(
            BusConnection connection, long limit, long nanos, CompletableFuture<String> stop)
            throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        try (FrameFile.Writer file = open();
                SharedSubscription subscription =
                        connection.subscribe(SharedSubscriptionOptions.of(bus))) {
            // A packet that came late is part of what was published.
            subscription.onExpired((late, position) -> add(file, late));
            Listening listening =
                    new Listening(
                            connection, subscription, TimeSource.system(), stop, err::println);
            err.println("Recording bus " + bus + " to " + output + " ...");
            try {
                listening.run(
                        (frame, position) -> add(file, frame),
                        limit,
                        nanos,
                        () -> {
                            err.println(said(file) + " ...");
                            flush(file);
                            return true;
                        });
            } finally {
                err.println(said(file) + " in " + output + ".");
                err.println(listening.account() + ".");
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return ExitCodes.OK;
    }

    private FrameFile.Writer open() throws IOException {
        try {
            return new FrameFile.Writer(output, bus);
        } catch (FileAlreadyExistsException e) {
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    "--output: " + output + " is there already",
                    "a new file",
                    "Choose another name, or remove it.",
                    e);
        }
    }

    private static String said(FrameFile.Writer file) {
        return file.frames() + " packets, " + file.bytes() + " bytes";
    }

    private static void add(FrameFile.Writer file, FrameReader frame) {
        try {
            file.add(frame);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void flush(FrameFile.Writer file) {
        try {
            file.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
