package io.chronofabric.jobs.config;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.DidYouMean;
import io.chronofabric.core.Problem;
import io.chronofabric.state.codec.SettingsYaml;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Collects settings from their sources, in rising priority: a YAML file, the environment, {@code -D
 * key=value}. Whatever is wrong in any of them is reported in one go. For one thread.
 */
public final class SettingsLoader {
    /** Variables of the start script, which are no settings. */
    private static final Set<String> OF_THE_SCRIPT = Set.of("CHRONOFABRIC_JAVA_OPTS");

    private static final String COMMAND_LINE = "-D";

    private final Map<String, Option<?>> known = new LinkedHashMap<>();
    private final Map<Option<?>, Object> values = new LinkedHashMap<>();
    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    /** A loader of {@link Options#ALL}. */
    public SettingsLoader() {
        this(Options.ALL);
    }

    SettingsLoader(List<Option<?>> options) {
        options.forEach(option -> known.put(option.key(), option));
    }

    /** All sources at once. */
    public static Settings load(
            Optional<Path> file, Map<String, String> environment, List<String> definitions) {
        SettingsLoader loader = new SettingsLoader();
        file.ifPresent(loader::file);
        loader.environment(environment);
        loader.definitions(definitions);
        return loader.settings();
    }

    /** Adds a file's settings over what is there. */
    public void file(Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            errors.add(
                    Problem.error(
                            "CFG001",
                            file.toString(),
                            0,
                            0,
                            "the settings file cannot be read ("
                                    + (Files.exists(file) ? e.getMessage() : "there is none")
                                    + ")",
                            "give the path of a YAML file in UTF-8"));
            return;
        }
        SettingsYaml.Result read = SettingsYaml.read(file.toString(), text);
        errors.addAll(read.problems());
        for (SettingsYaml.Entry entry : read.entries()) {
            put(entry.key(), entry.values(), file.toString(), entry.line(), entry.column());
        }
    }

    /**
     * Adds the settings of environment variables {@code CHRONOFABRIC_…} over what is there. One
     * that is no setting is only warned of: container platforms make such variables by themselves.
     */
    public void environment(Map<String, String> environment) {
        Map<String, Option<?>> byVariable = new LinkedHashMap<>();
        known.values().forEach(option -> byVariable.put(option.environmentVariable(), option));
        new TreeMap<>(environment)
                .forEach(
                        (variable, value) -> {
                            if (!Option.isOurs(variable) || OF_THE_SCRIPT.contains(variable)) {
                                return;
                            }
                            Option<?> option = byVariable.get(variable);
                            Optional<Option<?>> group = groupOfVariable(variable);
                            if (group.isPresent()) {
                                String name =
                                        variable.substring(
                                                group.get().environmentVariable().length() + 1);
                                setMember(
                                        group.get(),
                                        name.toLowerCase(Locale.ROOT).replace('_', '.'),
                                        List.of(value),
                                        "environment " + variable,
                                        0,
                                        0);
                            } else if (option == null) {
                                warnings.add(
                                        Problem.warning(
                                                "CFG002",
                                                "environment",
                                                0,
                                                0,
                                                variable + " is no setting and is ignored",
                                                suggestion(variable, byVariable.keySet())));
                            } else {
                                set(option, List.of(value), "environment " + variable, 0, 0);
                            }
                        });
    }

    /** Adds {@code key=value} texts over what is there; of one key, the last holds. */
    public void definitions(List<String> definitions) {
        for (String definition : definitions) {
            int equals = definition.indexOf('=');
            if (equals < 1) {
                errors.add(
                        Problem.error(
                                "CFG003",
                                COMMAND_LINE,
                                0,
                                0,
                                "\"" + definition + "\" (expected: key=value)",
                                "write " + COMMAND_LINE + " replay.speed=10x"));
            } else {
                String key = definition.substring(0, equals).strip();
                put(key, List.of(definition.substring(equals + 1)), COMMAND_LINE + " " + key, 0, 0);
            }
        }
    }

    /**
     * Sets an option over all other sources, as a flag of its own does.
     *
     * @param flag how the flag is called, for messages
     * @param given its values; none where it was not given
     */
    public void flag(String flag, Option<?> option, List<String> given) {
        if (!given.isEmpty()) {
            set(option, given, flag, 0, 0);
        }
    }

    /** What was given for an option so far, so that it can be checked along with the rest. */
    @SuppressWarnings("unchecked") // set() puts a T for an Option<T>
    public <T> Optional<T> peek(Option<T> option) {
        return Optional.ofNullable((T) values.get(option));
    }

    /** Adds a problem found elsewhere to the report. */
    public void problem(Problem problem) {
        (problem.isError() ? errors : warnings).add(problem);
    }

    /**
     * The settings.
     *
     * @throws ConfigurationProblems with everything that is wrong
     */
    public Settings settings() {
        if (!errors.isEmpty()) {
            throw new ConfigurationProblems(errors);
        }
        return new Settings(values, warnings);
    }

    private void put(String key, List<String> given, String source, int line, int column) {
        Option<?> option = known.get(key);
        Optional<Option<?>> group =
                known.values().stream().filter(candidate -> candidate.holds(key)).findFirst();
        if (group.isPresent()) {
            String name = key.substring(group.get().key().length() + 1);
            setMember(group.get(), name, given, source, line, column);
        } else if (option == null) {
            errors.add(
                    Problem.error(
                            "CFG002",
                            source,
                            line,
                            column,
                            "unknown setting " + key,
                            suggestion(key, known.keySet())));
        } else {
            set(option, given, source, line, column);
        }
    }

    private Optional<Option<?>> groupOfVariable(String variable) {
        return known.values().stream()
                .filter(option -> option.type().isGroup())
                .filter(option -> variable.startsWith(option.environmentVariable() + "_"))
                .filter(option -> variable.length() > option.environmentVariable().length() + 1)
                .findFirst();
    }

    @SuppressWarnings("unchecked") // a group's values are a map of texts
    private void setMember(
            Option<?> group, String name, List<String> given, String source, int line, int column) {
        if (given.size() != 1) {
            // What was given is not shown: it may be a secret.
            errors.add(
                    Problem.error(
                            "CFG004",
                            source,
                            line,
                            column,
                            group.key()
                                    + "."
                                    + name
                                    + ": "
                                    + given.size()
                                    + " values (expected: one)",
                            "give one value"));
            return;
        }
        ((Map<String, String>) values.computeIfAbsent(group, ignored -> new TreeMap<>()))
                .put(name, given.get(0));
    }

    private void set(Option<?> option, List<String> given, String source, int line, int column) {
        try {
            values.put(option, option.type().parse(given));
        } catch (IllegalArgumentException | ChronoFabricException e) {
            errors.add(
                    Problem.error(
                            "CFG004",
                            source,
                            line,
                            column,
                            option.key()
                                    + ": "
                                    + (given.size() == 1 ? "\"" + given.get(0) + "\"" : given)
                                    + " (expected: "
                                    + option.type().expected()
                                    + ")",
                            example(option)));
        }
    }

    private static <T> String example(Option<T> option) {
        return option.defaultValue()
                .map(value -> "leave it out for " + option.type().write(value))
                .orElse("leave it out, or give " + option.type().expected());
    }

    private static String suggestion(String given, Set<String> known) {
        return DidYouMean.suggest(given, known)
                .map(name -> "did you mean " + name + "?")
                .orElse("docs/configuration.md lists all settings");
    }
}
