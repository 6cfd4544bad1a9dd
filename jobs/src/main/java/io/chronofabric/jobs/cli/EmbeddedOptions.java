package io.chronofabric.jobs.cli;

import io.chronofabric.jobs.config.Options;
import io.chronofabric.jobs.config.SettingsLoader;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What every command has that runs the job on an embedded Flink. */
final class EmbeddedOptions {
    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of the web UI (default: 8081); the next free one if it is taken.")
    private String port;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings in YAML; see docs/configuration.md.")
    private Path config;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            description = "A setting, over those of the file and the environment.")
    private List<String> definitions = List.of();

    /** The settings that these give, with those of the environment between file and flags. */
    SettingsLoader loader() {
        SettingsLoader loader = new SettingsLoader();
        if (config != null) {
            loader.file(config);
        }
        loader.environment(System.getenv());
        loader.definitions(definitions);
        loader.flag("--port", Options.WEB_PORT, given(port));
        return loader;
    }

    /** The value of a flag that takes one, as a list for {@link SettingsLoader#flag}. */
    static List<String> given(String value) {
        return value == null ? List.of() : List.of(value);
    }
}
