package io.chronofabric.jobs.doctor;

import io.chronofabric.bus.aeron.BusHome;
import io.chronofabric.core.Problem;
import io.chronofabric.jobs.Checkpoints;
import io.chronofabric.jobs.RuleFiles;
import io.chronofabric.jobs.bus.BusFolders;
import io.chronofabric.jobs.config.ConfigurationProblems;
import io.chronofabric.jobs.config.KafkaOptions;
import io.chronofabric.jobs.config.Option;
import io.chronofabric.jobs.config.Options;
import io.chronofabric.jobs.config.RulesOptions;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.config.SettingsLoader;
import io.chronofabric.jobs.kafka.KafkaGovernance;
import io.chronofabric.jobs.kafka.TopicPlan;
import io.chronofabric.state.model.TopicMapping;
import io.chronofabric.time.TimeSource;
import io.chronofabric.time.clock.HostClocks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The checks of a host and a configuration before a job is started. */
public final class BeforeStart {
    private static final long MIB = 1 << 20;
    private static final long LEAST_SHARED = 12 * MIB;
    private static final long GOOD_SHARED = 64 * MIB;
    private static final long LEAST_DISK = 512 * MIB;
    private static final long GOOD_DISK = 2_048 * MIB;
    private static final Duration LONG_SILENCE = Duration.ofMinutes(1);

    private final SettingsLoader loader;
    private final Path clockBound;
    private final TimeSource time;

    /**
     * @param loader the job's settings collected so far
     * @param clockBound the shared memory of ClockBound's daemon
     * @param time the clock
     */
    public BeforeStart(SettingsLoader loader, Path clockBound, TimeSource time) {
        this.loader = loader;
        this.clockBound = clockBound;
        this.time = time;
    }

    /**
     * All checks.
     *
     * @param flinkFile Flink's configuration, if there is one to look at
     * @param environment the variables of this process
     */
    public List<Check> checks(Optional<Path> flinkFile, Map<String, String> environment) {
        List<Check> checks = new ArrayList<>(host(environment));
        Optional<FlinkFile> flink = flink(flinkFile, checks);
        RuleFiles.Loaded rules = rules(checks);
        boolean onKafka = loader.peek(KafkaOptions.BOOTSTRAP).isPresent();
        List<TopicMapping> mappings =
                onKafka ? KafkaGovernance.check(loader, rules.rules()) : List.of();
        checkpoints(checks);
        Optional<Settings> settings = settings(checks);
        watermarks(checks);
        if (onKafka) {
            kafka(checks, settings, mappings, flink);
        } else {
            checks.add(
                    new Known(
                            Finding.notChecked(
                                    "DOC401",
                                    "brokers",
                                    "kafka.bootstrap is not set",
                                    "Add --bootstrap HOST:PORT to have brokers and topics looked"
                                            + " at.")));
        }
        if (flink.isEmpty()) {
            checks.add(
                    new FreePorts(
                            "port of the embedded web UI",
                            Options.WEB_PORT.key(),
                            range(peek(Options.WEB_PORT))));
        }
        return List.copyOf(checks);
    }

    private List<Check> host(Map<String, String> environment) {
        BusHome home =
                BusFolders.home(loader.peek(Options.BUS_DIRECTORY).map(Path::of).orElse(null));
        return List.of(
                JavaVersion.ofThisProcess(),
                OpenedPackages.ofThisProcess(),
                ProcessMemory.ofThisProcess(),
                OpenFiles.ofThisProcess(),
                new FolderRoom(
                        "DOC105",
                        "shared memory of the bus",
                        home.directory(),
                        LEAST_SHARED,
                        GOOD_SHARED,
                        "each publisher maps three terms of 4 MiB there",
                        "Give it more (docker run --shm-size 256m), or start the driver with a"
                                + " shorter --term-length."),
                new FolderRoom(
                        "DOC106",
                        "disk of the bus's log",
                        BusFolders.log(home, environment),
                        LEAST_DISK,
                        GOOD_DISK,
                        "a full disk stops durable publishers",
                        "Free some, chronofabric bus purge, or bus driver --log DIR elsewhere."),
                new ClockBound(
                        time, HostClocks.inOrder(time, clockBound), peek(KafkaOptions.MAX_AHEAD)));
    }

    private Optional<FlinkFile> flink(Optional<Path> path, List<Check> checks) {
        if (path.isEmpty()) {
            checks.add(
                    new Known(
                            Finding.notChecked(
                                    "DOC201",
                                    "Flink's configuration",
                                    "none was given",
                                    "Add --flink-conf FILE to have it looked at.")));
            return Optional.empty();
        }
        try {
            FlinkFile file = FlinkFile.read(path.get());
            checks.add(
                    new SettingsChecks(
                            "DOC201", "Flink's configuration", file.problems(), file.name()));
            checks.addAll(new FlinkState(file, loader).checks());
            OptionalLong memory = ProcessMemory.ofHost();
            checks.addAll(new FlinkProcesses(file, memory).checks());
            return Optional.of(file);
        } catch (IOException e) {
            checks.add(
                    new Known(
                            Finding.problem(
                                    "DOC201",
                                    "Flink's configuration",
                                    Words.firstLine(e),
                                    "a file in YAML that can be read",
                                    "Correct --flink-conf.")));
            return Optional.empty();
        }
    }

