package io.chronofabric.jobs;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.Problem;
import io.chronofabric.jobs.config.ConfigurationProblems;
import io.chronofabric.jobs.config.Options;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.config.SettingsLoader;
import io.chronofabric.jobs.output.JsonOutputs;
import io.chronofabric.jobs.replay.ReplaySource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.client.program.ProgramParametrizationException;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Entry of the job jar, for {@code flink run}: {@code [--config FILE] [-D key=value]...}. Checks
 * everything before it submits anything.
 */
public final class GovernanceMain {
    private static final String USAGE =
            "Usage: flink run chronofabric-job.jar [--config FILE] [-D key=value]...; at least"
                    + " rules.files and replay.path must be set";

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
            define(environment, List.of(arguments), System.getenv());
        } catch (ChronoFabricException e) {
            throw new ProgramParametrizationException(e.getMessage());
        }
        environment.execute("ChronoFabric governance");
    }

    /**
     * Defines the job that the arguments ask for.
     *
     * @throws ConfigurationProblems with everything that is wrong
     */
    static void define(
            StreamExecutionEnvironment environment,
            List<String> arguments,
            Map<String, String> variables) {
        SettingsLoader loader = new SettingsLoader();
        Arguments given = Arguments.read(arguments, loader);
        given.files().forEach(file -> loader.file(Path.of(file)));
        loader.environment(variables);
        loader.definitions(given.definitions());

        List<String> files = loader.peek(Options.RULES_FILES).orElse(List.of());
        RuleFiles.Loaded rules = RuleFiles.load(files);
        rules.problems().forEach(loader::problem);
        if (files.isEmpty()) {
            loader.problem(missing(Options.RULES_FILES.key(), "rules.yaml"));
        }
        if (loader.peek(Options.REPLAY_PATH).isEmpty()) {
            loader.problem(missing(Options.REPLAY_PATH.key(), "trace.csv"));
        }
        Settings settings = loader.settings();
        settings.warnings().forEach(System.err::println);

        ReplaySource source =
                ReplaySource.of(
                        settings.get(Options.REPLAY_PATH), settings.get(Options.REPLAY_SPEED));
        source.checkIfVisible();
        if (settings.find(Options.OUTPUT_DIRECTORY).isPresent()
                && environment
                        .getConfiguration()
                        .getOptional(CheckpointingOptions.CHECKPOINTING_INTERVAL)
                        .isEmpty()) {
            environment.enableCheckpointing(settings.get(Options.CHECKPOINT_INTERVAL).toMillis());
        }
        GovernanceJob.define(
                environment,
                GovernanceJob.Input.recorded(source, "replay", rules.rules()),
                settings.find(Options.OUTPUT_DIRECTORY)
                        .map(JsonOutputs::toDirectory)
                        .orElseGet(JsonOutputs::toStandardOutput),
                rules.rules(),
                new GovernanceSettings(settings.get(Options.GOVERNANCE_MAX_SAMPLES), true));
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
                                    argument
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
