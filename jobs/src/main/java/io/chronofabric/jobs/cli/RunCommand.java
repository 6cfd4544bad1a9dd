package io.chronofabric.jobs.cli;

import io.chronofabric.jobs.config.KafkaOptions;
import io.chronofabric.jobs.config.Options;
import io.chronofabric.jobs.config.SettingsLoader;
import io.chronofabric.jobs.embedded.KafkaRun;
import io.chronofabric.time.TimeSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code chronofabric run}. */
@Command(
        name = "run",
        description = {
            "Govern Kafka topics, on an embedded Flink.",
            "",
            "Reads signals from topics, writes verdicts, decisions and dead letters to others, and"
                    + " creates those that are absent. The same job runs on a cluster by flink run."
                    + " Runs until Ctrl-C, or to the place that --until names."
        },
        exitCodeList = {
            "0:it ran to its end, or was stopped by Ctrl-C",
            "1:the job failed",
            ExitCodes.BAD_INPUT_TEXT
        })
final class RunCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Brokers to begin with; several with a comma between.")
    private String bootstrap;

    @Option(
            names = "--rules",
            paramLabel = "FILE",
            description = "Rule documents; may be given repeatedly.")
    private List<String> rules = List.of();

    @Option(
            names = "--mapping",
            paramLabel = "FILE",
            description =
                    "Mapping documents, for topics with records of other forms; may be given"
                            + " repeatedly.")
    private List<String> mappings = List.of();

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            description =
                    "Input topic in ChronoFabric's own form; may be given repeatedly (default:"
                            + " chronofabric.signals).")
    private List<String> topics = List.of();

    @Option(
            names = "--from",
            paramLabel = "PLACE",
            description =
                    "Where to begin: committed (the default), earliest, latest or a moment such as"
                            + " 2026-01-31T12:00:00Z.")
    private String from;

    @Option(
            names = "--until",
            paramLabel = "PLACE",
            description = "Where to end: latest (what is there now), or a moment. Default: run on.")
    private String until;

    @Option(
            names = "--state",
            paramLabel = "FOLDER",
            description =
                    "Keep checkpoints there, and take up the newest at the start, so that nothing"
                            + " is lost over a restart. Default: a temporary folder that is removed"
                            + " at the end.")
    private String state;

    @Mixin private EmbeddedOptions embedded;

    @Override
    public Integer call() throws Exception {
        SettingsLoader loader = embedded.loader();
        loader.flag("--bootstrap", KafkaOptions.BOOTSTRAP, EmbeddedOptions.given(bootstrap));
        loader.flag("--rules", Options.RULES_FILES, rules);
        loader.flag("--mapping", KafkaOptions.MAPPING_FILES, mappings);
        loader.flag("--topic", KafkaOptions.INPUT_TOPICS, topics);
        loader.flag("--from", KafkaOptions.FROM, EmbeddedOptions.given(from));
        loader.flag("--until", KafkaOptions.UNTIL, EmbeddedOptions.given(until));
        loader.flag("--state", Options.CHECKPOINT_DIRECTORY, EmbeddedOptions.given(state));
        if (state != null) {
            loader.flag("--state", Options.CHECKPOINT_RESUME, List.of("latest"));
        }
        new KafkaRun(loader, spec.commandLine().getOut(), TimeSource.system()).run();
        return ExitCodes.OK;
    }
}
