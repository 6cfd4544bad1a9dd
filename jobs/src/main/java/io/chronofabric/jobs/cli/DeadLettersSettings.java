package io.chronofabric.jobs.cli;

import io.chronofabric.core.Problem;
import io.chronofabric.jobs.config.KafkaOptions;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.config.SettingsLoader;
import io.chronofabric.jobs.deadletters.DeadLetterTopic;
import io.chronofabric.jobs.kafka.KafkaClients;
import io.chronofabric.jobs.kafka.KafkaFailure;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The flags that say where the dead letters are, the same for each command about them. */
final class DeadLettersSettings {
    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Brokers to begin with; the setting kafka.bootstrap.")
    private String bootstrap;

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            description =
                    "The topic of dead letters (default: chronofabric.dead-letters); the setting"
                            + " kafka.dead-letters.topic.")
    private String topic;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings in YAML, the same as the job's; see docs/configuration.md.")
    private Path config;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description =
                    "A setting, over those of the file and the environment, such as"
                            + " kafka.properties.security.protocol=SASL_SSL.")
    private List<String> definitions = List.of();

    /** Work with the brokers. */
    interface Work<T> {
        T on(DeadLetterTopic topic) throws Exception;
    }

    /** Does something with the topic, once the settings are in order. */
    <T> T with(PrintWriter err, Work<T> work) throws Exception {
        SettingsLoader loader = new SettingsLoader();
        if (config != null) {
            loader.file(config);
        }
        loader.environment(System.getenv());
        loader.definitions(definitions);
        loader.flag("--bootstrap", KafkaOptions.BOOTSTRAP, given(bootstrap));
        loader.flag("--topic", KafkaOptions.DEAD_LETTERS_TOPIC, given(topic));
        KafkaClients.check(loader.peek(KafkaOptions.PROPERTIES).orElse(Map.of()))
                .forEach(loader::problem);
        if (loader.peek(KafkaOptions.BOOTSTRAP).isEmpty()) {
            loader.problem(
                    Problem.error(
                            "CFG005",
                            KafkaOptions.BOOTSTRAP.key(),
                            0,
                            0,
                            "is not set (expected: host:port of a broker)",
                            "add --bootstrap HOST:PORT"));
        }
        Settings settings = loader.settings();
        settings.warnings().forEach(err::println);
        DeadLetterTopic letters = DeadLetterTopic.of(settings);
        return KafkaFailure.told(letters.clients(), "docs/dead-letters.md", () -> work.on(letters));
    }

    private static List<String> given(String value) {
        return value == null ? List.of() : List.of(value);
    }
}
