package io.chronofabric.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code docs/configuration.md} equal to {@link Options}; {@code -Dconfiguration.write=true}
 * rewrites it.
 */
class ConfigurationDocumentTest {
    private static final Path DOCUMENT =
            Path.of(System.getProperty("chronofabric.root"), "docs", "configuration.md");

    @Test
    void theDocumentSaysWhatTheOptionsSay() throws IOException {
        if (Boolean.getBoolean("configuration.write")) {
            Files.writeString(DOCUMENT, document());
        }
        assertThat(DOCUMENT)
                .as("rewrite with ./mvnw -pl jobs -am test -Dconfiguration.write=true")
                .hasContent(document());
    }

    @Test
    void keysAreDottedUniqueAndExplained() {
        assertThat(Options.ALL).extracting(Option::key).doesNotHaveDuplicates();
        assertThat(Options.ALL)
                .allSatisfy(
                        option -> {
                            assertThat(option.key())
                                    .matches("[a-z]+(-[a-z]+)*(\\.[a-z]+(-[a-z]+)*)+");
                            assertThat(option.description()).endsWith(".");
                        });
        assertThat(Options.ALL)
                .extracting(Option::environmentVariable)
                .as("no two keys share a variable")
                .doesNotHaveDuplicates();
    }

    private static String document() {
        StringBuilder text =
                new StringBuilder(
                        """
                        # Configuration

                        Made from `io.chronofabric.jobs.config.Options`; do not edit. To rewrite it:
                        `./mvnw -pl jobs -am test -Dtest=ConfigurationDocumentTest \
                        -Dsurefire.failIfNoSpecifiedTests=false -Dconfiguration.write=true`.

                        A setting has a dotted key. Its sources, each over the one before:

                        1. a YAML file (`--config FILE`), with keys flat (`replay.speed: 10x`) or nested;
                        2. the environment: `CHRONOFABRIC_` and the key in capitals, dots and hyphens as `_`
                           (`CHRONOFABRIC_REPLAY_SPEED=10x`);
                        3. `-D key=value` on the command line, and the flags that stand for a key.

                        Everything is checked once at the start, and all problems are told together. Flink's own
                        settings are not here: they belong in Flink's `config.yaml` or after `flink run -D`.

                        | key | values | default | meaning |
                        |---|---|---|---|
                        """);
        Options.ALL.forEach(option -> text.append(row(option)));
        return text.toString();
    }

    private static <T> String row(Option<T> option) {
        return "| `"
                + option.documentedKey()
                + "` | "
                + option.type().expected()
                + " | "
                + option.defaultValue()
                        .map(value -> "`" + option.type().write(value) + "`")
                        .orElse("none")
                + " | "
                + option.description()
                + " |\n";
    }
}
