package io.chronofabric.jobs.config;

import java.util.List;

/** Makes {@code docs/configuration.md}, so that it never says something else than the code. */
final class ConfigurationPage {
    private ConfigurationPage() {}

    static String of(List<Option<?>> options) {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Configuration

                        <!-- Made from io.chronofabric.jobs.config.Options; a test compares the two. -->

                        A setting has a dotted key. Sources, each over the one before:

                        1. a YAML file (`--config FILE`), keys flat (`replay.speed: 10x`) or nested;
                        2. the environment: `CHRONOFABRIC_` and the key in capitals, dots and hyphens as `_`
                           (`CHRONOFABRIC_REPLAY_SPEED=10x`);
                        3. `-D key=value` on the command line, and the flags that stand for a key.

                        Everything is checked once at the start, and all problems are reported together.
                        Flink's own settings are not here: they belong to Flink's `config.yaml` or `flink run -D`.

                        | key | values | default | meaning |
                        |---|---|---|---|
                        """);
        for (Option<?> option : options) {
            row(page, option);
        }
        return page.toString();
    }

    private static <T> void row(StringBuilder page, Option<T> option) {
        page.append("| `")
                .append(option.key())
                .append("` | ")
                .append(option.type().expected())
                .append(" | ")
                .append(
                        option.defaultValue()
                                .map(value -> "`" + option.type().write(value) + "`")
                                .orElse("none"))
                .append(" | ")
                .append(option.description())
                .append(" |\n");
    }
}
