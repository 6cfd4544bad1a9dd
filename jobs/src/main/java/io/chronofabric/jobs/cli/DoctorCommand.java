package io.chronofabric.jobs.cli;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.jobs.config.KafkaOptions;
import io.chronofabric.jobs.config.Options;
import io.chronofabric.jobs.config.SettingsLoader;
import io.chronofabric.jobs.doctor.BeforeStart;
import io.chronofabric.jobs.doctor.Check;
import io.chronofabric.jobs.doctor.Examination;
import io.chronofabric.jobs.doctor.Finding;
import io.chronofabric.jobs.doctor.RunningJob;
import io.chronofabric.state.codec.Durations;
import io.chronofabric.time.TimeSource;
import io.chronofabric.time.clock.ClockBoundClock;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code chronofabric doctor}. */
@Command(
        name = "doctor",
        description = {
            "Look for what is wrong with this host and a configuration before a job is started, or"
                    + " with a running job.",
            "",
            "Says what it found, worst first, what is needed and why, and how to mend it. Changes"
                    + " nothing and shows no secret. What does not answer is given up within a minute."
        },
        exitCodeList = {"0:nothing but warnings", "1:problems were found", "2:wrong arguments"})
final class DoctorCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(45);
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final String FLINK_FOLDER = "FLINK_CONF_DIR";

    @Spec private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings in YAML, the same as the job's; see docs/configuration.md.")
    private Path config;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "A setting, over those of the file and the environment.")
    private List<String> definitions = List.of();

    @Option(
            names = {"--bootstrap", "--brokers"},
            paramLabel = "HOST:PORT",
            description = "Brokers to begin with; the setting kafka.bootstrap.")
    private String bootstrap;

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description = "Rule documents; may be given repeatedly; the setting rules.files.")
    private List<String> rules = List.of();

    @Option(
            names = "--flink-conf",
            paramLabel = "FILE",
            description =
                    "Flink's configuration in YAML (default: config.yaml in FLINK_CONF_DIR, if"
                            + " that is set).")
    private Path flinkConf;

    @Option(
            names = "--clockbound",
            paramLabel = "FILE",
            description = "Shared memory of ClockBound's daemon (default: ${DEFAULT-VALUE}).")
    private Path clockBound = ClockBoundClock.DEFAULT_FILE;

    @Option(
            names = "--skip",
            paramLabel = "CODE",
            split = ",",
            description = "Checks not to make, such as DOC109.")
    private List<String> skipped = List.of();

    @Option(
            names = "--rest",
            paramLabel = "URL",
            description =
                    "Flink's REST API: look at a running job instead of at what comes before a"
                            + " start.")
    private String rest;

    @Option(
            names = "--job",
            paramLabel = "JOB",
            description = "Its id or name; not needed where one job runs.")
    private String job;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description =
                    "How long to watch it (default: ${DEFAULT-VALUE}); longer where Flink renews"
                            + " its metrics more seldom.")
    private String window = "10s";

    @Option(names = "--json", description = "Print one JSON object a finding, and nothing else.")
    private boolean json;

    @Option(names = "--quiet", description = "Print problems and warnings only.")
    private boolean quiet;

    @Override
    public Integer call() throws InterruptedException {
        DoctorDisplay display = new DoctorDisplay(spec.commandLine().getOut(), json, quiet);
        Set<String> left = skipped.stream().map(String::strip).collect(Collectors.toSet());
        if (rest != null || job != null) {
            return display.show(left(running(), left));
        }
        List<Check> checks =
                beforeStart().stream().filter(check -> !left.contains(check.code())).toList();
        List<Finding> found = new Examination(PATIENCE).of(checks);
        return display.show(left(found, left));
    }

    private static List<Finding> left(List<Finding> found, Set<String> skipped) {
        return found.stream().filter(finding -> !skipped.contains(finding.code())).toList();
    }

    private List<Finding> running() throws InterruptedException {
        if (rest == null) {
            throw new ParameterException(
                    spec.commandLine(), "--job without --rest (expected: both, or --rest alone)");
        }
        Duration watched;
        try {
            watched = Duration.ofNanos(Durations.parseNanos(window));
        } catch (IllegalArgumentException | ChronoFabricException e) {
            watched = Duration.ZERO;
        }
        if (watched.isZero() || watched.isNegative() || watched.compareTo(LONGEST) > 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--for: " + window + " (expected: a duration such as 10s, at most 10min)");
        }
        PrintWriter err = spec.commandLine().getErr();
        return new RunningJob(
                        rest,
                        job == null ? "" : job,
                        line -> {
                            if (!quiet) {
                                err.println(line);
                                err.flush();
                            }
                        })
                .look(watched);
    }

    private List<Check> beforeStart() {
        readable("--config", config);
        readable("--flink-conf", flinkConf);
        SettingsLoader loader = new SettingsLoader();
        if (config != null) {
            loader.file(config);
        }
        loader.environment(System.getenv());
        loader.definitions(definitions);
        loader.flag("--bootstrap", KafkaOptions.BOOTSTRAP, EmbeddedOptions.given(bootstrap));
        loader.flag("--rules", Options.RULES_FILES, rules);
        Optional<Path> flink =
                Optional.ofNullable(flinkConf)
                        .or(
                                () ->
                                        Optional.ofNullable(System.getenv(FLINK_FOLDER))
                                                .map(folder -> Path.of(folder, "config.yaml"))
                                                .filter(Files::isReadable));
        return new BeforeStart(loader, clockBound, TimeSource.system())
                .checks(flink, System.getenv());
    }

    private void readable(String flag, Path file) {
        if (file != null && !(Files.isRegularFile(file) && Files.isReadable(file))) {
            throw new ParameterException(
                    spec.commandLine(),
                    flag + ": " + file + " (expected: a file that can be read)");
        }
    }
}
