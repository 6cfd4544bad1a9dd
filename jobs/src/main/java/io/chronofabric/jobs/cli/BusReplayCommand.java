package io.chronofabric.jobs.cli;

import io.chronofabric.bus.aeron.BusConnection;
import io.chronofabric.jobs.bus.Feeds;
import io.chronofabric.jobs.bus.FrameFeed;
import io.chronofabric.jobs.bus.HostStamp;
import io.chronofabric.jobs.bus.PacketText;
import io.chronofabric.jobs.bus.Replaying;
import io.chronofabric.jobs.config.Speed;
import io.chronofabric.jobs.embedded.StopSignal;
import io.chronofabric.time.TimeSource;
import java.io.PrintWriter;
import java.nio.file.Files;
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

/** {@code chronofabric bus replay}. */
@Command(
        name = "replay",
        description = {
            "Print packets of a file or of the log again, or publish them again.",
            "",
            "They keep their times, ids and sources. Of a bus, what its durable publishers have"
                    + " recorded up to now, in the order of the packets' times. How far it is is"
                    + " told on standard error each second."
        },
        exitCodeList = {
            "0:it came to the end",
            "1:it was stopped before, or the driver went away",
            ExitCodes.BAD_INPUT_TEXT
        })
final class BusReplayCommand implements Callable<Integer> {
    private static final String NODE = "bus-replay";

    @Spec private CommandSpec spec;

    @Mixin private BusDirectory directory;

    @Parameters(
            paramLabel = "FILE|BUS",
            arity = "0..1",
            description =
                    "A file that bus record has written, if there is one of that name; else a bus.")
    private String what;

    @Option(
            names = "--recording",
            paramLabel = "ID",
            description = "One recording of the log, whatever it holds; bus stats lists them.")
    private Long recording;

    @Option(
            names = "--speed",
            paramLabel = "SPEED",
            description = "max (the default), or a factor such as 1x or 10x.")
    private String speed = "max";

    @Option(
            names = "--into",
            paramLabel = "BUS",
            description = "Publish them there, to those who listen, instead of printing them.")
    private String into;

    @Option(
            names = "--committed",
            description = "Of a bus: what transactional sinks have committed, and nothing else.")
    private boolean committed;

    @Option(names = "--json", description = "Print one JSON object a packet.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        CommandLine line = spec.commandLine();
        Speed pace = BusFlags.speed(line, "--speed", speed);
        if ((what == null) == (recording == null)) {
            throw new CommandLine.ParameterException(
                    line, "what to replay (expected: FILE, BUS or --recording ID)");
        }
        if (into != null) {
            BusFlags.name(line, "--into", into);
        }
        boolean file = what != null && Files.isRegularFile(Path.of(what));
        if (committed && (file || recording != null)) {
            throw new CommandLine.ParameterException(
                    line, "--committed (expected: only with a BUS)");
        }
        if (what != null && !file) {
            BusFlags.name(line, "FILE|BUS", what);
        }
        CompletableFuture<String> stop = new CompletableFuture<>();
        StopSignal.completes(stop);
        if (file && into == null) {
            // Needs no driver.
            return replay(null, Feeds.file(Path.of(what)), pace, stop);
        }
        return directory.with(
                line, connection -> replay(connection, feed(connection, file), pace, stop));
    }

    private FrameFeed feed(BusConnection connection, boolean file) {
        if (recording != null) {
            return Feeds.recording(connection, recording);
        }
        return file ? Feeds.file(Path.of(what)) : Feeds.bus(connection, what, committed);
    }

    private int replay(
            BusConnection connection, FrameFeed source, Speed pace, CompletableFuture<String> stop)
            throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (FrameFeed feed = source) {
            Replaying replaying =
                    new Replaying(feed, pace, TimeSource.system(), stop, err::println);
            boolean ended;
            try {
                ended = into == null ? print(replaying, out) : publish(connection, replaying);
            } finally {
                out.flush();
                err.println(replaying.account() + ".");
            }
            return ended ? ExitCodes.OK : ExitCodes.FAILURE;
        }
    }

    private boolean print(Replaying replaying, PrintWriter out) throws Exception {
        return replaying.run(
                frame -> {
                    out.println(json ? PacketText.json(frame) : PacketText.line(frame));
                    return !out.checkError();
                });
    }

    private boolean publish(BusConnection connection, Replaying replaying) throws Exception {
        try (HostStamp stamp = new HostStamp(NODE);
                Replaying.Republisher publisher =
                        new Replaying.Republisher(connection, into, stamp.clock())) {
            boolean ended = replaying.run(publisher);
            if (publisher.unheard() > 0) {
                spec.commandLine()
                        .getErr()
                        .println(
                                publisher.unheard()
                                        + " NOT heard: nobody subscribed to bus "
                                        + into
                                        + ".");
            }
            return ended;
        }
    }
}
