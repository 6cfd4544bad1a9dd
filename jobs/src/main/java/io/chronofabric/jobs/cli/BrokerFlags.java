package io.chronofabric.jobs.cli;

import io.chronofabric.core.Problem;
import io.chronofabric.jobs.config.KafkaOptions;
import io.chronofabric.jobs.config.SettingsLoader;
import io.chronofabric.jobs.kafka.KafkaClients;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The flags that say where the brokers are, the same for each command about a topic. */
final class BrokerFlags {
    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Brokers to begin with; the setting kafka.bootstrap.")
    private String bootstrap;

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

    /** The settings they give, with what is wrong about the brokers; flags may be added. */
    SettingsLoader loader() {
        SettingsLoader loader = new SettingsLoader();
        if (config != null) {
            loader.file(config);
        }
        loader.environment(System.getenv());
        loader.definitions(definitions);
        loader.flag("--bootstrap", KafkaOptions.BOOTSTRAP, EmbeddedOptions.given(bootstrap));
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
        return loader;
    }
}
