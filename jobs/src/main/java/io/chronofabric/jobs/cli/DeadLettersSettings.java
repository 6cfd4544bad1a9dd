package io.chronofabric.jobs.cli;

import io.chronofabric.jobs.config.KafkaOptions;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.config.SettingsLoader;
import io.chronofabric.jobs.deadletters.DeadLetterTopic;
import io.chronofabric.jobs.kafka.KafkaFailure;
import java.io.PrintWriter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags that say where the dead letters are, the same for each command about them. */
final class DeadLettersSettings {
    @Mixin private BrokerFlags brokers;

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            description =
                    "The topic of dead letters (default: chronofabric.dead-letters); the setting"
                            + " kafka.dead-letters.topic.")
    private String topic;

    /** Work with the brokers. */
    interface Work<T> {
        T on(DeadLetterTopic topic) throws Exception;
    }

    /** Does something with the topic, once the settings are in order. */
    <T> T with(PrintWriter err, Work<T> work) throws Exception {
        SettingsLoader loader = brokers.loader();
        loader.flag("--topic", KafkaOptions.DEAD_LETTERS_TOPIC, EmbeddedOptions.given(topic));
        Settings settings = loader.settings();
        settings.warnings().forEach(err::println);
        DeadLetterTopic letters = DeadLetterTopic.of(settings);
        return KafkaFailure.told(letters.clients(), "docs/dead-letters.md", () -> work.on(letters));
    }
}
