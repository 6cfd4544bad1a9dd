package io.chronofabric.jobs.cli;

import io.chronofabric.core.Problem;
import io.chronofabric.jobs.RuleFiles;
import io.chronofabric.jobs.config.Options;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.config.SettingsLoader;
import io.chronofabric.jobs.demo.DemoRun;
import io.chronofabric.jobs.embedded.Console;
import io.chronofabric.time.TimeSource;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code chronofabric demo}. */
@Command(
        name = "demo",
        description = {
            "Judge live telemetry of this host, or a recorded trace, by rules.",
            "",
            "Runs the governance job on an embedded Flink, with its web UI. Live telemetry runs"
                    + " until Ctrl-C or --duration, a recording to its end; both end with a"
                    + " summary and exit code 0."
        },
        exitCodeList = {
            "0:it ran to its end, or was stopped by Ctrl-C",
            "1:the job failed",
            ExitCodes.BAD_INPUT_TEXT
        })
final class DemoCommand implements Callable<Integer> {
    /** Set by the start script, which can tell. */
    private static final String TERMINAL = "chronofabric.terminal";

    @Spec private CommandSpec spec;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            description = "How long to run, such as 60s or 5min.")
    private String duration;

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description = "Rule documents instead of the shipped ones; may be given repeatedly.")
    private List<String> rules = List.of();

    @Option(
            names = "--replay",
            paramLabel = "FILE",
            description =
                    "A recorded trace instead of live telemetry: CSV, plain or gzip, with the"
                            + " columns time, node, entity and one for each signal.")
    private String replay;

    @Option(
            names = "--speed",
            paramLabel = "SPEED",
            description = "Pace of the replay: max (the default), or a factor such as 10x.")
    private String speed;

    @Option(
            names = "--publisher",
            paramLabel = "PLACE",
            description =
                    "Who publishes live telemetry: internal (the default), a thread of this process;"
                            + " external, other processes, on the bus of this host.")
    private String publisher;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description =
                    "With --publisher external: the driver's folder. If no driver runs there, the"
                            + " demo starts one.")
    private String directory;

    @Option(
            names = "--json",
            description = "Print one JSON object a verdict, and everything else to standard error.")
    private boolean json;

    @Mixin private EmbeddedOptions embedded;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        SettingsLoader loader = embedded.loader();
        loader.flag("--duration", Options.DEMO_DURATION, EmbeddedOptions.given(duration));
        loader.flag("--rules", Options.RULES_FILES, rules);
        loader.flag("--replay", Options.REPLAY_PATH, EmbeddedOptions.given(replay));
        loader.flag("--speed", Options.REPLAY_SPEED, EmbeddedOptions.given(speed));
        loader.flag("--publisher", Options.DEMO_PUBLISHER, EmbeddedOptions.given(publisher));
        loader.flag("--directory", Options.BUS_DIRECTORY, EmbeddedOptions.given(directory));

        if (speed != null && loader.peek(Options.REPLAY_PATH).isEmpty()) {
            loader.problem(
                    Problem.error(
                            "CFG007",
                            "--speed",
                            0,
                            0,
                            "without a recording (expected: --replay FILE)",
                            "leave it out: live telemetry comes at its own pace"));
        }
        List<String> files = loader.peek(Options.RULES_FILES).orElse(List.of());
        RuleFiles.Loaded loaded =
                files.isEmpty() ? RuleFiles.shipped() : RuleFiles.load(files).rulesAlone();
        loaded.problems().forEach(loader::problem);
        if (loaded.rules().isEmpty() && !loaded.hasErrors()) {
            loader.problem(
                    Problem.error(
                            "RULE016",
                            String.join(", ", files),
                            0,
                            0,
                            "no rule in it (expected: at least one)",
                            "give a file with a document of kind Rule"));
        }
        Settings settings = loader.settings();
        settings.warnings().forEach(err::println);

        boolean terminal = Boolean.getBoolean(TERMINAL);
        DemoRun run =
                new DemoRun(
                        settings,
                        loaded.rules(),
                        json,
                        new Console(out, err, terminal),
                        TimeSource.system());
        run.stopOnSignal();
        run.run();
        return ExitCodes.OK;
    }
}
