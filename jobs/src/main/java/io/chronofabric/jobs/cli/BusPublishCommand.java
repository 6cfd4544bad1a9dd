package io.chronofabric.jobs.cli;

import io.chronofabric.bus.aeron.BusConnection;
import io.chronofabric.bus.wire.FrameHeader;
import io.chronofabric.bus.wire.FrameSource;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.Priority;
import io.chronofabric.jobs.bus.HostStamp;
import io.chronofabric.jobs.bus.Outlet;
import io.chronofabric.jobs.bus.Publishing;
import io.chronofabric.jobs.bus.TelemetryPublishing;
import io.chronofabric.jobs.embedded.StopSignal;
import io.chronofabric.time.TimeSource;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chronofabric bus publish}. */
@Command(
        name = "publish",
        description = {
            "Publish each line of a file or of standard input on a bus, or this host's telemetry.",
            "",
            "Waits where a subscriber that blocks, or the log, is behind. How it goes is told on"
                    + " standard error each second."
        },
        exitCodeList = {
            "0:everything is published; with --durable, all of it is in the log",
            "1:the driver went away, the name is taken, or not all is in the log",
            ExitCodes.BAD_INPUT_TEXT
        })
final class BusPublishCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";

    /** Longer than the driver takes to give up a publisher that was killed. */
    private static final Duration NAME_TIMEOUT = Duration.ofSeconds(15);

    @Spec private CommandSpec spec;

    @Mixin private BusDirectory directory;

    @Parameters(paramLabel = "BUS", description = "Name of the bus.")
    private String bus;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            required = true,
            description = "Who publishes; with --durable one publisher at a time may be called so.")
    private String source;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Where the lines are; -, the default, for standard input.")
    private String file = STANDARD_INPUT;

    @Option(
            names = "--telemetry",
            description =
                    "Publish this host's telemetry instead of lines, until Ctrl-C: signals in JSON,"
                            + " as chronofabric run reads them from Kafka.")
    private boolean telemetry;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            description = "With --telemetry: distance of the readings (default: ${DEFAULT-VALUE}).")
    private String interval = "1s";

    @Option(names = "--durable", description = "Record the packets in the driver's log.")
    private boolean durable;

    @Option(names = "--rate", paramLabel = "N/s", description = "At most so many packets a second.")
    private String rate;

    @Option(
            names = "--targets",
            paramLabel = "MASK",
            description =
                    "Whom they are for: all (the default), targets 0 to 63 such as 0,3, or bits such"
                            + " as 0x9.")
    private String targets = "all";

    @Option(
            names = "--priority",
            paramLabel = "P",
            description = "low, normal (the default), high or critical.")
    private String priority = "normal";

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            description = "How long after its publishing a packet is of use, such as 500ms.")
    private String deadline;

    @Option(
            names = "--trace",
            paramLabel = "TRACEPARENT",
            description = "The distributed trace that they belong to, as W3C's traceparent.")
    private String trace;

    @Override
    public Integer call() throws Exception {
        CommandLine line = spec.commandLine();
        BusFlags.name(line, "BUS", bus);
        BusFlags.name(line, "--source", source);
        FrameHeader header = header(line);
        double perSecond = BusFlags.rate(line, "--rate", rate);
        long ttl = deadline == null ? 0 : BusFlags.duration(line, "--deadline", deadline);
        long every = BusFlags.duration(line, "--interval", interval);
        if (telemetry && !file.equals(STANDARD_INPUT)) {
            throw new CommandLine.ParameterException(
                    line, "--telemetry and --file do not go together");
        }
        CompletableFuture<String> stop = new CompletableFuture<>();
        StopSignal.completes(stop);
        return directory.with(
                line,
                connection -> {
                    try (HostStamp stamp = new HostStamp(source);
                            Outlet outlet = outlet(connection, stamp)) {
                        Publishing publishing =
                                new Publishing(
                                        connection,
                                        outlet,
                                        new Publishing.HeaderPlan(header, ttl, stamp),
                                        perSecond,
                                        TimeSource.system(),
                                        stop,
                                        line.getErr()::println);
                        return run(
                                publishing, outlet, stamp, header, Duration.ofNanos(every), stop);
                    }
                });
    }

    private int run(
            Publishing publishing,
            Outlet outlet,
            HostStamp stamp,
            FrameHeader header,
            Duration every,
            CompletableFuture<String> stop)
            throws IOException, InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        boolean logged = false;
        try {
            if (telemetry) {
                new TelemetryPublishing(stamp, header, publishing, stop).run(every, true);
            } else {
                try (InputStream in = input()) {
                    publishing.lines(in);
                }
            }
            logged = publishing.awaitLogged();
        } catch (ChronoFabricException e) {
            if (e.code() == ErrorCode.INPUT_INVALID) {
                // What came before the fault is published, and whether it is safe is asked for.
                publishing.awaitLogged();
            }
            throw e;
        } finally {
            err.println(publishing.account() + ".");
            if (outlet.unheard() > 0) {
                err.println(
                        "NOT heard: nobody subscribed to bus "
                                + bus
                                + "; chronofabric bus stats shows who does.");
            }
        }
        if (!logged) {
            err.println("Not all of it is known to be in the log; see the driver's output.");
        }
        return logged ? ExitCodes.OK : ExitCodes.FAILURE;
    }

    private FrameHeader header(CommandLine line) {
        FrameHeader header =
                new FrameHeader()
                        .mask(BusFlags.mask(line, "--targets", targets))
                        .priority(
                                BusFlags.word(
                                        line,
                                        "--priority",
                                        priority,
                                        BusFlags.all(Priority.class)));
        return trace == null ? header : header.trace(BusFlags.trace(line, "--trace", trace));
    }

    private Outlet outlet(BusConnection connection, HostStamp stamp) {
        FrameSource name = new FrameSource(source, "");
        return durable
                ? Outlet.of(connection.durablePublisher(bus, name, stamp.clock(), NAME_TIMEOUT))
                : Outlet.of(connection.publisher(bus, name, stamp.clock(), NAME_TIMEOUT));
    }

    /** Standard input is not ours to close. */
    private InputStream input() {
        if (file.equals(STANDARD_INPUT)) {
            return new FilterInputStream(System.in) {
                @Override
                public void close() {
                    // As said.
                }
            };
        }
        try {
            return Files.newInputStream(Path.of(file));
        } catch (IOException e) {
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    "--file: " + file,
                    "a file that can be read",
                    "Check the name.",
                    e);
        }
    }
}
