package io.chronofabric.jobs.doctor;

import io.chronofabric.core.Problem;
import io.chronofabric.state.codec.SettingsYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/**
 * Flink's configuration as a file gives it. Immutable, if nobody changes its configuration.
 *
 * @param name of the file, for messages
 * @param configuration what it sets
 * @param lines of the keys, from 1
 * @param problems what is wrong with the file itself
 */
record FlinkFile(
        String name,
        Configuration configuration,
        Map<String, Integer> lines,
        List<Problem> problems) {
    static FlinkFile read(Path file) throws IOException {
        return of(file.toString(), Files.readString(file));
    }

    static FlinkFile of(String name, String text) {
        SettingsYaml.Result read = SettingsYaml.read(name, text);
        Map<String, String> values = new HashMap<>();
        Map<String, Integer> lines = new HashMap<>();
        for (SettingsYaml.Entry entry : read.entries()) {
            if (!entry.values().isEmpty()) {
                values.put(entry.key(), String.join(";", entry.values()));
                lines.put(entry.key(), entry.line());
            }
        }
        return new FlinkFile(name, Configuration.fromMap(values), lines, read.problems());
    }

    /** Where a key stands, or the file. */
    String place(String key) {
        return lines.containsKey(key) ? name + ":" + lines.get(key) : name;
    }

    /** A key with its value as it stands there, and where. */
    String shown(ConfigOption<?> option) {
        return find(option.key())
                .map(value -> option.key() + ": " + value + " (" + place(option.key()) + ")")
                .orElse(option.key() + " is not set");
    }

    /** What stands there, as text. */
    Optional<String> find(String key) {
        return Optional.ofNullable(configuration.toMap().get(key));
    }
}
