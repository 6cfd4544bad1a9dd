package io.chronofabric.jobs.cli;

import io.chronofabric.bus.WhenFull;
import io.chronofabric.bus.aeron.SharedSubscription;
import io.chronofabric.bus.aeron.SharedSubscriptionOptions;
import io.chronofabric.jobs.bus.Listening;
import io.chronofabric.jobs.bus.PacketText;
import io.chronofabric.jobs.embedded.StopSignal;
import io.chronofabric.time.TimeSource;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chronofabric bus subscribe}. */
@Command(
        name = "subscribe",
        description = {
            "Print what is published on a bus from now on, until Ctrl-C.",
            "",
            "A line a packet: time, source, sequence number, payload; a payload that is no plain"
                    + " text in hexadecimal. What became of the packets is told at the end, on"
                    + " standard error."
        },
        exitCodeList = {
            "0:it was stopped, or --count are printed",
            "1:the driver went away, or packets were missed with --when-behind fail",
            ExitCodes.BAD_INPUT_TEXT
        })
final class BusSubscribeCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private BusDirectory directory;

    @Parameters(paramLabel = "BUS", description = "Name of the bus.")
    private String bus;

    @Option(
            names = "--targets",
            paramLabel = "MASK",
            description =
                    "Only packets for these: all (the default), targets 0 to 63 such as 0,3, or bits"
                            + " such as 0x9.")
    private String targets = "all";

    @Option(
            names = "--when-behind",
            paramLabel = "WORD",
            description =
                    "block: publishers wait for this; drop-oldest (the default): it misses packets"
                            + " and counts them; fail: it ends.")
    private String whenBehind = "drop-oldest";

    @Option(names = "--count", paramLabel = "N", description = "End after so many packets.")
    private Long count;

    @Option(names = "--json", description = "Print one JSON object a packet.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        CommandLine line = spec.commandLine();
        BusFlags.name(line, "BUS", bus);
        SharedSubscriptionOptions options =
                SharedSubscriptionOptions.of(bus)
                        .withTargets(BusFlags.mask(line, "--targets", targets))
                        .withWhenBehind(
                                BusFlags.word(
                                        line,
                                        "--when-behind",
                                        whenBehind,
                                        List.of(
                                                WhenFull.BLOCK,
                                                WhenFull.DROP_OLDEST,
                                                WhenFull.FAIL)));
        long limit = limit(line, count);
        CompletableFuture<String> stop = new CompletableFuture<>();
        StopSignal.completes(stop);
        return directory.with(
                line,
                connection -> {
                    PrintWriter out = line.getOut();
                    try (SharedSubscription subscription = connection.subscribe(options)) {
                        Listening listening =
                                new Listening(
                                        connection,
                                        subscription,
                                        TimeSource.system(),
                                        stop,
                                        line.getErr()::println);
                        try {
                            listening.run(
                                    (frame, position) -> {
                                        out.println(
                                                json
                                                        ? PacketText.json(frame)
                                                        : PacketText.line(frame));
                                        out.flush();
                                    },
                                    limit,
                                    Long.MAX_VALUE,
                                    () -> !out.checkError());
                        } finally {
                            out.flush();
                            line.getErr().println(listening.account() + ".");
                        }
                    }
                    return ExitCodes.OK;
                });
    }

    static long limit(CommandLine line, Long count) {
        if (count != null && count < 1) {
            throw BusFlags.wrong(line, "--count", count.toString(), "1 or more");
        }
        return count == null ? Long.MAX_VALUE : count;
    }
}
