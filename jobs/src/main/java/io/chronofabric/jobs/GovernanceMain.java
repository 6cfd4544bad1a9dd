package io.chronofabric.jobs;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.Problem;
import io.chronofabric.jobs.config.ConfigurationProblems;
import io.chronofabric.jobs.config.KafkaOptions;
import io.chronofabric.jobs.config.Option;
import io.chronofabric.jobs.config.Options;
import io.chronofabric.jobs.config.RulesOptions;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.config.SettingsLoader;
import io.chronofabric.jobs.kafka.KafkaGovernance;
import io.chronofabric.jobs.output.JsonOutputs;
import io.chronofabric.jobs.replay.ReplaySource;
import io.chronofabric.jobs.rules.RuleChannel;
import io.chronofabric.operators.RefusalLimit;
import io.chronofabric.state.flink.StateLedger;
import io.chronofabric.state.model.TopicMapping;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.client.program.ProgramParametrizationException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Entry of the job jar, for {@code flink run}: {@code [--config FILE] [-D key=value]...}. Checks
 * everything before it submits anything.
 */
public final class GovernanceMain {
    private static final String USAGE =
            "Usage: flink run chronofabric-job.jar [--config FILE] [-D key=value]...; at least"
                    + " rules.files, and kafka.bootstrap or replay.path, must be set";
    private static final Duration BUFFER_TIMEOUT = Duration.ofMillis(5);
    private static final Duration WATERMARK_INTERVAL = Duration.ofMillis(20);
    private static final Logger LOG = LoggerFactory.getLogger(GovernanceMain.class);

    private GovernanceMain() {}

