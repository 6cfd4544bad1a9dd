package io.chronofabric.jobs.cli;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.jobs.config.Options;
import io.chronofabric.jobs.config.RulesOptions;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.embedded.StopSignal;
import io.chronofabric.jobs.rules.FrontierWriter;
import io.chronofabric.jobs.rules.Governor;
import io.chronofabric.jobs.rules.RuleLog;
import io.chronofabric.jobs.rules.RuleTopic;
import io.chronofabric.time.TimeSource;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code chronofabric rules governor}. */
@Command(
        name = "governor",
        description = {
            "Promise, again and again, from when on rules may change, until Ctrl-C.",
            "",
            "For jobs with rules.governor=external, which judge nothing beyond the last promise. All"
                    + " of them depend on this process; several may run, and the furthest promise"
                    + " counts. Also takes changes that came too late out of the topic."
        },
        exitCodeList = {
            "0:stopped by Ctrl-C; with --once: the promise stands",
            "1:the brokers failed or did not answer at the start; with --once also: at all",
            ExitCodes.BAD_INPUT_TEXT
        })
final class RulesGovernorCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private RulesTopicSettings settings;

    @Option(names = "--once", description = "Promise once and end.")
    private boolean once;

    @Option(
            names = "--by",
            paramLabel = "NAME",
            description = "Who promises, for others to see (default: governor).")
    private String by = "governor";

    @Override
    public Integer call() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        return settings.with(
                err,
                checked -> {
                    checkPace(checked.settings());
                    checked.prepare(err);
                    try (RuleLog log = checked.log()) {
                        return govern(checked.settings(), log);
                    }
                });
    }

    private static void checkPace(Settings settings) {
        Duration lead = settings.get(RulesOptions.LEAD);
        Duration interval = settings.get(RulesOptions.INTERVAL);
        if (interval.compareTo(lead) >= 0) {
            throw new ChronoFabricException(
                    ErrorCode.CONFIGURATION_INVALID,
                    RulesOptions.INTERVAL.key() + ": " + interval.toMillis() + " ms",
                    "less than rules.governor.lead, " + lead.toMillis() + " ms",
                    "Shorten the interval or lengthen the lead.");
        }
    }

    private int govern(Settings settings, RuleLog log) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        TimeSource time = TimeSource.system();
        FrontierWriter writer =
                FrontierWriter.open(
                        RuleTopic.of(settings), time, settings.get(RulesOptions.LEAD), by);
        try {
            Governor governor =
                    new Governor(
                            writer,
                            log,
                            time,
                            settings.get(RulesOptions.INTERVAL),
                            settings.get(Options.STATUS_INTERVAL),
                            new Governor.Listener() {
                                @Override
                                public void status(Governor.Status status) {
                                    out.println(sentence(status, RuleMoments.now(time)));
                                    out.flush();
                                }

                                @Override
                                public void trouble(String sentence) {
                                    err.println("No promise gets through: " + sentence);
                                }
                            });
            if (once) {
                Governor.Status status = governor.step();
                writer.close();
                return ended(status, writer.failure(), log.topicName());
            }
            CompletableFuture<String> stop = new CompletableFuture<>();
            StopSignal.completes(stop);
            out.println("Promising on topic " + log.topicName() + " until Ctrl-C, by " + by + ".");
            governor.run(stop);
            out.println("Stopped.");
            out.flush();
            return ExitCodes.OK;
        } finally {
            writer.close();
        }
    }

    private int ended(Governor.Status status, String failure, String topic) {
        if (!failure.isEmpty()) {
            throw new ChronoFabricException(
                    ErrorCode.KAFKA_UNAVAILABLE,
                    "the promise on topic " + topic + " failed: " + failure,
                    "brokers that take it",
                    "Try again, or look into the brokers' logs.");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("Promised up to " + RuleMoments.show(status.promisedMillis()) + ".");
        out.flush();
        return ExitCodes.OK;
    }

    private static String sentence(Governor.Status status, long now) {
        return "Promised up to "
                + RuleMoments.show(status.promisedMillis())
                + ", "
                + RuleMoments.amount(status.promisedMillis() - now)
                + " ahead; "
                + status.promises()
                + (status.promises() == 1 ? " promise" : " promises")
                + (status.withdrawn() == 0 ? "." : ", " + status.withdrawn() + " withdrawn.");
    }
}