    private RuleFiles.Loaded rules(List<Check> checks) {
        List<String> files = loader.peek(Options.RULES_FILES).orElse(List.of());
        RuleFiles.Loaded loaded =
                loader.peek(RulesOptions.TOPIC).isEmpty()
                        ? RuleFiles.loadForJob(files)
                        : RuleFiles.loadForLiveJob(
                                files, loader.peek(RulesOptions.PATTERNS).orElse(true));
        checks.add(
                files.isEmpty()
                        ? new Known(
                                Finding.notChecked(
                                        "DOC302",
                                        "rule files",
                                        "rules.files names none",
                                        "Add -D rules.files=FILE to have them compiled."))
                        : new SettingsChecks(
                                "DOC302",
                                "rule files",
                                loaded.problems(),
                                loaded.rules().size() + " rules in " + files.size() + " files"));
        return loaded;
    }

    private void checkpoints(List<Check> checks) {
        Optional<String> folder = loader.peek(Options.CHECKPOINT_DIRECTORY);
        folder.map(BeforeStart::local)
                .filter(Optional::isPresent)
                .ifPresent(
                        local ->
                                checks.add(
                                        new FolderRoom(
                                                "DOC107",
                                                "disk of checkpoints",
                                                local.get(),
                                                LEAST_DISK,
                                                GOOD_DISK,
                                                "without room checkpoints fail, and exactly-once"
                                                        + " outputs stop",
                                                "Free some, or set checkpoint.directory to"
                                                        + " another.")));
    }

    /** A path of this host; empty where it is on other storage. */
    private static Optional<Path> local(String place) {
        if (place.startsWith("file:")) {
            return Optional.of(Path.of(place.replaceFirst("^file:/*", "/")));
        }
        return place.contains("://") ? Optional.empty() : Optional.of(Path.of(place));
    }

    private Optional<Settings> settings(List<Check> checks) {
        List<Problem> problems = new ArrayList<>();
        Optional<Settings> settings = Optional.empty();
        try {
            Settings good = loader.settings();
            problems.addAll(good.warnings());
            settings = Optional.of(good);
        } catch (ConfigurationProblems e) {
            problems.addAll(e.problems());
        }
        checks.add(new SettingsChecks("DOC301", "settings", problems, "all can be used"));
        return settings;
    }

    private void kafka(
            List<Check> checks,
            Optional<Settings> settings,
            List<TopicMapping> mappings,
            Optional<FlinkFile> flink) {
        if (settings.isEmpty()) {
            checks.add(
                    new Known(
                            Finding.notChecked(
                                    "DOC401",
                                    "brokers",
                                    "the settings cannot be used",
                                    "Mend the settings first.")));
            return;
        }
        boolean transactions = KafkaGovernance.writesTransactions(loader);
        TopicPlan plan = TopicPlan.of(settings.get(), mappings);
        List<Problem> problems = new ArrayList<>(plan.check());
        if (transactions) {
            Configuration conf = flink.map(FlinkFile::configuration).orElseGet(Configuration::new);
            Checkpoints.check(
                            new StreamExecutionEnvironment(conf),
                            peek(Options.CHECKPOINT_INTERVAL),
                            peek(KafkaOptions.TRANSACTION_TIMEOUT))
                    .ifPresent(problems::add);
        }
        checks.add(
                new SettingsChecks(
                        "DOC304", "topics and transactions", problems, "go with each other"));
        if (plan.check().isEmpty()) {
            checks.add(
                    new KafkaLook(
                            settings.get(),
                            plan,
                            transactions,
                            flink.map(
                                    file ->
                                            file.configuration()
                                                    .get(CoreOptions.DEFAULT_PARALLELISM))));
        }
    }

    private void watermarks(List<Check> checks) {
        Duration silence = peek(KafkaOptions.IDLE_AFTER);
        String subject = "silent partitions";
        if (silence.compareTo(LONG_SILENCE) > 0) {
            checks.add(
                    new Known(
                            Finding.warning(
                                    "DOC303",
                                    subject,
                                    KafkaOptions.IDLE_AFTER.key()
                                            + " is "
                                            + silence.toSeconds()
                                            + " s",
                                    "at most a minute: so long a silent partition holds back the"
                                            + " answers of all others",
                                    "Set kafka.idle-after=10s.")));
        } else if (peek(KafkaOptions.ALIGNMENT).isZero()) {
            checks.add(
                    new Known(
                            Finding.warning(
                                    "DOC303",
                                    subject,
                                    KafkaOptions.ALIGNMENT.key() + " is 0 s",
                                    "a bound: while it catches up, a partition far ahead of the"
                                            + " others fills the state",
                                    "Set kafka.alignment.max-drift=30s.")));
        } else {
            checks.add(
                    new Known(
                            Finding.fine(
                                    "DOC303",
                                    subject,
                                    "count as idle after " + silence.toMillis() + " ms")));
        }
    }

    private static String range(int first) {
        return first + "-" + Math.min(first + 100, 65_535);
    }

    private <T> T peek(Option<T> option) {
        return loader.peek(option).or(option::defaultValue).orElseThrow();
    }

    /**
     * What needs no look.
     *
     * @param finding what is known
     */
    private record Known(Finding finding) implements Check {
        @Override
        public String code() {
            return finding.code();
        }

        @Override
        public String subject() {
            return finding.subject();
        }

        @Override
        public List<Finding> look() {
            return List.of(finding);
        }
    }
}