    /**
     * Submits the job.
     *
     * @throws ProgramParametrizationException with all problems, which Flink's client prints
     *     without a stack trace
     * @throws Exception if submission fails
     */
    public static void main(String[] arguments) throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        try {
            for (String remark : define(environment, List.of(arguments), System.getenv())) {
                System.out.println(remark);
                LOG.info("{}", remark);
            }
        } catch (ChronoFabricException e) {
            throw new ProgramParametrizationException(e.getMessage());
        }
        environment.execute("ChronoFabric governance");
    }

    /**
     * Defines the job that the arguments ask for, and makes the topics it needs.
     *
     * @return what was done and noticed, a sentence each
     * @throws ConfigurationProblems with everything that is wrong
     * @throws ChronoFabricException if brokers do not answer
     */
    public static List<String> define(
            StreamExecutionEnvironment environment,
            List<String> arguments,
            Map<String, String> variables) {
        SettingsLoader loader = new SettingsLoader();
        Arguments given = Arguments.read(arguments, loader);
        given.files().forEach(file -> loader.file(Path.of(file)));
        loader.environment(variables);
        loader.definitions(given.definitions());
        return define(environment, loader);
    }

    /**
     * As {@link #define(StreamExecutionEnvironment, List, Map)}, with settings collected so far.
     */
    public static List<String> define(
            StreamExecutionEnvironment environment, SettingsLoader loader) {
        List<String> files = loader.peek(Options.RULES_FILES).orElse(List.of());
        RuleFiles.Loaded rules =
                loader.peek(RulesOptions.TOPIC).isEmpty()
                        ? RuleFiles.loadForJob(files)
                        : RuleFiles.loadForLiveJob(files, peek(loader, RulesOptions.PATTERNS));
        rules.problems().forEach(loader::problem);
        if (files.isEmpty() && loader.peek(RulesOptions.TOPIC).isEmpty()) {
            loader.problem(missing(Options.RULES_FILES.key(), "rules.yaml"));
        }
        boolean onKafka = loader.peek(KafkaOptions.BOOTSTRAP).isPresent();
        boolean recorded = loader.peek(Options.REPLAY_PATH).isPresent();
        if (onKafka == recorded) {
            loader.problem(
                    Problem.error(
                            "CFG005",
                            Options.REPLAY_PATH.key(),
                            0,
                            0,
                            (onKafka ? "and kafka.bootstrap are both" : "or kafka.bootstrap is not")
                                    + " set (expected: one of the two, where events come from)",
                            "add -D kafka.bootstrap=host:9092 or -D replay.path=trace.csv"));
        }
        if (!onKafka && loader.peek(RulesOptions.TOPIC).isPresent()) {
            loader.problem(
                    Problem.error(
                            "CFG053",
                            RulesOptions.TOPIC.key(),
                            0,
                            0,
                            "is set without kafka.bootstrap (expected: both, for it is a topic"
                                    + " there)",
                            "add -D kafka.bootstrap=host:9092, or leave it out"));
        }
        List<TopicMapping> mappings =
                onKafka ? KafkaGovernance.check(loader, rules.rules()) : List.of();
        Checkpoints.check(
                        loader.peek(Options.CHECKPOINT_RESUME),
                        loader.peek(Options.CHECKPOINT_DIRECTORY))
                .ifPresent(loader::problem);
        if (onKafka && KafkaGovernance.writesTransactions(loader)) {
            Checkpoints.check(
                            environment,
                            peek(loader, Options.CHECKPOINT_INTERVAL),
                            peek(loader, KafkaOptions.TRANSACTION_TIMEOUT))
                    .ifPresent(loader::problem);
        }
        Settings settings = loader.settings();
        List<String> remarks = new ArrayList<>(rules.remarks());
        settings.warnings().forEach(warning -> remarks.add(warning.toString()));
        GovernanceSettings governance =
                new GovernanceSettings(
                        settings.get(Options.GOVERNANCE_MAX_SAMPLES),
                        settings.get(Options.GOVERNANCE_MAX_OPEN),
                        recorded,
                        new RefusalLimit(
                                settings.get(KafkaOptions.FAIL_AFTER_RATIO),
                                settings.get(KafkaOptions.FAIL_AFTER_RECORDS)),
                        settings.find(Options.STATE_BUDGET).orElse(StateLedger.UNLIMITED));
        if (onKafka) {
            KafkaGovernance kafka = KafkaGovernance.connect(settings, mappings);
            remarks.addAll(kafka.remarks());
            GovernanceJob.LiveRules liveRules = null;
            if (settings.find(RulesOptions.TOPIC).isPresent()) {
                remarks.addAll(RuleChannel.prepare(settings));
                liveRules = RuleChannel.of(settings);
            }
            resume(environment, settings).ifPresent(remarks::add);
            Checkpoints.checkEnd(environment, settings)
                    .ifPresent(warning -> remarks.add(warning.toString()));
            answerAtOnce(environment);
            GovernanceJob.define(
                    environment,
                    kafka.input(),
                    kafka.outputs(),
                    new GovernanceJob.Documents(rules.rules(), rules.patterns()),
                    liveRules,
                    governance);
        } else {
            ReplaySource source =
                    ReplaySource.of(
                            settings.get(Options.REPLAY_PATH), settings.get(Options.REPLAY_SPEED));
            source.checkIfVisible();
            if (settings.find(Options.OUTPUT_DIRECTORY).isPresent()) {
                resume(environment, settings).ifPresent(remarks::add);
            }
            GovernanceJob.define(
                    environment,
                    GovernanceJob.Input.recorded(source, "replay", rules.rules()),
                    settings.find(Options.OUTPUT_DIRECTORY)
                            .map(JsonOutputs::toDirectory)
                            .orElseGet(JsonOutputs::toStandardOutput),
                    new GovernanceJob.Documents(rules.rules(), rules.patterns()),
                    null,
                    governance);
        }
        return remarks;
    }

    private static Optional<String> resume(
            StreamExecutionEnvironment environment, Settings settings) {
        try {
            return Checkpoints.apply(environment, settings)
                    .map(path -> "Starting from checkpoint " + path + ".");
        } catch (IOException e) {
            throw new ChronoFabricException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "checkpoint.directory: " + e.getMessage(),
                    "a folder that can be read",
                    "Check the path, and who may read it.",
                    e);
        }
    }

    /** Flink gathers records for 100 ms before it sends them on, unless told otherwise. */
    private static void answerAtOnce(StreamExecutionEnvironment environment) {
        Configuration told = Configuration.fromMap(environment.getConfiguration().toMap());
        Configuration ours = new Configuration();
        if (told.getOptional(ExecutionOptions.BUFFER_TIMEOUT).isEmpty()) {
            ours.set(ExecutionOptions.BUFFER_TIMEOUT, BUFFER_TIMEOUT);
        }
        if (told.getOptional(PipelineOptions.AUTO_WATERMARK_INTERVAL).isEmpty()) {
            ours.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, WATERMARK_INTERVAL);
        }
        environment.configure(ours);
    }

    private static <T> T peek(SettingsLoader loader, Option<T> option) {
        return loader.peek(option).or(option::defaultValue).orElseThrow();
    }

    private static Problem missing(String key, String example) {
        return Problem.error(
                "CFG005",
                key,
                0,
                0,
                "is not set (expected: a value)",
                "add -D " + key + "=" + example);
    }

    /** What stands on the command line. */
    private record Arguments(List<String> files, List<String> definitions) {
        static Arguments read(List<String> arguments, SettingsLoader loader) {
            Arguments read = new Arguments(new ArrayList<>(), new ArrayList<>());
            for (int i = 0; i < arguments.size(); i++) {
                String argument = arguments.get(i);
                boolean takesNext = argument.equals("--config") || argument.equals("-D");
                if (takesNext && i + 1 < arguments.size()) {
                    i++;
                    (argument.equals("-D") ? read.definitions : read.files).add(arguments.get(i));
                } else if (argument.startsWith("--config=")) {
                    read.files.add(argument.substring("--config=".length()));
                } else if (argument.startsWith("-D") && argument.length() > 2) {
                    read.definitions.add(argument.substring(2));
                } else {
                    loader.problem(
                            Problem.error(
                                    "CFG006",
                                    "arguments",
                                    0,
                                    0,
                                    // What follows may be a secret.
                                    argument.replaceFirst("=.*", "=…")
                                            + (takesNext
                                                    ? " without a value"
                                                    : " is not understood"),
                                    USAGE));
                }
            }
            return read;
        }
    }
}
